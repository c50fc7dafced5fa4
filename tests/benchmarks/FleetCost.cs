using Updater.Simulation;

namespace Updater.Benchmarks;

/// <summary>What a fleet's update took.</summary>
/// <param name="Members">What became of each device.</param>
/// <param name="Requests">Requests the registry answered.</param>
/// <param name="Connections">Connections the fleet opened; they are kept and used again, so as many were in use at one time.</param>
/// <param name="PeakManagedBytes">Largest managed heap seen, garbage included.</param>
/// <param name="PeakWorkingSetBytes">Largest working set of the process so far.</param>
/// <param name="Elapsed">Wall time.</param>
public sealed record FleetCost(IReadOnlyList<FleetMember> Members, long Requests, long Connections, long PeakManagedBytes, long PeakWorkingSetBytes, TimeSpan Elapsed);
