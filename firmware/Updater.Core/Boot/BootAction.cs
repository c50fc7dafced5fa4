namespace Updater.Core.Boot;

/// <summary>What the agent does first after a start.</summary>
public enum BootAction
{
    /// <summary>Nothing is open: poll.</summary>
    Poll = 0,
    /// <summary>A swap is scheduled: restart, so that the bootloader does it.</summary>
    Restart = 1,
    /// <summary>The pending image runs on trial: check its health.</summary>
    CheckHealth = 2,
    /// <summary>It had passed already; power went before the bootloader knew.</summary>
    Confirm = 3,
    /// <summary>The image on trial failed, or is not one this agent staged: take it back.</summary>
    Revert = 4,
    /// <summary>The bootloader keeps the pending image; the journal does not say so yet.</summary>
    Adopt = 5,
    /// <summary>The pending image was not kept, or never started: try it again or reject it, by the number of trials.</summary>
    TakeBack = 6,
    /// <summary>The pending image was rejected and the old one is back.</summary>
    Reject = 7,
    /// <summary>No bootloader to work with.</summary>
    Halt = 8,
}
