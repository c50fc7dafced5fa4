using System;
using nanoFramework.Runtime.InFieldUpdate;
using Updater.Core.Boot;
using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Core.Slots;

namespace Updater.Device.Slots;

/// <summary>MCUboot's deployment image pair, through nanoFramework.Runtime.InFieldUpdate. The nanoCLR image has no trial and is not touched.</summary>
public sealed class IfuBootControl : IBootControl
{
    /// <inheritdoc/>
    public BootState GetState()
    {
        switch (UpdateManager.GetStatus(ImageType.Deployment))
        {
            case UpdateStatus.Confirmed:
                return BootState.Confirmed;
            case UpdateStatus.Testing:
            // A running trial is what goes back at the next start, and preview firmware with swap using move reports it so.
            case UpdateStatus.RollbackPending:
                return BootState.Trial;
            case UpdateStatus.TestPending:
            case UpdateStatus.PermanentPending:
                return BootState.TryPending;
            default:
                return BootState.Unknown;
        }
    }

    /// <inheritdoc/>
    public Outcome GetRunning(byte[] imageId, out ulong version)
    {
        version = 0;
        ImageInfo running = UpdateManager.GetPrimaryImageInfo(ImageType.Deployment);
        if (running == null || !running.HasValidHeader || running.ImageHash == null || running.ImageHash.Length != DigestText.DigestBytes)
        {
            return Outcome.SlotMissing;
        }

        Array.Copy(running.ImageHash, 0, imageId, 0, DigestText.DigestBytes);
        Version stated = running.Version;
        version = (ulong)stated.Major << 56 | (ulong)stated.Minor << 48 | (ulong)stated.Build << 32 | (uint)stated.Revision;
        return Outcome.Ok;
    }

    /// <inheritdoc/>
    public Outcome Try(SealedSlot image)
    {
        // Completing the session verified the slot and scheduled the trial in one act; here it is only made sure of.
        return GetState() == BootState.TryPending ? Outcome.Ok : Outcome.SlotLost;
    }

    /// <inheritdoc/>
    public Outcome Confirm()
    {
        return UpdateManager.ConfirmDeploymentImage() ? Outcome.Ok : Outcome.ConfirmFailed;
    }

    /// <inheritdoc/>
    public Outcome Revert()
    {
        // An image on trial falls back at the next start by itself; the request is for those that do not.
        return GetState() == BootState.Trial || UpdateManager.RequestDeploymentRevert() ? Outcome.Ok : Outcome.RevertFailed;
    }

    /// <inheritdoc/>
    public void Restart()
    {
        UpdateManager.RequestReboot();
    }
}
