using System;
using nanoFramework.Runtime.InFieldUpdate;
using Updater.Core.Platform;
using Updater.Core.Slots;
using Updater.Core.Trust;

namespace Updater.Device.Slots;

/// <summary>
/// The secondary MCUboot slot, through nanoFramework.Runtime.InFieldUpdate. Who does what: the library claims, erases and fills the slot and, on completion,
/// digests what flash holds; this adapter makes sure that what it digested is what the signed manifest named.
/// </summary>
public sealed class IfuSlot : ISlot
{
    private readonly int _sizeBytes;
    private readonly ImageHashFinder _finder = new ImageHashFinder();
    private UpdateSession _session;
    private VerifiedRelease _release;

    /// <summary>Makes the adapter.</summary>
    /// <param name="sizeBytes">Largest image of the deployment slot, from the board's description.</param>
    public IfuSlot(int sizeBytes)
    {
        _sizeBytes = sizeBytes;
    }

    /// <inheritdoc/>
    public int SizeBytes => _sizeBytes;

    /// <inheritdoc/>
    public Outcome Check(VerifiedRelease release, byte[] header)
    {
        return release.Layer.SizeBytes > _sizeBytes ? Outcome.ImageTooLarge : McubootHeader.Check(header, release);
    }

    /// <inheritdoc/>
    public Outcome Open(VerifiedRelease release, byte[] header)
    {
        Pause();
        _release = release;
        Outcome outcome = Map(UpdateManager.StartUpdateSession(ImageType.Deployment, release.Layer.SizeBytes, out _session));
        _finder.Begin(McubootHeader.TlvOffset(header), 0);
        return outcome;
    }

    /// <inheritdoc/>
    public Outcome Resume(VerifiedRelease release, byte[] header, int digestOffset, out int nextOffset)
    {
        Pause();
        nextOffset = 0;
        UpdateSessionResult result = UpdateManager.ResumeUpdateSession(ImageType.Deployment, release.Layer.SizeBytes, header, out _session);
        if (result == UpdateSessionResult.NoImage || result == UpdateSessionResult.HeaderMismatch)
        {
            return Outcome.NotResumable;
        }

        if (result != UpdateSessionResult.Success)
        {
            return Map(result);
        }

        // Behind the TLVs' start the image's own hash would come from flash and not from the signed stream.
        int offset = _session.NextOffset;
        int tlvOffset = McubootHeader.TlvOffset(header);
        if (offset < digestOffset || offset > tlvOffset)
        {
            Pause();
            return Outcome.NotResumable;
        }

        _release = release;
        _finder.Begin(tlvOffset, offset);
        nextOffset = offset;
        return Outcome.Ok;
    }

    /// <inheritdoc/>
    public Outcome Append(byte[] buffer, int offset, int count)
    {
        if (_session == null)
        {
            return Outcome.SlotLost;
        }

        Outcome outcome = Map(UpdateManager.StoreImageChunk(_session, buffer, offset, count));
        if (outcome == Outcome.Ok)
        {
            _finder.Feed(buffer, offset, count);
        }

        return outcome;
    }

    /// <inheritdoc/>
    public Outcome GetImageId(byte[] target, int offset)
    {
        if (!_finder.IsFound)
        {
            return Outcome.ImageHeaderMalformed;
        }

        Array.Copy(_finder.Hash, 0, target, offset, _finder.Hash.Length);
        return Outcome.Ok;
    }

    /// <inheritdoc/>
    public Outcome Seal(out SealedSlot image)
    {
        image = null;
        if (_session == null)
        {
            return Outcome.SlotLost;
        }

        UpdateSessionResult result = UpdateManager.CompleteUpdateSession(_session);
        _session = null;
        if (result != UpdateSessionResult.Success)
        {
            return Map(result);
        }

        ImageInfo stored = UpdateManager.GetSecondaryImageInfo(ImageType.Deployment);
        image = SealedSlot.Match(_release, _finder.Hash, stored == null ? null : stored.ImageHash);
        if (image != null)
        {
            return Outcome.Ok;
        }

        // Completion has scheduled an image that is not the signed one: it must not stay pending.
        UpdateManager.EraseSecondaryImage(ImageType.Deployment);
        return Outcome.SlotContentMismatch;
    }

    /// <inheritdoc/>
    public void Pause()
    {
        if (_session != null)
        {
            UpdateManager.AbortUpdateSession(_session, false);
            _session = null;
        }
    }

    private static Outcome Map(UpdateSessionResult result)
    {
        switch (result)
        {
            case UpdateSessionResult.Success:
                return Outcome.Ok;
            case UpdateSessionResult.Busy:
            case UpdateSessionResult.SwapInFlight:
                return Outcome.SlotBusy;
            case UpdateSessionResult.TooLarge:
                return Outcome.ImageTooLarge;
            case UpdateSessionResult.NoSlot:
                return Outcome.SlotMissing;
            case UpdateSessionResult.BadToken:
            case UpdateSessionResult.BadOffset:
            case UpdateSessionResult.Incomplete:
                return Outcome.SlotLost;
            case UpdateSessionResult.BadMagic:
            case UpdateSessionResult.BadTlv:
            case UpdateSessionResult.HashMismatch:
            case UpdateSessionResult.HeaderMismatch:
                return Outcome.SlotContentMismatch;
            default:
                return Outcome.FlashFailed;
        }
    }
}
