namespace Updater.Benchmarks;

/// <summary>What the figures have to be. The tests assert the same numbers.</summary>
public static class Goals
{
    /// <summary>Requests of a poll with nothing new.</summary>
    public const int PollRequests = 1;

    /// <summary>A poll with nothing new receives fewer bytes than this, headers included.</summary>
    public const int PollBytes = 1024;

    /// <summary>Most requests of a full update, the trial's included.</summary>
    public const int UpdateRequestsMax = 6;

    /// <summary>Most bytes a full update receives beyond the layer, headers included.</summary>
    public const int UpdateOverheadBytesMax = 5 * 1024;

    /// <summary>Most live managed memory of the agent, as a microcontroller lays it out.</summary>
    public const int AgentBytesMax = 12 * 1024;

    /// <summary>Devices updated at once.</summary>
    public const int FleetDevices = 1000;

    /// <summary>Memory of the whole process while they are.</summary>
    public const long FleetBytesMax = 1L << 30;
}
