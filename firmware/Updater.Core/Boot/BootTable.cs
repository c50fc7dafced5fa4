using Updater.Core.Slots;

namespace Updater.Core.Boot;

/// <summary>
/// The boot decision: what the bootloader says, what the journal says, and whether the running image is the pending one. Every combination has a row; the
/// test of this table goes through all of them.
/// </summary>
public static class BootTable
{
    private const byte Any = 255;
    private const byte No = 0;
    private const byte Yes = 1;
    private const int ColumnCount = 4;

    // The first row that fits decides.
    private static readonly byte[] s_rows =
    {
        // bootloader,                  journal,                          pending image runs, action
        (byte)BootState.Unknown,        Any,                              Any, (byte)BootAction.Halt,

        (byte)BootState.TryPending,     Any,                              Any, (byte)BootAction.Restart,
        (byte)BootState.RevertPending,  Any,                              Any, (byte)BootAction.Restart,

        (byte)BootState.Trial,          (byte)JournalPhase.Trying,        Yes, (byte)BootAction.CheckHealth,
        (byte)BootState.Trial,          (byte)JournalPhase.Confirming,    Yes, (byte)BootAction.Confirm,
        // An image that this journal did not stage is never confirmed by it: the bootloader takes it back.
        (byte)BootState.Trial,          Any,                              Any, (byte)BootAction.Revert,

        (byte)BootState.Confirmed,      (byte)JournalPhase.Idle,          Any, (byte)BootAction.Poll,
        (byte)BootState.Confirmed,      (byte)JournalPhase.Transferring,  Any, (byte)BootAction.Poll,
        (byte)BootState.Confirmed,      (byte)JournalPhase.Trying,        Yes, (byte)BootAction.Adopt,
        (byte)BootState.Confirmed,      (byte)JournalPhase.Trying,        No,  (byte)BootAction.TakeBack,
        (byte)BootState.Confirmed,      (byte)JournalPhase.Confirming,    Yes, (byte)BootAction.Adopt,
        (byte)BootState.Confirmed,      (byte)JournalPhase.Confirming,    No,  (byte)BootAction.TakeBack,
        (byte)BootState.Confirmed,      (byte)JournalPhase.Reverting,     Any, (byte)BootAction.Reject,
    };

    /// <summary>Decides.</summary>
    /// <param name="state">The bootloader's word.</param>
    /// <param name="phase">The journal's word.</param>
    /// <param name="isPendingRunning">Whether the running image is the journal's pending one.</param>
    public static BootAction Decide(BootState state, JournalPhase phase, bool isPendingRunning)
    {
        byte[] rows = s_rows;
        byte running = isPendingRunning ? Yes : No;
        for (int i = 0; i < rows.Length; i += ColumnCount)
        {
            if (rows[i] == (byte)state && Fits(rows[i + 1], (byte)phase) && Fits(rows[i + 2], running))
            {
                return (BootAction)rows[i + 3];
            }
        }

        return BootAction.Halt;
    }

    private static bool Fits(byte cell, byte value)
    {
        return cell == Any || cell == value;
    }
}
