using Updater.Core.Boot;
using Updater.Core.Platform;
using Updater.Core.Slots;

namespace Updater.Cli.Verification;

/// <summary>The bootloader of a device that runs a confirmed image and never takes another one; the floor says what is confirmed.</summary>
internal sealed class ConfirmedBoot : IBootControl
{
    public BootState GetState() => BootState.Confirmed;

    public Outcome GetRunning(byte[] imageId, out ulong running)
    {
        // Any identity but the empty one, which stands for "not known".
        imageId.AsSpan().Fill(0xFF);
        running = 0;
        return Outcome.Ok;
    }

    public Outcome Try(SealedSlot image) => Outcome.SlotMissing;

    public Outcome Confirm() => Outcome.ConfirmFailed;

    public Outcome Revert() => Outcome.RevertFailed;

    public void Restart()
    {
    }
}
