using Updater.Core.Agent;
using Updater.Core.Manifests;
using Updater.Core.Platform;
using Updater.Core.Slots;
using Updater.Twin;

namespace Updater.Simulation.Tests;

[TestClass]
public sealed class JourneyTests
{
    private const int PayloadBytes = 20000;

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Device_goes_from_tag_to_confirmed_image(bool reportsTrialAsRollback)
    {
        Workbench bench = new();
        byte[] digest = bench.Release(bench.Image("2.0.0", PayloadBytes, 2), "2.0.0", 2);
        SimulatedDevice device = bench.Device(bench.Image("1.0.0", PayloadBytes), reportsTrialAsRollback: reportsTrialAsRollback);

        Assert.AreEqual(DeviceEnd.Stopped, device.RunUntilConfirmed(5));

        Assert.AreEqual("2.0.0", RunningVersion(device));
        Journal journal = device.Agent!.Journal;
        Assert.AreEqual("2.0.0", FirmwareVersion.Format(journal.ConfirmedVersion));
        Assert.AreEqual(2, journal.ConfirmedCounter);
        CollectionAssert.AreEqual(digest, journal.CopyConfirmedRelease());
        Assert.AreEqual(2, device.Twin.BootCount);
        Assert.AreEqual(5, bench.Registry.RequestsCount, "tag, signature manifest, payload, layer; after the restart the tag once more");

        // The confirmation holds across a restart, and a poll with nothing new is one request that changes nothing.
        FlashCounters before = device.Twin.Flash.Counters;
        Assert.AreEqual(DeviceEnd.Stopped, device.RunUntilSettled(1));
        Assert.AreEqual("2.0.0", RunningVersion(device));
        Assert.AreEqual(6, bench.Registry.RequestsCount);
        Assert.AreEqual(0, device.Twin.Flash.Counters.Since(before).Programs);
    }

    [TestMethod]
    public void Image_that_fails_its_health_check_is_taken_back_and_remembered()
    {
        Workbench bench = new() { HealthCheck = new Verdict(Outcome.TrialFailed) };
        byte[] digest = bench.Release(bench.Image("2.0.0", PayloadBytes, 2), "2.0.0", 2);
        SimulatedDevice device = bench.Device(bench.Image("1.0.0", PayloadBytes));

        Assert.AreEqual(DeviceEnd.Stopped, device.Run(step => step.Outcome == Outcome.ReleaseRejectedBefore, 6));

        Assert.AreEqual("1.0.0", RunningVersion(device));
        Assert.AreEqual(3, device.Twin.BootCount, "factory, trial, back");
        Assert.IsTrue(device.Agent!.Journal.IsRejected(digest));
        Assert.AreEqual(0, device.Agent.Journal.ConfirmedCounter);
        Assert.AreEqual(Outcome.TrialFailed, device.Agent.Journal.GetFault().Outcome);

        // The next good release is taken all the same.
        bench.HealthCheck = null;
        bench.Release(bench.Image("2.0.1", PayloadBytes, 3), "2.0.1", 2);
        Assert.AreEqual(DeviceEnd.Stopped, device.RunUntilConfirmed(5));
        Assert.AreEqual("2.0.1", RunningVersion(device));
    }

    [TestMethod]
    public void Image_that_never_reaches_the_agent_is_tried_three_times_and_rejected()
    {
        Workbench bench = new();
        byte[] digest = bench.Release(bench.Image("2.0.0", PayloadBytes, 2), "2.0.0", 2);
        SimulatedDevice device = bench.Device(bench.Image("1.0.0", PayloadBytes));
        int trials = 0;
        device.Booted = booted =>
        {
            if (RunningVersion(booted) == "2.0.0")
            {
                trials++;
                throw new RebootException();
            }
        };

        Assert.AreEqual(DeviceEnd.Stopped, device.Run(step => step.Outcome == Outcome.ReleaseRejectedBefore, 20));

        Assert.AreEqual(Limits.TrialsMax, trials);
        Assert.AreEqual("1.0.0", RunningVersion(device));
        Assert.IsTrue(device.Agent!.Journal.IsRejected(digest));
        Assert.AreEqual(Outcome.TrialReverted, device.Agent.Journal.GetFault().Outcome);
    }

