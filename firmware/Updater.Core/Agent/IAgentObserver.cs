using Updater.Core.Platform;

namespace Updater.Core.Agent;

/// <summary>Watches the agent: console, LED, progress bar. It must not call back into the agent.</summary>
public interface IAgentObserver
{
    /// <summary>The agent went from one state to another (or to the same, to try again).</summary>
    /// <param name="from">State left.</param>
    /// <param name="to">State entered.</param>
    /// <param name="outcome">Why: <see cref="Outcome.Ok"/> or the failure.</param>
    void Moved(AgentState from, AgentState to, Outcome outcome);

    /// <summary>A chunk went into the slot.</summary>
    /// <param name="offset">Layer bytes done.</param>
    /// <param name="sizeBytes">Layer bytes in all.</param>
    void Progressed(int offset, int sizeBytes);
}
