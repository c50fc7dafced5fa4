namespace Updater.Core.Agent;

/// <summary>What a step of the agent led to; with the state it selects a row of <see cref="AgentTable"/>.</summary>
public enum AgentEvent
{
    /// <summary>The state has more steps to do.</summary>
    Again = 0,
    /// <summary>The state did its work.</summary>
    Done = 1,
    /// <summary>The tag still names what is confirmed or was refused.</summary>
    Unchanged = 2,
    /// <summary>The signed document is an index.</summary>
    IsIndex = 3,
    /// <summary>The release's image is the running one: only its record changes.</summary>
    SameImage = 4,
    /// <summary>After the start: a swap is scheduled.</summary>
    SwapPending = 5,
    /// <summary>After the start: the pending image is on trial.</summary>
    OnTrial = 6,
    /// <summary>After the start: the confirmation was cut.</summary>
    ConfirmWasCut = 7,
    /// <summary>After the start: the image on trial must go.</summary>
    MustRevert = 8,
    /// <summary>The step failed; the same again, later.</summary>
    Retry = 9,
    /// <summary>The step failed; the layer from its start.</summary>
    Restart = 10,
    /// <summary>The step failed; nothing until the next poll.</summary>
    GiveUp = 11,
    /// <summary>The step failed for good for this release.</summary>
    Reject = 12,
    /// <summary>The step failed for good.</summary>
    Halt = 13,
}
