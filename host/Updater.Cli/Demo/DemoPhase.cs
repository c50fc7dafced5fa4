using Updater.Core.Platform;

namespace Updater.Cli.Demo;

/// <summary>What one part of the demonstration cost the device.</summary>
/// <param name="Name">What was shown.</param>
/// <param name="Outcome">The device's last outcome other than <see cref="Outcome.Ok"/>, or Ok.</param>
/// <param name="Requests">Requests sent.</param>
/// <param name="BytesReceived">Bytes of bodies received.</param>
/// <param name="LayerBytes">Bytes of the layer among them.</param>
/// <param name="Erases">Flash blocks erased, by bootloader, journal and agent.</param>
/// <param name="Programs">Programming operations.</param>
/// <param name="WallMs">Time it took.</param>
internal sealed record DemoPhase(
    string Name, Outcome Outcome, int Requests, long BytesReceived, long LayerBytes, long Erases, long Programs, long WallMs);
