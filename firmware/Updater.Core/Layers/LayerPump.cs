using Updater.Core.Content;
using Updater.Core.Digests;
using Updater.Core.Platform;

namespace Updater.Core.Layers;

/// <summary>
/// Moves a layer from a source to a sink through one buffer and digests it on the way. It does no loop of its own: one <see cref="Fill"/> is one read, one
/// <see cref="Flush"/> one chunk. After a restart the sink may stand further on than the digest (the journal holds an earlier checkpoint): bytes below the
/// sink's offset are digested only. Never the other way round: what the sink takes is always digested.
/// </summary>
public sealed class LayerPump
{
    private readonly byte[] _buffer;
    private readonly int _chunkSizeBytes;
    private readonly IDigest _digest;
    private Descriptor _layer;
    private int _position;
    private int _filledCount;
    private int _sinkOffset;

    /// <summary>Makes a pump.</summary>
    /// <param name="workspace">Lends <see cref="Workspace.Buffer"/> while a layer moves.</param>
    /// <param name="digest">SHA-256.</param>
    public LayerPump(Workspace workspace, IDigest digest)
    {
        _buffer = workspace.Buffer;
        _chunkSizeBytes = workspace.ChunkSizeBytes;
        _digest = digest;
    }

    /// <summary>Offset behind the last byte that went through; a transfer that stops goes on from <see cref="NextOffset"/>.</summary>
    public int Position => _position;

    /// <summary>Offset of the next byte wanted from the source.</summary>
    public int NextOffset => _position + _filledCount;

    /// <summary>Whether the chunk at hand is complete and waits for <see cref="Flush"/>.</summary>
    public bool IsFull => _filledCount != 0 && _filledCount == WantedCount();

    /// <summary>Whether every byte went through; <see cref="Finish"/> decides if they were the right ones.</summary>
    public bool IsDrained => _position == _layer.SizeBytes;

    /// <summary>Bytes of the chunk at hand, at the start of <see cref="Workspace.Buffer"/>.</summary>
    public int FilledCount => _filledCount;

    /// <summary>Starts a layer from its first byte.</summary>
    public void Begin(Descriptor layer)
    {
        _layer = layer;
        _position = 0;
        _filledCount = 0;
        _sinkOffset = 0;
        _digest.Reset();
    }

    /// <summary>Goes on with a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="digestState">Saved digest state.</param>
    /// <param name="digestStateOffset">Where it starts.</param>
    /// <param name="digestOffset">Layer offset at which the state was saved.</param>
    /// <param name="sinkOffset">Layer offset at which the sink goes on, at least <paramref name="digestOffset"/>.</param>
    /// <returns><see cref="Outcome.Ok"/> or <see cref="Outcome.DigestStateMalformed"/>.</returns>
    public Outcome Resume(Descriptor layer, byte[] digestState, int digestStateOffset, int digestOffset, int sinkOffset)
    {
        Begin(layer);
        bool isWithin = digestOffset >= 0 && digestOffset <= sinkOffset && sinkOffset <= layer.SizeBytes;
        if (!isWithin || !_digest.RestoreState(digestState, digestStateOffset))
        {
            return Outcome.DigestStateMalformed;
        }

        _sinkOffset = sinkOffset;
        _position = digestOffset;
        return Outcome.Ok;
    }

    /// <summary>Takes one read from the source into the chunk at hand.</summary>
    /// <returns><see cref="Outcome.Ok"/>, <see cref="Outcome.BodyTruncated"/>, or the source's outcome.</returns>
    public Outcome Fill(IByteSource source)
    {
        int wantedCount = WantedCount() - _filledCount;
        Invariant.That(wantedCount > 0);
        Outcome outcome = source.Read(_buffer, _filledCount, wantedCount, out int read);
        if (outcome != Outcome.Ok)
        {
            return outcome;
        }

        if (read == 0)
        {
            return Outcome.BodyTruncated;
        }

        // A source that claims more than it was asked for has written past the chunk.
        Invariant.That(read > 0 && read <= wantedCount);
        _filledCount += read;
        return Outcome.Ok;
    }

    /// <summary>Digests the complete chunk and hands it to the sink.</summary>
    /// <returns><see cref="Outcome.Ok"/>, or the sink's outcome; the layer must then start over.</returns>
    public Outcome Flush(ILayerSink sink)
    {
        Invariant.That(IsFull);
        int count = _filledCount;
        int skipCount = SkipCount(_sinkOffset, count);
        if (skipCount < count)
        {
            // First, so that a sink that is only busy can be asked again without a byte being digested twice.
            Outcome outcome = sink.Append(_buffer, skipCount, count - skipCount);
            if (outcome != Outcome.Ok)
            {
                return outcome;
            }
        }

        _digest.Update(_buffer, 0, count);

        _position += count;
        _filledCount = 0;
        return Outcome.Ok;
    }

    /// <summary>Saves the digest after <see cref="Position"/> bytes.</summary>
    public void SaveDigest(byte[] target, int offset)
    {
        _digest.SaveState(target, offset);
    }

    /// <summary>Checks that the source ends where the layer ends and that the digest is the layer's.</summary>
    /// <param name="source">The source, or null if it was lost after the last byte: then size and digest alone decide.</param>
    /// <returns><see cref="Outcome.Ok"/>, <see cref="Outcome.TrailingData"/>, <see cref="Outcome.DigestMismatch"/>, or the source's outcome.</returns>
    public Outcome Finish(IByteSource source)
    {
        Invariant.That(IsDrained);
        if (source != null)
        {
            Outcome outcome = source.Read(_buffer, 0, 1, out int read);
            if (outcome != Outcome.Ok)
            {
                return outcome;
            }

            if (read != 0)
            {
                return Outcome.TrailingData;
            }
        }

        // The last chunk is through: its place holds the result.
        _digest.Finish(_buffer, 0);
        return DigestText.AreEqual(_buffer, _layer.Digest) ? Outcome.Ok : Outcome.DigestMismatch;
    }

    private int SkipCount(int fromOffset, int count)
    {
        int skipCount = fromOffset - _position;
        if (skipCount < 0)
        {
            return 0;
        }

        return skipCount < count ? skipCount : count;
    }

    // Chunks end at multiples of the chunk size, so that a checkpoint never falls inside one, whatever the offset a transfer resumed at.
    private int WantedCount()
    {
        int leftCount = _layer.SizeBytes - _position;
        int chunkCount = _chunkSizeBytes - _position % _chunkSizeBytes;
        return leftCount < chunkCount ? leftCount : chunkCount;
    }
}
