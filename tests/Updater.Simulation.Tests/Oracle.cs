using nanoFramework.Runtime.InFieldUpdate;
using Updater.Core.Slots;
using Updater.Images;

namespace Updater.Simulation.Tests;

/// <summary>What must hold of a device at every boot and after every step, whatever was cut, broken or forged.</summary>
internal sealed class Oracle
{
    private readonly SimulatedDevice _device;
    private readonly byte[][] _hashes;
    private readonly int[] _counters;

    /// <summary>Makes an oracle.</summary>
    /// <param name="device">The device.</param>
    /// <param name="images">The factory image first, then every released one, each with its security counter.</param>
    public Oracle(SimulatedDevice device, params (byte[] Image, int Counter)[] images)
    {
        _device = device;
        _hashes = [.. images.Select(entry => McubootImage.Read(entry.Image).ComputeDigest())];
        _counters = [.. images.Select(entry => entry.Counter)];
    }

    /// <summary>An image runs, and it is one of those released, whole: the hash is digested from what the slot holds.</summary>
    public void CheckBoot()
    {
        Assert.IsGreaterThanOrEqualTo(0, RunningIndex(), $"a mixed or unsealed image runs: {_device.Running}");
        CollectionAssert.AreEqual(_device.Running!.ImageHash, _device.Twin.Slots.Primary.ReadImage()!.ComputeDigest());
    }

    /// <summary>The counter never exceeds the confirmed image's, and nothing but a released image is pending, with the journal knowing of it.</summary>
    public void CheckState()
    {
        Journal journal = _device.Agent!.Journal;
        bool isConfirmed = _device.Running!.Status == UpdateStatus.Confirmed || UpdateManager.GetStatus(ImageType.Deployment) == UpdateStatus.Confirmed;
        if (isConfirmed)
        {
            Assert.IsLessThanOrEqualTo(_counters[RunningIndex()], journal.ConfirmedCounter, "the counter exceeds the confirmed image's");
        }

        if (_device.Twin.Slots.NextSwap() is SwapKind.Test or SwapKind.Permanent)
        {
            byte[]? pending = UpdateManager.GetSecondaryImageInfo(ImageType.Deployment)?.ImageHash;
            Assert.IsTrue(pending != null && _hashes.Skip(1).Any(hash => hash.AsSpan().SequenceEqual(pending)), "unverified bytes are pending");
            Assert.AreEqual(JournalPhase.Trying, journal.Phase);
        }
    }

    private int RunningIndex() => Array.FindIndex(_hashes, hash => hash.AsSpan().SequenceEqual(_device.Running!.ImageHash));
}
