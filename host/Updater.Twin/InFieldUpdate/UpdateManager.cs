using Updater.Images;
using Updater.Twin;
using Updater.Twin.Boot;

namespace nanoFramework.Runtime.InFieldUpdate;

/// <summary>
/// nanoFramework's in-field update on the current <see cref="TwinDevice"/>. A twin has slots for the deployment image alone.
/// </summary>
public static class UpdateManager
{
    private static StagingState Staging => TwinDevice.Current.Staging;

    private static SlotPair Slots => TwinDevice.Current.Slots;

    /// <summary>State of an image.</summary>
    public static UpdateStatus GetStatus(ImageType image) =>
        image == ImageType.Deployment ? TwinDevice.Current.GetStatus() : UpdateStatus.Confirmed;

    /// <summary>What runs; null without image.</summary>
    public static ImageInfo? GetPrimaryImageInfo(ImageType image) => GetInfo(image, SlotId.Primary);

    /// <summary>What is staged or was replaced; null without image.</summary>
    public static ImageInfo? GetSecondaryImageInfo(ImageType image) => GetInfo(image, SlotId.Secondary);

    /// <summary>Erases the secondary slot and opens a session.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="totalLength"/> is not positive.</exception>
    public static UpdateSessionResult StartUpdateSession(ImageType image, int totalLength, out UpdateSession? session)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(totalLength);
        session = null;
        return Note(image == ImageType.Deployment ? Staging.Start(totalLength, out session) : UpdateSessionResult.NoSlot);
    }

    /// <summary>Opens a session on what an earlier one stored, from the start of the erase block that holds its last byte.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="totalLength"/> is not positive.</exception>
    public static UpdateSessionResult ResumeUpdateSession(ImageType image, int totalLength, byte[]? expectedHeader, out UpdateSession? session)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(totalLength);
        session = null;
        return Note(image == ImageType.Deployment ? Staging.Resume(totalLength, expectedHeader, out session) : UpdateSessionResult.NoSlot);
    }

    /// <summary>Appends a chunk at <see cref="UpdateSession.NextOffset"/>; offset and count index into <paramref name="data"/>.</summary>
    public static UpdateSessionResult StoreImageChunk(UpdateSession session, byte[] data, int offset, int count) =>
        Note(Staging.Store(session, data, offset, count));

    /// <summary>Checks structure and SHA-256 of what the slot holds and schedules a trial.</summary>
    public static UpdateSessionResult CompleteUpdateSession(UpdateSession session) => Note(Staging.Complete(session));

    /// <summary>Closes a session; without erasing it can be resumed.</summary>
    public static UpdateSessionResult AbortUpdateSession(UpdateSession session, bool eraseSlot) => Note(Staging.Abort(session, eraseSlot));

    /// <summary>Erases the secondary slot.</summary>
    public static UpdateSessionResult EraseSecondaryImage(ImageType image) =>
        Note(image == ImageType.Deployment ? Staging.Erase() : UpdateSessionResult.NoSlot);

    /// <summary>Who holds a session.</summary>
    public static UpdateSessionOwner GetUpdateSessionOwner(ImageType image) =>
        image == ImageType.Deployment ? Staging.Owner : UpdateSessionOwner.None;

    /// <summary>Result of the last session call.</summary>
    public static UpdateSessionResult GetLastSessionError() => TwinDevice.Current.LastSessionResult;

    /// <summary>Confirms the running deployment image; whether it is confirmed now.</summary>
    public static bool ConfirmDeploymentImage() => Slots.Confirm();

    /// <summary>Asks for the previous image at the next boot; only while one is on trial.</summary>
    public static bool RequestDeploymentRevert() => TwinDevice.Current.RequestRevert();

    /// <summary>A twin has no nanoCLR slots: false.</summary>
    public static bool RequestClrRevert() => false;

    /// <summary>Restarts the device.</summary>
    /// <exception cref="RebootException">Always: the call does not return.</exception>
    public static void RequestReboot() => TwinDevice.Current.Restart();

    private static UpdateSessionResult Note(UpdateSessionResult result)
    {
        TwinDevice.Current.LastSessionResult = result;
        return result;
    }

    private static ImageInfo? GetInfo(ImageType image, SlotId slot)
    {
        if (image != ImageType.Deployment)
        {
            return null;
        }

        McubootImage? found = (slot == SlotId.Primary ? Slots.Primary : Slots.Secondary).ReadImage();
        SwapKind swap = Slots.NextSwap();
        bool isConfirmed = slot == SlotId.Secondary
            ? swap == SwapKind.Revert
            : swap is SwapKind.Test or SwapKind.Permanent || (swap == SwapKind.None && Slots.Primary.ReadTrailer().ImageOk == TrailerFlag.Set);
        return found == null ? null : new ImageInfo(slot, found, swap, isConfirmed);
    }
}
