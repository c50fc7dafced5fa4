using Updater.Core.Content;
using Updater.Core.Platform;

namespace Updater.Core.Tests.Manifests;

/// <summary>Delivers bytes in blocks of random size (or a fixed one), and may fail after some of them. It also checks how it is used.</summary>
internal sealed class CutSource : IByteSource
{
    private readonly byte[] _bytes;
    private readonly Random? _random;
    private readonly int _blockBytes;
    private readonly int _failAfter;
    private readonly Outcome _failure;

    public CutSource(byte[] bytes, int blockBytes, int failAfter = int.MaxValue, Outcome failure = Outcome.Ok)
    {
        _bytes = bytes;
        _blockBytes = blockBytes;
        _failAfter = failAfter;
        _failure = failure;
    }

    public CutSource(byte[] bytes, Random random) : this(bytes, 1)
    {
        _random = random;
    }

    public int Delivered { get; private set; }

    public int Calls { get; private set; }

    public Outcome Read(byte[] buffer, int offset, int count, out int read)
    {
        Assert.IsTrue(count >= 1 && offset >= 0 && count <= buffer.Length - offset);
        Calls++;
        read = 0;
        if (Delivered >= _failAfter)
        {
            return _failure;
        }

        int block = _random == null ? _blockBytes : _random.Next(1, 40);
        read = Math.Min(Math.Min(block, count), Math.Min(_bytes.Length, _failAfter) - Delivered);
        Array.Copy(_bytes, Delivered, buffer, offset, read);
        Delivered += read;
        return Outcome.Ok;
    }

    public void Dispose()
    {
    }
}