    [TestMethod]
    public void Registry_out_of_reach_in_every_trial_is_given_time_and_rejected_in_the_end()
    {
        Workbench bench = new();
        bench.Release(bench.Image("2.0.0", PayloadBytes, 2), "2.0.0", 2);
        SimulatedDevice device = bench.Device(bench.Image("1.0.0", PayloadBytes));
        int asked = 0;
        bench.Registry.Fault = (path, _) =>
        {
            bool isTrial = device.Agent!.State == AgentState.Trial;
            asked += isTrial ? 1 : 0;
            return isTrial ? Outcome.Unreachable : null;
        };

        Assert.AreEqual(DeviceEnd.Stopped, device.Run(step => step.Outcome == Outcome.ReleaseRejectedBefore, 10));
        Assert.AreEqual(Limits.TrialsMax * Limits.HealthChecksMax, asked);
        Assert.AreEqual("1.0.0", RunningVersion(device));
    }

    [TestMethod]
    public void Same_image_under_a_new_release_is_adopted_without_touching_the_slot()
    {
        Workbench bench = new();
        byte[] image = bench.Image("2.0.0", PayloadBytes, 2);
        bench.Release(image, "2.0.0", 2);
        SimulatedDevice device = bench.Device(bench.Image("1.0.0", PayloadBytes));
        Assert.AreEqual(DeviceEnd.Stopped, device.RunUntilConfirmed(5));
        byte[] again = bench.Release(image, "2.0.0", 3);
        FlashCounters before = device.Twin.Flash.Counters;

        Assert.AreEqual(DeviceEnd.Stopped, device.RunUntilSettled(1));

        Assert.AreEqual(3, device.Agent!.Journal.ConfirmedCounter);
        CollectionAssert.AreEqual(again, device.Agent.Journal.CopyConfirmedRelease());
        Assert.IsTrue(device.Twin.Flash.Counters.Since(before).Programs <= 1, "one journal record at most");
    }

    [TestMethod]
    public void Tag_moved_during_the_transfer_does_not_mix_releases()
    {
        Workbench bench = new();
        byte[] first = bench.Release(bench.Image("2.0.0", PayloadBytes, 2), "2.0.0", 2);
        SimulatedDevice device = bench.Device(bench.Image("1.0.0", PayloadBytes));
        byte[]? second = null;
        device.Progressed = (offset, _) =>
        {
            if (offset > 8192 && second == null)
            {
                second = bench.Release(bench.Image("3.0.0", PayloadBytes, 3), "3.0.0", 3);
                device.Twin.Power.Lose();
            }
        };

        Assert.AreEqual(DeviceEnd.Stopped, device.RunUntilConfirmed(8));
        Assert.AreEqual("3.0.0", RunningVersion(device));
        CollectionAssert.AreEqual(second, device.Agent!.Journal.CopyConfirmedRelease());
    }

    [TestMethod]
    public void Every_cut_connection_is_resumed_where_it_broke()
    {
        Workbench bench = new();
        byte[] image = bench.Image("2.0.0", PayloadBytes, 2);
        bench.Release(image, "2.0.0", 2);
        SimulatedDevice device = bench.Device(bench.Image("1.0.0", PayloadBytes));
        List<int> starts = [];
        Breaking source = new(bench.Registry, 5000, starts);
        device = bench.Device(bench.Image("1.0.0", PayloadBytes), source: source);

        Assert.AreEqual(DeviceEnd.Stopped, device.RunUntilConfirmed(5));

        Assert.IsTrue(starts.Count > 3, "the layer was cut several times");
        Assert.IsTrue(starts.Zip(starts.Skip(1)).All(pair => pair.Second > pair.First), string.Join(' ', starts));
        Assert.AreEqual(image.Length, source.LayerBytes, "no byte was fetched twice");
    }

    private static string RunningVersion(SimulatedDevice device) => $"{device.Running!.Version.Major}.{device.Running.Version.Minor}.{device.Running.Version.Revision}";

    private sealed class Verdict(Outcome outcome) : IHealthCheck
    {
        public Outcome Check() => outcome;
    }
}
