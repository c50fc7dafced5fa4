using Updater.App;
using Updater.Core.Agent;
using Updater.Core.Boot;
using Updater.Core.Content;
using Updater.Core.Digests;
using Updater.Core.Manifests;
using Updater.Core.Platform;
using Updater.Core.Slots;
using Updater.Core.Trust;

namespace Updater.Simulation.Tests;

/// <summary>What the device's program does around the agent: halts, broken invariants, waiting, the factory's floor.</summary>
[TestClass]
public sealed class AppTests
{
    private static readonly byte[] s_runningId = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    private readonly Workbench _bench = new();
    private readonly TestBoot _boot = new();
    private readonly TestClock _clock = new();
    private readonly TestStore _store = new();

    [TestMethod]
    public void Halt_while_the_image_is_on_trial_restarts()
    {
        _boot.State = BootState.Trial;
        _store.FailsFrom = 0;
        UpdaterApplication application = new(Parts());

        Assert.ThrowsExactly<RestartedException>(application.Run);

        Assert.AreEqual(AgentState.Halted, application.Agent.State);
        Assert.AreEqual(Outcome.JournalFailed, application.Agent.LastFault.Outcome);
        Assert.AreEqual(1, _boot.RestartsCount);
    }

    [TestMethod]
    public void Halt_of_a_confirmed_image_ends_the_run_without_a_restart()
    {
        _store.FailsFrom = 0;
        UpdaterApplication application = new(Parts());

        application.Run();

        Assert.AreEqual(AgentState.Halted, application.Agent.State);
        Assert.AreEqual(0, _boot.RestartsCount);
    }

    [TestMethod]
    public void Agent_without_a_policy_halts_and_asks_the_source_nothing()
    {
        AgentParts parts = Parts();
        parts.Policy = null;
        UpdaterApplication application = new(parts);

        application.Run();

        Assert.AreEqual(AgentState.Halted, application.Agent.State);
        Assert.AreEqual(Outcome.PolicyMissing, application.Agent.LastFault.Outcome);
        Assert.AreEqual(0, _bench.Registry.RequestsCount);
    }

    [TestMethod]
    public void Stop_that_was_asked_for_does_not_restart_a_trial()
    {
        _boot.State = BootState.Trial;
        new UpdaterApplication(Parts()) { IsStopRequested = true }.Run();

        Assert.AreEqual(0, _boot.RestartsCount);
    }

    [TestMethod]
    public void Broken_invariant_is_recorded_and_restarts()
    {
        AgentParts parts = Parts();
        UpdaterApplication? application = null;
        parts.Source = new BreakingSource(() => application!.Agent.Journal.TrialsCount = 9);
        application = new UpdaterApplication(parts);

        Assert.ThrowsExactly<RestartedException>(application.Run);

        Assert.AreEqual(1, _boot.RestartsCount);
        Journal journal = LoadJournal();
        FaultRecord fault = journal.GetFault();
        Assert.AreEqual(Outcome.InvariantBroken, fault.Outcome);
        Assert.AreEqual((int)AgentState.Resolve, fault.Stage);
        Assert.AreEqual(0, journal.TrialsCount, "what memory held of the journal when the invariant broke is not to be kept");
        Assert.IsTrue(journal.IsConfirmedImage(s_runningId));
    }

    [TestMethod]
    public void Broken_invariant_restarts_even_if_it_cannot_be_recorded()
    {
        AgentParts parts = Parts();
        parts.Source = new BreakingSource(() => _store.FailsFrom = 0);

        Assert.ThrowsExactly<RestartedException>(new UpdaterApplication(parts).Run);

        Assert.AreEqual(1, _boot.RestartsCount);
        Assert.IsNull(LoadJournal().GetFault());
    }

    [TestMethod]
    public void Image_that_breaks_an_invariant_on_trial_falls_back_and_is_rejected_in_the_end()
    {
        _bench.HealthCheck = new BreakingHealthCheck();
        byte[] factory = _bench.Image("1.0.0", 8000, seed: 1);
        _bench.Release(_bench.Image("2.0.0", 9000, seed: 2), "2.0.0", 2);
        SimulatedDevice device = _bench.Device(factory);
        List<Outcome> faults = [];
        device.Moved = step =>
        {
            if (step.From == AgentState.Start && device.Agent!.Journal.GetFault() is { } fault)
            {
                faults.Add(fault.Outcome);
            }
        };

        Assert.AreEqual(DeviceEnd.Stopped, device.Run(step => step.Outcome == Outcome.ReleaseRejectedBefore, 40));

        CollectionAssert.Contains(faults, Outcome.InvariantBroken);
        Assert.AreEqual("1.0.0", FirmwareVersion.Format(device.Agent!.Journal.ConfirmedVersion));
        Assert.AreEqual(0, device.Agent.Journal.ConfirmedCounter);
    }

