using Updater.Core.Boot;
using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Core.Slots;
using Updater.Core.Trust;

namespace Updater.Benchmarks;

/// <summary>The least that an agent needs around it, in arrays that were allocated beforehand: what is allocated beside it is the agent's own.</summary>
internal sealed class BareDevice(int slotSizeBytes, byte[] runningVersion) : ISlot, IBootControl, IJournalStore
{
    private readonly byte[] _content = new byte[slotSizeBytes];
    private readonly byte[][] _records = [new byte[Limits.RecordBytes], new byte[Limits.RecordBytes]];
    private readonly byte[] _imageId = [.. Enumerable.Repeat((byte)1, DigestText.DigestBytes)];
    private int _position;
    private VerifiedRelease? _release;

    public int SizeBytes => _content.Length;

    public Outcome Check(VerifiedRelease release, byte[] header) => Outcome.Ok;

    public Outcome Open(VerifiedRelease release, byte[] header)
    {
        _release = release;
        _position = 0;
        return Outcome.Ok;
    }

    public Outcome Resume(VerifiedRelease release, byte[] header, int digestOffset, out int nextOffset)
    {
        nextOffset = 0;
        return Outcome.NotResumable;
    }

    public Outcome Append(byte[] buffer, int offset, int count)
    {
        Array.Copy(buffer, offset, _content, _position, count);
        _position += count;
        return Outcome.Ok;
    }

    public Outcome GetImageId(byte[] target, int offset)
    {
        Array.Copy(_imageId, 0, target, offset, _imageId.Length);
        return Outcome.Ok;
    }

    public Outcome Seal(out SealedSlot image)
    {
        image = SealedSlot.Match(_release, _imageId, _imageId);
        return Outcome.Ok;
    }

    public void Pause()
    {
    }

    public BootState GetState() => BootState.Confirmed;

    public Outcome GetRunning(byte[] imageId, out ulong version)
    {
        Array.Clear(imageId);
        version = (ulong)runningVersion[0] << 56 | (ulong)runningVersion[1] << 48 | (ulong)runningVersion[2] << 32;
        return Outcome.Ok;
    }

    public Outcome Try(SealedSlot image) => Outcome.Ok;

    public Outcome Confirm() => Outcome.Ok;

    public Outcome Revert() => Outcome.Ok;

    public void Restart()
    {
    }

    public Outcome Read(int index, byte[] buffer)
    {
        Array.Copy(_records[index], buffer, Limits.RecordBytes);
        return Outcome.Ok;
    }

    public Outcome Write(int index, byte[] buffer)
    {
        Array.Copy(buffer, _records[index], Limits.RecordBytes);
        return Outcome.Ok;
    }
}
