using Updater.Core.Platform;
using Updater.Simulation;

namespace Updater.Cli.Fleet;

/// <summary>What became of one device.</summary>
/// <param name="Index">Which one.</param>
/// <param name="End">How its run ended.</param>
/// <param name="Outcome">Its last failure, or Ok.</param>
/// <param name="Version">Version it runs.</param>
/// <param name="IsConfirmed">Whether it confirmed the new release.</param>
/// <param name="Boots">Times it booted.</param>
/// <param name="Requests">Requests it sent.</param>
/// <param name="BytesReceived">Bytes of bodies it received.</param>
/// <param name="Erases">Flash blocks erased.</param>
/// <param name="WallMs">Time it took.</param>
/// <param name="Error">What nobody expected, or null.</param>
internal sealed record FleetResult(
    int Index, DeviceEnd End, Outcome Outcome, string Version, bool IsConfirmed, int Boots, int Requests, long BytesReceived, long Erases, long WallMs, string? Error);
