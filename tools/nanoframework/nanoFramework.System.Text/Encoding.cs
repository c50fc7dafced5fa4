namespace System.Text;

// No GetString(byte[]), no GetByteCount, no ASCII.
public abstract class Encoding
{
    protected extern Encoding();
    public static extern Encoding UTF8 { get; }
    public virtual extern byte[] GetBytes(string s);
    public virtual extern int GetBytes(string s, int charIndex, int charCount, byte[] bytes, int byteIndex);
    public virtual extern char[] GetChars(byte[] bytes);
    public virtual extern char[] GetChars(byte[] bytes, int byteIndex, int byteCount);
    public abstract Decoder GetDecoder();
    public virtual extern string GetString(byte[] bytes, int index, int count);
}

public class UTF8Encoding : Encoding
{
    public extern UTF8Encoding();
    public override extern byte[] GetBytes(string s);
    public override extern int GetBytes(string s, int charIndex, int charCount, byte[] bytes, int byteIndex);
    public override extern char[] GetChars(byte[] bytes);
    public override extern char[] GetChars(byte[] bytes, int byteIndex, int byteCount);
    public override extern Decoder GetDecoder();
}

public abstract class Decoder
{
    protected extern Decoder();
    public abstract void Convert(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex, int charCount, bool flush, out int bytesUsed, out int charsUsed, out bool completed);
}
