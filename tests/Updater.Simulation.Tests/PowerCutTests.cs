using System.Globalization;
using nanoFramework.Runtime.InFieldUpdate;
using Updater.Core.Agent;
using Updater.Core.Platform;
using Updater.Core.Slots;
using Updater.Images;
using Updater.Twin;

namespace Updater.Simulation.Tests;

/// <summary>
/// Cuts the power at every durable operation of a whole update, from the first journal record to the confirmation, the bootloader's swap included: before
/// it, in the middle of it, after it. After every boot the oracles look; in the end the update must have completed.
/// </summary>
[TestClass]
public sealed class PowerCutTests
{
    // Odd sizes, so that the last chunk and the last block are partly filled.
    private const int PayloadBytes = 13331;
    private const int FactoryCounter = 0;
    private const int ReleaseCounter = 2;
    private const int BootsMax = 12;
    private const string CutsVariable = "UPDATER_CUTS";
    private const string ScenarioVariable = "UPDATER_SCENARIO";

    private static readonly string[] s_scenarios = ["plain", "rollback", "small-chunk", "unhealthy"];
    private static readonly PowerCutPoint[] s_points = [PowerCutPoint.Before, PowerCutPoint.Torn, PowerCutPoint.After];

    [TestMethod]
    [DataRow("plain")]
    [DataRow("rollback")]
    [DataRow("small-chunk")]
    public void Cut_anywhere_in_an_update_completes_it(string scenario)
    {
        Sweep sweep = new(scenario);
        int operations = sweep.CountOperations(sweep.RunUpdate);
        List<string> failures = [];
        Parallel.For(0, operations * s_points.Length, i =>
        {
            PowerCut cut = new(i / s_points.Length, s_points[i % s_points.Length]);
            Collect(failures, sweep, [cut], sweep.RunUpdate);
        });

        Console.WriteLine($"{scenario}: {operations} operations, {operations * s_points.Length} cuts");
        Assert.IsEmpty(failures, string.Join('\n', failures.Take(10)));
        Assert.IsGreaterThan(40, operations, "the update itself must be in what was swept");
    }

    [TestMethod]
    public void Cut_anywhere_in_an_update_that_is_taken_back_keeps_the_old_image()
    {
        Sweep sweep = new("unhealthy");
        int operations = sweep.CountOperations(sweep.RunRevert);
        List<string> failures = [];
        Parallel.For(0, operations * s_points.Length, i =>
        {
            PowerCut cut = new(i / s_points.Length, s_points[i % s_points.Length]);
            Collect(failures, sweep, [cut], sweep.RunRevert);
        });

        Console.WriteLine($"unhealthy: {operations} operations, {operations * s_points.Length} cuts");
        Assert.IsEmpty(failures, string.Join('\n', failures.Take(10)));
    }

    [TestMethod]
    public void Second_cut_during_recovery_completes_the_update()
    {
        // Every first cut, and a second one a few operations into the recovery: near pairs find what single cuts miss. All pairs are a longer run.
        Sweep sweep = new("plain");
        int operations = sweep.CountOperations(sweep.RunUpdate);
        List<string> failures = [];
        int[] distances = [1, 2, 3, 5, 8];
        Parallel.For(0, operations, first =>
        {
            foreach (int distance in distances)
            {
                PowerCutPoint point = s_points[(first + distance) % s_points.Length];
                Collect(failures, sweep, [new PowerCut(first, s_points[first % s_points.Length]), new PowerCut(first + distance, point)], sweep.RunUpdate);
            }
        });

        Assert.IsEmpty(failures, string.Join('\n', failures.Take(10)));
    }

    [TestMethod]
    public void Cuts_given_in_the_environment_are_replayed()
    {
        string? problem = Replay(Environment.GetEnvironmentVariable(ScenarioVariable) ?? "plain", Environment.GetEnvironmentVariable(CutsVariable) ?? "7:Torn", Console.WriteLine);
        Assert.IsNull(problem, problem);
    }

