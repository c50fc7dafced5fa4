using Updater.Core.Boot;
using Updater.Core.Platform;
using Updater.Core.Slots;

namespace Updater.Cli.Verification;

/// <summary>The bootloader of a device that runs a confirmed image of a given version and never takes another one.</summary>
internal sealed class ConfirmedBoot(ulong version) : IBootControl
{
    public BootState GetState() => BootState.Confirmed;

    public Outcome GetRunning(byte[] imageId, out ulong running)
    {
        // Any identity but the empty one, which stands for "not known".
        imageId.AsSpan().Fill(0xFF);
        running = version;
        return Outcome.Ok;
    }

    public Outcome Try(SealedSlot image) => Outcome.SlotMissing;

    public Outcome Confirm() => Outcome.ConfirmFailed;

    public Outcome Revert() => Outcome.RevertFailed;

    public void Restart()
    {
    }
}
