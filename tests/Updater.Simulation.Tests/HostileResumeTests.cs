using nanoFramework.Runtime.InFieldUpdate;
using Updater.Core.Agent;
using Updater.Core.Boot;
using Updater.Core.Platform;
using Updater.Core.Slots;
using Updater.Images;
using Updater.Twin;

namespace Updater.Simulation.Tests;

/// <summary>What somebody between device and registry can do around a transfer that is resumed, and what a registry that is down can do to a trial.</summary>
[TestClass]
public sealed class HostileResumeTests
{
    private const int CheckpointOffset = 4 * Limits.CheckpointBytes;
    private const int BytesBehindTlvOffset = 60;

    [TestMethod]
    public void Bytes_that_were_not_digested_never_become_pending()
    {
        // The image's TLVs begin just below a checkpoint, so that a slot which rewinds a block takes payload and image hash once more.
        Workbench bench = new();
        byte[] good = bench.Image("2.0.0", CheckpointOffset - BytesBehindTlvOffset - 0x200, 2);
        bench.Release(good, "2.0.0", 2);
        byte[] goodHash = McubootImage.Read(good).ComputeDigest();
        byte[] forged = Forge(good, goodHash);
        bool isHonest = true;
        HostileSource source = new(bench.Registry)
        {
            OnOpen = (content, start) => HostileSource.IsLayer(content) && isHonest && start >= CheckpointOffset ? Outcome.Unreachable : Outcome.Ok,
            EndOffset = content => HostileSource.IsLayer(content) && isHonest ? CheckpointOffset : int.MaxValue,
            Replacement = content => HostileSource.IsLayer(content) && !isHonest ? forged : null,
        };
        SimulatedDevice device = bench.Device(bench.Image("1.0.0", 5000), source: source);
        int rounds = 0;
        device.Moved = step =>
        {
            if (step.To == AgentState.Idle && step.From != AgentState.Start)
            {
                rounds++;
                isHonest = false;
            }

            if (device.Twin.Slots.NextSwap() is SwapKind.Test or SwapKind.Permanent)
            {
                CollectionAssert.AreEqual(goodHash, UpdateManager.GetSecondaryImageInfo(ImageType.Deployment)?.ImageHash, "unverified bytes are pending");
            }
        };

        Assert.AreEqual(DeviceEnd.Stopped, device.Run(_ => rounds == 4, 8));
        Assert.AreEqual(0, device.Agent!.Journal.ConfirmedCounter);
        Assert.AreEqual(Outcome.DigestMismatch, device.Agent.LastFault.Outcome);

        // An honest registry again: nothing of it stuck.
        device.Moved = null;
        source.Replacement = _ => null;
        Assert.AreEqual(DeviceEnd.Stopped, device.RunUntilConfirmed(8));
    }

    [TestMethod]
    public void Forged_header_before_a_cut_does_not_condemn_the_release()
    {
        Workbench bench = new();
        byte[] good = bench.Image("2.0.0", 13331, 2);
        byte[] digest = bench.Release(good, "2.0.0", 2);
        byte[] forged = (byte[])good.Clone();
        forged[12] = 100;
        forged[13] = 0;
        bool isHonest = false;
        HostileSource source = new(bench.Registry)
        {
            OnOpen = (content, start) => HostileSource.IsLayer(content) && !isHonest && start > 0 ? Outcome.Unreachable : Outcome.Ok,
            EndOffset = content => HostileSource.IsLayer(content) && !isHonest ? Limits.CheckpointBytes : int.MaxValue,
            Replacement = content => HostileSource.IsLayer(content) && !isHonest ? forged : null,
        };
        SimulatedDevice device = bench.Device(bench.Image("1.0.0", 5000), source: source);
        device.Moved = step => isHonest |= step.To == AgentState.Idle && step.From != AgentState.Start;

        Assert.AreEqual(DeviceEnd.Stopped, device.RunUntilConfirmed(8));
        Assert.IsFalse(device.Agent!.Journal.IsRejected(digest));
    }

    [TestMethod]
    public void Registry_down_during_one_trial_costs_that_trial_and_not_the_release()
    {
        Workbench bench = new();
        bench.Release(bench.Image("2.0.0", 13331, 2), "2.0.0", 2);
        bool isDown = false;
        HostileSource source = new(bench.Registry) { OnResolve = _ => isDown ? Outcome.Unreachable : Outcome.Ok };
        SimulatedDevice device = bench.Device(bench.Image("1.0.0", 5000), source: source);
        int trials = 0;
        device.Moved = step =>
        {
            trials += step.To == AgentState.Trial && step.From == AgentState.Start ? 1 : 0;
            isDown = trials == 1 && step.To == AgentState.Trial;
        };

        Assert.AreEqual(DeviceEnd.Stopped, device.RunUntilConfirmed(8));
        Assert.AreEqual(2, trials);
    }

