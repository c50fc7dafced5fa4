namespace Updater.Core.Slots;

/// <summary>How far the update in the journal got. Each is written before the act it names, so that a cut leaves a true record.</summary>
public enum JournalPhase
{
    /// <summary>No update under way.</summary>
    Idle = 0,
    /// <summary>The pending layer is being staged.</summary>
    Transferring = 1,
    /// <summary>The pending image is being sealed and offered to the bootloader.</summary>
    Trying = 2,
    /// <summary>The pending image runs and passed its health check; it is being confirmed.</summary>
    Confirming = 3,
    /// <summary>The pending image failed its trial and is being taken back.</summary>
    Reverting = 4,
}
