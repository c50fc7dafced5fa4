using System;
using Updater.Core.Platform;

namespace Updater.Core.Content;

/// <summary>Bytes that are already in memory, as a source. Made once and set again for each range.</summary>
public sealed class BufferSource : IByteSource
{
    private byte[] _buffer;
    private int _offset;
    private int _count;

    /// <summary>Sets the range to deliver.</summary>
    /// <param name="buffer">Where the bytes are; kept, not copied.</param>
    /// <param name="offset">First index.</param>
    /// <param name="count">Bytes.</param>
    public void Reset(byte[] buffer, int offset, int count)
    {
        Invariant.That(offset >= 0 && count >= 0 && count <= buffer.Length - offset);
        _buffer = buffer;
        _offset = offset;
        _count = count;
    }

    /// <inheritdoc/>
    public Outcome Read(byte[] buffer, int offset, int count, out int read)
    {
        read = count < _count ? count : _count;
        if (read > 0)
        {
            Array.Copy(_buffer, _offset, buffer, offset, read);
            _offset += read;
            _count -= read;
        }

        return Outcome.Ok;
    }

    /// <summary>Lets the buffer go; <see cref="Reset"/> makes the source usable again.</summary>
    public void Dispose()
    {
        _buffer = null;
        _count = 0;
    }
}
