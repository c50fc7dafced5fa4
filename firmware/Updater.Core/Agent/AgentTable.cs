using Updater.Core.Platform;

namespace Updater.Core.Agent;

/// <summary>Every transition of the agent. docs/agent.md draws this table; a test keeps the drawing and the table equal.</summary>
public static class AgentTable
{
    /// <summary>Columns of a row: state, event, next state.</summary>
    public const int ColumnCount = 3;

    /// <summary>Stands for every state that has no row of its own with that event.</summary>
    public const byte AnyState = 255;

    /// <summary>Stands for the state one is in.</summary>
    public const byte SameState = 254;

    private static readonly byte[] s_rows =
    {
        (byte)AgentState.Start,        (byte)AgentEvent.Done,          (byte)AgentState.Idle,
        (byte)AgentState.Start,        (byte)AgentEvent.SwapPending,   (byte)AgentState.Restart,
        (byte)AgentState.Start,        (byte)AgentEvent.OnTrial,       (byte)AgentState.Trial,
        (byte)AgentState.Start,        (byte)AgentEvent.ConfirmWasCut, (byte)AgentState.Confirm,
        (byte)AgentState.Start,        (byte)AgentEvent.MustRevert,    (byte)AgentState.Revert,
        (byte)AgentState.Start,        (byte)AgentEvent.GiveUp,        (byte)AgentState.Halted,

        (byte)AgentState.Idle,         (byte)AgentEvent.Done,          (byte)AgentState.Resolve,
        (byte)AgentState.Resolve,      (byte)AgentEvent.Unchanged,     (byte)AgentState.Idle,
        (byte)AgentState.Resolve,      (byte)AgentEvent.Done,          (byte)AgentState.FetchProof,
        (byte)AgentState.FetchProof,   (byte)AgentEvent.Done,          (byte)AgentState.CheckProof,
        (byte)AgentState.CheckProof,   (byte)AgentEvent.Done,          (byte)AgentState.ReadManifest,
        (byte)AgentState.ReadManifest, (byte)AgentEvent.Done,          (byte)AgentState.OpenLayer,
        (byte)AgentState.ReadManifest, (byte)AgentEvent.IsIndex,       (byte)AgentState.FetchChild,
        (byte)AgentState.FetchChild,   (byte)AgentEvent.Done,          (byte)AgentState.OpenLayer,

        (byte)AgentState.OpenLayer,    (byte)AgentEvent.Done,          (byte)AgentState.Stream,
        (byte)AgentState.OpenLayer,    (byte)AgentEvent.SameImage,     (byte)AgentState.Idle,
        (byte)AgentState.OpenLayer,    (byte)AgentEvent.Restart,       (byte)AgentState.OpenLayer,
        (byte)AgentState.Stream,       (byte)AgentEvent.Done,          (byte)AgentState.Seal,
        (byte)AgentState.Stream,       (byte)AgentEvent.Retry,         (byte)AgentState.OpenLayer,
        (byte)AgentState.Stream,       (byte)AgentEvent.Restart,       (byte)AgentState.OpenLayer,
        (byte)AgentState.Seal,         (byte)AgentEvent.Done,          (byte)AgentState.Try,
        (byte)AgentState.Seal,         (byte)AgentEvent.SameImage,     (byte)AgentState.Idle,
        (byte)AgentState.Seal,         (byte)AgentEvent.Restart,       (byte)AgentState.OpenLayer,
        (byte)AgentState.Try,          (byte)AgentEvent.Done,          (byte)AgentState.Restart,
        (byte)AgentState.Try,          (byte)AgentEvent.Restart,       (byte)AgentState.OpenLayer,

        (byte)AgentState.Trial,        (byte)AgentEvent.Done,          (byte)AgentState.Confirm,
        (byte)AgentState.Trial,        (byte)AgentEvent.Reject,        (byte)AgentState.Revert,
        (byte)AgentState.Confirm,      (byte)AgentEvent.Done,          (byte)AgentState.Idle,
        // Not confirmed and not able to say so: the restart lets the bootloader take the image back, which is always safe.
        (byte)AgentState.Confirm,      (byte)AgentEvent.GiveUp,        (byte)AgentState.Restart,
        (byte)AgentState.Revert,       (byte)AgentEvent.Done,          (byte)AgentState.Restart,
        (byte)AgentState.Revert,       (byte)AgentEvent.GiveUp,        (byte)AgentState.Restart,

        AnyState,                      (byte)AgentEvent.Retry,         SameState,
        // Only a layer can start over; before there is one, the next poll does.
        AnyState,                      (byte)AgentEvent.Restart,       (byte)AgentState.Idle,
        AnyState,                      (byte)AgentEvent.GiveUp,        (byte)AgentState.Idle,
        AnyState,                      (byte)AgentEvent.Reject,        (byte)AgentState.Idle,
        AnyState,                      (byte)AgentEvent.Halt,          (byte)AgentState.Halted,
    };

    /// <summary>Number of rows.</summary>
    public static int RowCount => s_rows.Length / ColumnCount;

    /// <summary>One cell, for those who draw the table.</summary>
    /// <param name="row">Row index.</param>
    /// <param name="column">0 state, 1 event, 2 next state.</param>
    public static byte Cell(int row, int column)
    {
        return s_rows[row * ColumnCount + column];
    }

    /// <summary>The state after an event.</summary>
    /// <exception cref="InvariantException">No row says what follows.</exception>
    public static AgentState Next(AgentState state, AgentEvent occurred)
    {
        byte[] rows = s_rows;
        for (int i = 0; i < rows.Length; i += ColumnCount)
        {
            bool isState = rows[i] == (byte)state || rows[i] == AnyState;
            if (isState && rows[i + 1] == (byte)occurred)
            {
                return rows[i + 2] == SameState ? state : (AgentState)rows[i + 2];
            }
        }

        throw new InvariantException();
    }
}
