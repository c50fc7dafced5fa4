using Updater.Core.Platform;

namespace Updater.Simulation;

/// <summary>What became of one device of a fleet.</summary>
/// <param name="Name">Its name.</param>
/// <param name="End">How its run ended.</param>
/// <param name="Version">Version that runs.</param>
/// <param name="LastOutcome">Last failure, or Ok.</param>
/// <param name="BootsCount">Boots it took.</param>
/// <param name="ErasesCount">Flash erases.</param>
/// <param name="ProgramsCount">Flash programs.</param>
/// <param name="Elapsed">Time it took.</param>
public sealed record FleetMember(
    string Name, DeviceEnd End, string Version, Outcome LastOutcome, int BootsCount, long ErasesCount, long ProgramsCount, TimeSpan Elapsed)
{
    /// <summary>Whether it confirmed a new release.</summary>
    public bool IsConfirmed => End == DeviceEnd.Stopped;
}
