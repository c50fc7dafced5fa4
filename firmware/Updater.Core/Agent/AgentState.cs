namespace Updater.Core.Agent;

/// <summary>Where the agent stands. Numbers are kept in fault records and never reused.</summary>
public enum AgentState
{
    /// <summary>After power-up: settle the update that the last run left behind.</summary>
    Start = 0,
    /// <summary>Waiting for the next poll.</summary>
    Idle = 1,
    /// <summary>Asking what the tag names.</summary>
    Resolve = 2,
    /// <summary>Fetching the list of signatures.</summary>
    FetchProof = 3,
    /// <summary>Checking one signature a step.</summary>
    CheckProof = 4,
    /// <summary>Reading the signed manifest or index.</summary>
    ReadManifest = 5,
    /// <summary>Fetching the index's manifest for this board.</summary>
    FetchChild = 6,
    /// <summary>Opening the layer, from its start or where it stopped.</summary>
    OpenLayer = 7,
    /// <summary>Moving the layer, one read or one chunk a step.</summary>
    Stream = 8,
    /// <summary>Checking what the slot holds.</summary>
    Seal = 9,
    /// <summary>Offering the image to the bootloader.</summary>
    Try = 10,
    /// <summary>Restarting.</summary>
    Restart = 11,
    /// <summary>The new image runs; is it well?</summary>
    Trial = 12,
    /// <summary>Keeping the new image.</summary>
    Confirm = 13,
    /// <summary>Giving the new image back.</summary>
    Revert = 14,
    /// <summary>Not set up to update; only a start helps.</summary>
    Halted = 15,
}
