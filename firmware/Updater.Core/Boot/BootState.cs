namespace Updater.Core.Boot;

/// <summary>What the bootloader says of the running image and of the next start.</summary>
public enum BootState
{
    /// <summary>This board has no bootloader that tries and reverts.</summary>
    Unknown = 0,
    /// <summary>The running image is confirmed and nothing is scheduled.</summary>
    Confirmed = 1,
    /// <summary>The running image is on trial: it is taken back at the next start unless it is confirmed.</summary>
    Trial = 2,
    /// <summary>The next start tries the staged image.</summary>
    TryPending = 3,
    /// <summary>The next start takes the running image back.</summary>
    RevertPending = 4,
}
