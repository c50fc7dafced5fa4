using Updater.Benchmarks;
using Updater.Simulation;

namespace Updater.Journey.Tests;

/// <summary>The figures that are counts and bytes; the benchmarks print them.</summary>
[TestClass]
public sealed class FigureTests
{
    private const int FleetDevices = 200;

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Update_and_poll_from_our_registry_cost_what_they_may(bool isIndex) => AssertCost(await WireFigures.MeasureEmbeddedAsync(isIndex));

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Update_and_poll_from_docker_registry_cost_what_they_may(bool isIndex)
    {
        UpdateCost? cost = await WireFigures.MeasureDockerAsync(isIndex);
        if (cost != null)
        {
            AssertCost(cost);
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Agent_lives_in_its_memory_and_allocates_nothing_for_a_further_chunk(bool isIndex)
    {
        AgentMemory memory = await MemoryFigures.MeasureAsync(isIndex);

        Console.WriteLine(memory);
        Assert.IsGreaterThan(20, memory.ChunkCount, "chunks after the first");
        Assert.AreEqual(0, memory.ChunkAllocatedBytes);
        Assert.IsLessThanOrEqualTo(Goals.AgentBytesMax, memory.PeakBytes);
    }

    [TestMethod]
    public async Task Fleet_updates_at_once()
    {
        FleetCost cost = await FleetFigures.MeasureAsync(FleetDevices, TimeSpan.FromMinutes(2));

        Console.WriteLine($"{FleetDevices} devices, {cost.Requests} requests, {cost.Elapsed.TotalSeconds:0.0} s");
        FleetMember[] failed = [.. cost.Members.Where(member => !member.IsConfirmed)];
        Assert.IsEmpty(failed, string.Join('\n', failed.Take(5)));
        Assert.IsTrue(cost.Members.All(member => member.Version.StartsWith("2.0.0", StringComparison.Ordinal)));
        Assert.IsLessThanOrEqualTo((long)FleetDevices * Goals.UpdateRequestsMax, cost.Requests);
    }

    private static void AssertCost(UpdateCost cost)
    {
        Console.WriteLine(cost);
        Assert.IsLessThanOrEqualTo(Goals.UpdateRequestsMax, cost.Update.Requests, $"{cost}");
        Assert.IsGreaterThan(0, cost.OverheadBytes, $"{cost}");
        Assert.IsLessThanOrEqualTo(Goals.UpdateOverheadBytesMax, cost.OverheadBytes, $"{cost}");
        Assert.AreEqual(Goals.PollRequests, cost.Poll.Requests, $"{cost}");
        Assert.IsLessThan(Goals.PollBytes, cost.Poll.BytesReceived, $"{cost}");
    }
}