    [TestMethod]
    [DataRow("plain", "", "operation:point")]
    [DataRow("plain", "7", "operation:point")]
    [DataRow("plain", "7:Half", "Before, Torn, After")]
    [DataRow("plain", "-1:Torn", "operation:point")]
    [DataRow("plain", "7:Torn,", "operation:point")]
    [DataRow("plain", "7:Torn,100000:After", "operations")]
    [DataRow("unhealthy", "100000:After", "operations")]
    [DataRow("plane", "7:Torn", "plain, rollback, small-chunk, unhealthy")]
    public void Cuts_that_cannot_be_replayed_are_refused_with_the_next_step(string scenario, string cuts, string said)
    {
        string? problem = Replay(scenario, cuts, _ => { });
        Assert.IsNotNull(problem);
        Assert.Contains("expected", problem);
        Assert.Contains(said, problem);
    }

    private static string? Replay(string scenario, string cuts, Action<string> log)
    {
        if (!s_scenarios.Contains(scenario))
        {
            return $"{ScenarioVariable}: expected one of {string.Join(", ", s_scenarios)}, found \"{scenario}\"; choose one";
        }

        PowerCut[]? parsed = Parse(cuts);
        if (parsed == null)
        {
            return $"{CutsVariable}: expected operation:point, or several with a comma between, the point one of {string.Join(", ", s_points)}, found \"{cuts}\"; for example {CutsVariable}=7:Torn";
        }

        Sweep sweep = new(scenario);
        return sweep.Try(parsed, scenario == "unhealthy" ? sweep.RunRevert : sweep.RunUpdate, log);
    }

    private static void Collect(List<string> failures, Sweep sweep, PowerCut[] cuts, Action<SimulatedDevice> run)
    {
        string? failure = sweep.Try(cuts, run, null);
        if (failure != null)
        {
            lock (failures)
            {
                failures.Add($"{failure}\n    replay: {ScenarioVariable}={sweep.Scenario} {CutsVariable}={Format(cuts)} dotnet test tests/Updater.Simulation.Tests --filter Name~replayed --logger \"console;verbosity=detailed\"");
            }
        }
    }

    private static string Format(PowerCut[] cuts) => string.Join(',', cuts.Select(cut => $"{cut.OperationIndex}:{cut.Point}"));

    private static PowerCut[]? Parse(string cuts)
    {
        List<PowerCut> parsed = [];
        foreach (string cut in cuts.Split(','))
        {
            string[] parts = cut.Split(':');
            if (parts.Length != 2
                || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int operation)
                || !Enum.TryParse(parts[1], out PowerCutPoint point) || !Enum.IsDefined(point))
            {
                return null;
            }

            parsed.Add(new PowerCut(operation, point));
        }

