using Updater.Core.Platform;
using Updater.Core.Slots;

namespace Updater.Core.Boot;

/// <summary>The bootloader, as the agent sees it.</summary>
public interface IBootControl
{
    /// <summary>What runs and what is scheduled.</summary>
    BootState GetState();

    /// <summary>Identifies the running image.</summary>
    /// <param name="imageId">32 bytes are written: the bootloader's digest of the image.</param>
    /// <param name="version">Its version, packed as major, minor, patch, build.</param>
    /// <returns><see cref="Outcome.Ok"/> or <see cref="Outcome.SlotMissing"/>.</returns>
    Outcome GetRunning(byte[] imageId, out ulong version);

    /// <summary>Schedules a trial of a sealed image at the next start; does nothing if sealing scheduled it already.</summary>
    /// <returns><see cref="Outcome.Ok"/>, <see cref="Outcome.SlotLost"/> or <see cref="Outcome.FlashFailed"/>.</returns>
    Outcome Try(SealedSlot image);

    /// <summary>Keeps the running image for good.</summary>
    /// <returns><see cref="Outcome.Ok"/> or <see cref="Outcome.ConfirmFailed"/>.</returns>
    Outcome Confirm();

    /// <summary>Schedules the image before this one for the next start.</summary>
    /// <returns><see cref="Outcome.Ok"/> or <see cref="Outcome.RevertFailed"/>.</returns>
    Outcome Revert();

    /// <summary>Restarts the device. On hardware it does not return.</summary>
    void Restart();
}
