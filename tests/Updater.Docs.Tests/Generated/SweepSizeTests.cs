using Updater.Core.Agent;
using Updater.Core.Platform;
using Updater.Docs.Tests.Bench;
using Updater.Docs.Tests.Text;
using Updater.Simulation;
using Updater.Twin;

namespace Updater.Docs.Tests.Generated;

/// <summary>How many power cuts the sweep makes: the operations of its scenarios, counted here as it counts them.</summary>
[TestClass]
public sealed class SweepSizeTests
{
    // Those of PowerCutTests.
    private const int PayloadBytes = 13331;
    private const int MorePayloadBytes = 3001;
    private const int ReleaseCounter = 2;
    private const int BootsMax = 12;
    private const int SmallChunkBytes = 512;
    private const int DistancesCount = 5;

    [TestMethod]
    public void Operations_and_cuts_are_listed_by_scenario()
    {
        MarkdownTable table = new("scenario", "what is different", "operations", "cuts");
        int plain = Add(table, "plain", "a whole update", CountUpdate(Limits.ChunkBytes, false));
        Add(table, "rollback", "the bootloader reports a running trial as `RollbackPending`", CountUpdate(Limits.ChunkBytes, true));
        Add(table, "small-chunk", "chunks of 512 bytes instead of 2 KB", CountUpdate(SmallChunkBytes, false));
        Add(table, "unhealthy", "the new image fails its health check and is taken back", CountRevert());
        GeneratedPart.Check("docs/power-cuts.md", "sweep", table.ToString());
        GeneratedPart.Check("docs/power-cuts.md", "pairs", $"\nThat makes {plain * DistancesCount} pairs.\n\n");
    }

    private static int Add(MarkdownTable table, string scenario, string difference, int operations)
    {
        table.Add($"`{scenario}`", difference, $"{operations}", $"{operations * Enum.GetValues<PowerCutPoint>().Length}");
        return operations;
    }

    private static int CountUpdate(int chunkSizeBytes, bool reportsTrialAsRollback) => Count(new ReleaseDesk { ChunkSizeBytes = chunkSizeBytes }, device =>
    {
        device.Twin.ReportsTrialAsRollback = reportsTrialAsRollback;
        Assert.AreEqual(DeviceEnd.Stopped, device.Run(step => step.To == AgentState.Idle && device.Agent!.Journal.ConfirmedCounter == ReleaseCounter, BootsMax));
        Assert.AreEqual(DeviceEnd.Stopped, device.RunUntilSettled(3));
    });

    private static int CountRevert() => Count(
        new ReleaseDesk { HealthCheck = new FailedTrial() },
        device => Assert.AreEqual(DeviceEnd.Stopped, device.Run(step => step.Outcome == Outcome.ReleaseRejectedBefore, BootsMax)));

    private static int Count(ReleaseDesk desk, Action<SimulatedDevice> run)
    {
        PowerPlan power = new();
        desk.Release(desk.Image("2.0.0", PayloadBytes + MorePayloadBytes), "2.0.0", ReleaseCounter);
        SimulatedDevice device = desk.Device(desk.Image("1.0.0", PayloadBytes), power);
        int before = power.OperationCount;
        run(device);
        return power.OperationCount - before;
    }
}