        return [.. parsed];
    }

    private sealed class Sweep
    {
        private readonly Workbench _bench = new();
        private readonly byte[] _factoryImage;
        private readonly byte[] _factoryHash;
        private readonly byte[] _releaseHash;
        private readonly byte[] _releaseImage;

        public Sweep(string scenario)
        {
            Scenario = scenario;
            _bench.ChunkSizeBytes = scenario == "small-chunk" ? 512 : Limits.ChunkBytes;
            _bench.HealthCheck = scenario == "unhealthy" ? new Unhealthy() : null;
            _factoryImage = _bench.Image("1.0.0", PayloadBytes, 1);
            _releaseImage = _bench.Image("2.0.0", PayloadBytes + 3001, 2);
            _factoryHash = McubootImage.Read(_factoryImage).ComputeDigest();
            _releaseHash = McubootImage.Read(_releaseImage).ComputeDigest();
            _bench.Release(_releaseImage, "2.0.0", ReleaseCounter);
        }

        public string Scenario { get; }

        public int CountOperations(Action<SimulatedDevice> run)
        {
            PowerPlan power = new();
            SimulatedDevice device = NewDevice(power);
            int before = power.OperationCount;
            Watch(device);
            run(device);
            return power.OperationCount - before;
        }

        public string? Try(PowerCut[] cuts, Action<SimulatedDevice> run, Action<string>? log)
        {
            PowerPlan power = new(cuts[0].OperationIndex);
            SimulatedDevice device = NewDevice(power);
            int start = power.OperationCount;
            foreach (PowerCut cut in cuts)
            {
                power.Cut(cut with { OperationIndex = start + cut.OperationIndex });
            }

            Watch(device);
            if (log != null)
            {
                device.Booted += booted => log($"boot {booted.Twin.BootCount}: {booted.Running}");
                device.Moved += step => log($"  {step.From} -> {step.To} {step.Outcome}");
            }

            try
            {
                run(device);
                return log == null ? null : Unmet(cuts, power.OperationCount - start);
            }
            catch (Exception problem) when (problem is AssertFailedException or FlashRuleException or InvariantException or InvalidOperationException)
            {
                string operations = string.Join("\n    ", power.RecentOperations.TakeLast(6));
                return $"cuts {Format(cuts)}: {problem.Message}\n    {operations}";
            }
        }

        // In a replay every cut has to happen: one beyond the end would pass and show nothing.
        private static string? Unmet(PowerCut[] cuts, int operations)
        {
            int last = cuts.Max(cut => cut.OperationIndex);
            return last < operations ? null
                : $"{CutsVariable}: expected operations from 0 to {operations - 1}, as this run has {operations} operations, found {last}; choose an earlier one";
        }

        public void RunUpdate(SimulatedDevice device)
        {
            Assert.AreEqual(DeviceEnd.Stopped, device.Run(step => step.To == AgentState.Idle && device.Agent!.Journal.ConfirmedCounter == ReleaseCounter, BootsMax));
            Assert.IsTrue(Runs(device, _releaseHash), "the new image runs");
            Assert.AreEqual(DeviceEnd.Stopped, device.RunUntilSettled(3));
            Assert.IsTrue(Runs(device, _releaseHash), "it still runs after another restart");
            Assert.AreEqual(UpdateStatus.Confirmed, device.Running!.Status);
            CollectionAssert.AreEqual(_releaseImage, device.Twin.Slots.Primary.Read(0, _releaseImage.Length), "byte for byte");
        }

        public void RunRevert(SimulatedDevice device)
        {
            Assert.AreEqual(DeviceEnd.Stopped, device.Run(step => step.Outcome == Outcome.ReleaseRejectedBefore, BootsMax));
            Assert.IsTrue(Runs(device, _factoryHash), "the old image runs");
            Assert.AreEqual(UpdateStatus.Confirmed, device.Running!.Status);
            Assert.AreEqual(FactoryCounter, device.Agent!.Journal.ConfirmedCounter);
            CollectionAssert.AreEqual(_factoryImage, device.Twin.Slots.Primary.Read(0, _factoryImage.Length), "byte for byte");
        }

        private SimulatedDevice NewDevice(PowerPlan power) => _bench.Device(_factoryImage, power, reportsTrialAsRollback: Scenario == "rollback");

        private void Watch(SimulatedDevice device)
        {
            device.Booted = CheckBoot;
            device.Moved = _ => CheckState(device);
        }

        // An image boots, and it is one of the two, whole: the hash is digested from what the slot holds.
        private void CheckBoot(SimulatedDevice device)
        {
            Assert.IsTrue(Runs(device, _factoryHash) || Runs(device, _releaseHash), $"a mixed or unsealed image runs: {device.Running}");
            CollectionAssert.AreEqual(device.Running!.ImageHash, device.Twin.Slots.Primary.ReadImage()!.ComputeDigest());
        }

        private void CheckState(SimulatedDevice device)
        {
            Journal journal = device.Agent!.Journal;
            bool isConfirmed = device.Running!.Status == UpdateStatus.Confirmed || UpdateManager.GetStatus(ImageType.Deployment) == UpdateStatus.Confirmed;
            int confirmedCounter = Runs(device, _releaseHash) && isConfirmed ? ReleaseCounter : FactoryCounter;
            Assert.IsLessThanOrEqualTo(confirmedCounter, journal.ConfirmedCounter, "the counter exceeds the confirmed image's");
            if (device.Twin.Slots.NextSwap() is SwapKind.Test or SwapKind.Permanent)
            {
                ImageInfo? pending = UpdateManager.GetSecondaryImageInfo(ImageType.Deployment);
                CollectionAssert.AreEqual(_releaseHash, pending?.ImageHash, "unverified bytes are pending");
                Assert.AreEqual(JournalPhase.Trying, journal.Phase);
            }
        }

        private static bool Runs(SimulatedDevice device, byte[] hash) => device.Running!.ImageHash.AsSpan().SequenceEqual(hash);

        private sealed class Unhealthy : IHealthCheck
        {
            public Outcome Check() => Outcome.TrialFailed;
        }
    }
}