    [TestMethod]
    [DataRow("1.9.9", 6, Outcome.Ok)]
    [DataRow("2.0.0", 7, Outcome.Ok)]
    [DataRow("2.0.1", 0, Outcome.VersionTooLow)]
    [DataRow("2.1.0", 7, Outcome.VersionTooLow)]
    [DataRow("0.0.0", 8, Outcome.CounterTooLow)]
    [DataRow("2.0.0", int.MaxValue, Outcome.CounterTooLow)]
    public void Floor_of_the_factory_holds_for_a_journal_that_knows_of_less(string version, int counter, Outcome expected)
    {
        _bench.Release(_bench.Image("2.0.0", 1000), "2.0.0", 7);
        AgentParts parts = Parts();
        Assert.AreEqual(Outcome.Ok, FirmwareVersion.Parse(version, out ulong floor));
        parts.Floor = new ReleaseFloor { Version = floor, SecurityCounter = counter };
        StepUntil(parts, agent => agent.State == AgentState.OpenLayer || agent.LastFault != null, out UpdateAgent agent);

        Assert.AreEqual(expected, agent.LastFault?.Outcome ?? Outcome.Ok);
        Assert.AreEqual(expected == Outcome.Ok, agent.Release != null);
        Assert.AreEqual(expected == Outcome.Ok ? AgentState.OpenLayer : AgentState.Idle, agent.State);
    }

    [TestMethod]
    public void Confirmed_version_of_the_journal_holds_against_a_lower_floor()
    {
        _bench.Release(_bench.Image("2.0.0", 1000), "2.0.0", 7);
        Assert.AreEqual(Outcome.Ok, FirmwareVersion.Parse("2.0.1", out ulong running));
        _boot.Version = running;
        AgentParts parts = Parts();
        parts.Floor = new ReleaseFloor { Version = 1, SecurityCounter = 1 };
        StepUntil(parts, agent => agent.LastFault != null, out UpdateAgent agent);

        Assert.AreEqual(Outcome.VersionTooLow, agent.LastFault.Outcome);
    }

    [TestMethod]
    public void Wait_is_never_negative_or_beyond_an_int_whatever_the_clock_does()
    {
        _clock.NowMs = 1L << 40;
        StepUntil(Parts(), agent => agent.State == AgentState.Idle && agent.WaitMs > 0, out UpdateAgent agent);
        long dueMs = _clock.NowMs + agent.WaitMs;
        foreach ((long nowMs, int waitMs) in new[]
        {
            (dueMs - 1, 1),
            (dueMs, 0),
            (dueMs + 1, 0),
            (dueMs + int.MaxValue + 5L, 0),
            (long.MaxValue / 2, 0),
            (dueMs - int.MaxValue, int.MaxValue),
            (dueMs - int.MaxValue - 1, int.MaxValue),
            (dueMs - (1L << 32) - 1, int.MaxValue),
            (0, int.MaxValue),
        })
        {
            _clock.NowMs = nowMs;
            Assert.AreEqual(waitMs, agent.WaitMs, $"now {nowMs}, due {dueMs}");
        }
    }

    [TestMethod]
    public void Application_sleeps_in_short_pieces_and_polls_again_when_the_time_has_come()
    {
        int polls = 0;
        AgentParts parts = Parts();
        UpdaterApplication application = new(parts);
        _bench.Registry.Fault = (_, _) =>
        {
            polls++;
            application.IsStopRequested = polls == 3;
            return Outcome.NotFound;
        };

        application.Run();

        Assert.AreEqual(3, polls);
        Assert.IsInRange(1, 100, _clock.LongestSleepMs);
        Assert.IsInRange(2 * (Limits.PollIntervalMs / 10 * 9), 2 * (Limits.PollIntervalMs / 10 * 11) + 200, (int)_clock.NowMs);
    }

