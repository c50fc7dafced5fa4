namespace System.IO;

public enum SeekOrigin
{
    Begin = 0,
    Current = 1,
    End = 2,
}

// Read(SpanByte) of v1 and Read(Span<byte>) of v2 are left out, and with them every subclass: the constructor is internal, so deriving does not compile.
public abstract class Stream : MarshalByRefObject, IDisposable
{
    internal extern Stream();
    public extern bool CanRead { get; }
    public extern bool CanSeek { get; }
    public extern bool CanWrite { get; }
    public virtual extern bool CanTimeout { get; }
    public virtual extern long Length { get; }
    public virtual extern long Position { get; set; }
    public virtual extern int ReadTimeout { get; set; }
    public virtual extern int WriteTimeout { get; set; }
    public virtual extern void Close();
    public extern void CopyTo(Stream destination);
    public extern void Dispose();
    public virtual extern void Flush();
    public virtual extern int Read(byte[] buffer, int offset, int count);
    public virtual extern int ReadByte();
    public virtual extern long Seek(long offset, SeekOrigin origin);
    public virtual extern void SetLength(long value);
    public virtual extern void Write(byte[] buffer, int offset, int count);
    public virtual extern void WriteByte(byte value);
}

public class MemoryStream : Stream
{
    public extern MemoryStream();
    public extern MemoryStream(byte[] buffer);
    public extern MemoryStream(byte[] buffer, bool isWritable);
    public virtual extern byte[] GetBuffer();
    public virtual extern byte[] ToArray();
    public virtual extern void WriteTo(Stream stream);
}

public class StreamReader : IDisposable
{
    public extern StreamReader(Stream stream);
    public virtual extern Stream BaseStream { get; }
    public extern bool EndOfStream { get; }
    public extern void Close();
    public extern void Dispose();
    public extern int Peek();
    public extern int Read();
    public extern int Read(char[] buffer, int index, int count);
    public extern string ReadLine();
    public extern string ReadToEnd();
}