    [TestMethod]
    public void Tag_that_names_the_factory_image_is_adopted_without_a_trial()
    {
        Workbench bench = new();
        byte[] factory = bench.Image("1.0.0", 13331);
        byte[] digest = bench.Release(factory, "1.0.0", 5);
        SimulatedDevice device = bench.Device(factory);

        Assert.AreEqual(DeviceEnd.Stopped, device.RunUntilSettled(3));

        Assert.AreEqual(1, device.Twin.BootCount);
        Assert.AreEqual(5, device.Agent!.Journal.ConfirmedCounter, "the counter is known from here on");
        CollectionAssert.AreEqual(digest, device.Agent.Journal.CopyConfirmedRelease());
        Assert.AreEqual(SwapKind.None, device.Twin.Slots.NextSwap());
        Assert.IsFalse(device.Agent.Journal.IsRejected(digest));
    }

    [TestMethod]
    public void Journal_lost_before_any_boot_costs_at_most_a_repetition()
    {
        foreach (int lostAtBoot in new[] { 1, 2, 3, 4 })
        {
            Workbench bench = new();
            bench.Release(bench.Image("2.0.0", 13331, 2), "2.0.0", 2);
            SimulatedDevice device = bench.Device(bench.Image("1.0.0", 5000));
            device.Booted = booted =>
            {
                if (booted.Twin.BootCount == lostAtBoot)
                {
                    booted.Twin.Flash.Erase(booted.Twin.Storage.Offset, 2 * Limits.CheckpointBytes);
                }
            };

            Assert.AreEqual(DeviceEnd.Stopped, device.Run(step => step.To == AgentState.Idle && device.Agent!.Journal.ConfirmedCounter == 2, 10), $"lost at boot {lostAtBoot}");
        }
    }

    [TestMethod]
    [DataRow(4096)]
    [DataRow(6144)]
    [DataRow(8191)]
    [DataRow(8192)]
    [DataRow(8193)]
    [DataRow(0)]
    [DataRow(-1)]
    public void Image_of_any_size_up_to_the_slots_is_installed(int sizeBytes)
    {
        Workbench bench = new();
        int wantedBytes = sizeBytes > 0 ? sizeBytes : bench.Board.ImageBytesMax + sizeBytes;
        int overheadBytes = bench.Image("2.0.0", 1000, 2).Length - 1000;
        byte[] image = bench.Image("2.0.0", wantedBytes - overheadBytes, 2);
        Assert.AreEqual(wantedBytes, image.Length);
        bench.Release(image, "2.0.0", 2);
        SimulatedDevice device = bench.Device(bench.Image("1.0.0", 5000));

        Assert.AreEqual(DeviceEnd.Stopped, device.RunUntilConfirmed(4));
        CollectionAssert.AreEqual(image, device.Twin.Slots.Primary.Read(0, image.Length));
    }

    [TestMethod]
    public void Swap_left_pending_start_after_start_does_not_restart_for_ever()
    {
        int restarts = 0;
        Workbench bench = new();
        AgentParts parts = new()
        {
            Reference = Workbench.ReferenceTo(Workbench.Tag),
            Source = bench.Registry,
            Policy = bench.Policy(),
            Boot = new StuckBoot(() => restarts++),
            JournalStore = new FlashJournalStore(new TwinDevice(bench.Board, [])),
            Clock = new VirtualClock(),
            Random = new SeededRandom(1),
        };
        for (int start = 0; start < 20; start++)
        {
            UpdateAgent started = new(parts);
            started.Step();
            if (started.State == AgentState.Restart)
            {
                started.Step();
            }
        }

        Assert.AreEqual(Limits.TrialsMax + 1, restarts);
    }

    private static byte[] Forge(byte[] good, byte[] goodHash)
    {
        byte[] forged = (byte[])good.Clone();
        for (int i = CheckpointOffset - Limits.CheckpointBytes + 4; i < CheckpointOffset - BytesBehindTlvOffset; i++)
        {
            forged[i] = 0x66;
        }

        McubootImage.Inspect(forged).ComputeDigest().CopyTo(forged, good.AsSpan().IndexOf(goodHash));
        return forged;
    }

    private sealed class StuckBoot(Action restart) : IBootControl
    {
        public BootState GetState() => BootState.TryPending;

        public Outcome GetRunning(byte[] imageId, out ulong version)
        {
            version = 1UL << 56;
            imageId[0] = 1;
            return Outcome.Ok;
        }

        public Outcome Try(SealedSlot image) => Outcome.SlotLost;

        public Outcome Confirm() => Outcome.ConfirmFailed;

        public Outcome Revert() => Outcome.RevertFailed;

        public void Restart() => restart();
    }
}