    [TestMethod]
    public void Poll_delays_double_after_wasted_rounds_up_to_a_day_and_are_normal_after_a_good_one()
    {
        byte[] image = _bench.Image("2.0.0", 6000, seed: 2);
        _bench.Release(image, "2.0.0", 2);
        bool isHonest = false;
        _bench.Registry.Tamper = (path, position, buffer, offset, count) =>
        {
            if (!isHonest && path.StartsWith("blobs/", StringComparison.Ordinal) && position <= 3000 && position + count > 3000)
            {
                buffer[offset + 3000 - position] ^= 1;
            }
        };
        SimulatedDevice device = _bench.Device(_bench.Image("1.0.0", 5000));
        List<int> waitsMs = [];
        device.Moved = step =>
        {
            if (step.To == AgentState.Idle && step.From != AgentState.Start)
            {
                waitsMs.Add(device.Agent!.WaitMs);
            }
        };

        Assert.AreEqual(DeviceEnd.Stopped, device.Run(_ => waitsMs.Count == 8, 1));

        long delayMs = Limits.PollIntervalMs;
        foreach (int waitMs in waitsMs)
        {
            delayMs = Math.Min(2 * delayMs, Limits.PollIntervalMsMax);
            Assert.IsInRange(delayMs - (delayMs / 10), delayMs + (delayMs / 10), (long)waitMs, string.Join(' ', waitsMs));
        }

        isHonest = true;
        Assert.AreEqual(DeviceEnd.Stopped, device.RunUntilConfirmed(4));
        Assert.IsInRange(Limits.PollIntervalMs / 10 * 9, Limits.PollIntervalMs / 10 * 11, waitsMs[^1]);
    }

    private AgentParts Parts() => new()
    {
        Reference = Workbench.ReferenceTo(Workbench.Tag),
        Source = _bench.Registry,
        Policy = _bench.Policy(),
        Boot = _boot,
        JournalStore = _store,
        Clock = _clock,
        Random = new SeededRandom(1),
    };

    private Journal LoadJournal()
    {
        _store.FailsFrom = int.MaxValue;
        Journal journal = new(_store, new Workspace(Limits.ChunkBytes), new Sha256());
        Assert.AreEqual(Outcome.Ok, journal.Load());
        return journal;
    }

    private static void StepUntil(AgentParts parts, Func<UpdateAgent, bool> isDone, out UpdateAgent agent)
    {
        agent = new UpdateAgent(parts);
        for (int step = 0; step < 100; step++)
        {
            agent.Step();
            if (isDone(agent))
            {
                return;
            }
        }

        Assert.Fail($"not there after 100 steps; the agent is in {agent.State}, its last fault is {agent.LastFault?.Outcome}");
    }

    private sealed class RestartedException : Exception;

    private sealed class TestBoot : IBootControl
    {
        public BootState State { get; set; } = BootState.Confirmed;

        public ulong Version { get; set; }

        public int RestartsCount { get; private set; }

        public BootState GetState() => State;

        public Outcome GetRunning(byte[] imageId, out ulong version)
        {
            s_runningId.CopyTo(imageId, 0);
            version = Version;
            return Outcome.Ok;
        }

        public Outcome Try(SealedSlot image) => Outcome.Ok;

        public Outcome Confirm() => Outcome.Ok;

        public Outcome Revert() => Outcome.Ok;

        // As on hardware: it does not return.
        public void Restart()
        {
            RestartsCount++;
            throw new RestartedException();
        }
    }

    private sealed class TestClock : IClock
    {
        public long NowMs { get; set; }

        public int LongestSleepMs { get; private set; }

        public void Sleep(int durationMs)
        {
            NowMs += durationMs;
            LongestSleepMs = Math.Max(LongestSleepMs, durationMs);
        }
    }

    private sealed class TestStore : IJournalStore
    {
        private readonly byte[][] _records = [new byte[Limits.RecordBytes], new byte[Limits.RecordBytes]];
        private int _callsCount;

        /// <summary>Calls from which on every one fails.</summary>
        public int FailsFrom { get; set; } = int.MaxValue;

        public Outcome Read(int index, byte[] buffer)
        {
            Array.Copy(_records[index], buffer, Limits.RecordBytes);
            return Answer();
        }

        public Outcome Write(int index, byte[] buffer)
        {
            Outcome outcome = Answer();
            if (outcome == Outcome.Ok)
            {
                Array.Copy(buffer, _records[index], Limits.RecordBytes);
            }

            return outcome;
        }

        private Outcome Answer() => _callsCount++ >= FailsFrom ? Outcome.JournalFailed : Outcome.Ok;
    }

    private sealed class BreakingSource(Action before) : IContentSource
    {
        public Outcome Resolve(Reference reference, byte[]? known, out string? mediaType, out IByteSource? content, out int sizeBytes)
        {
            before();
            throw new InvariantException();
        }

        public Outcome Open(Descriptor content, int start, out IByteSource? source) => throw new InvariantException();
    }

    private sealed class BreakingHealthCheck : IHealthCheck
    {
        public Outcome Check() => throw new InvariantException();
    }
}
