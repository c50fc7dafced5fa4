using System.Security.Cryptography;
using Updater.Core.Agent;
using Updater.Core.Content;
using Updater.Core.Manifests;
using Updater.Core.Platform;
using Updater.Core.Slots;
using Updater.Images;
using Updater.Registry;
using Updater.Signing;
using Updater.Twin;
using Manifest = Updater.Registry.Manifest;

namespace Updater.Simulation.Tests.Refusals;

/// <summary>A device that took release 2.0.0 (counter 2) and now meets something bad: nothing of what it has may change.</summary>
internal sealed class Bystander
{
    public const int PayloadBytes = 6000;
    private readonly byte[] _primary;
    private readonly byte[] _confirmed;

    public Bystander(Action<Workbench>? setUp = null)
    {
        setUp?.Invoke(Bench);
        Source = new HostileRegistry(Bench.Registry);
        KeyPair[] signers = Bench.PolicyKeys is { } keys ? keys[..Bench.Threshold] : [Bench.Key];
        _confirmed = Bench.Release(Bench.Image("2.0.0", PayloadBytes, 2), "2.0.0", 2, signers);
        Device = Bench.Device(Bench.Image("1.0.0", PayloadBytes), source: Source);
        Assert.AreEqual(DeviceEnd.Stopped, Device.RunUntilConfirmed(5));
        _primary = PrimaryHash();
    }

    public Workbench Bench { get; } = new();

    public HostileRegistry Source { get; }

    public SimulatedDevice Device { get; }

    public List<Outcome> Outcomes { get; } = [];

    public int Requests { get; private set; }

    public FlashCounters Spent { get; private set; }

    public Outcome LastFault => Device.Agent!.LastFault?.Outcome ?? Outcome.Ok;

    /// <summary>Starts the device and lets it poll once.</summary>
    public Bystander Poll()
    {
        Outcomes.Clear();
        Source.Asked.Clear();
        int requests = Source.RequestsCount;
        FlashCounters before = Device.Twin.Flash.Counters;
        Device.Moved = step =>
        {
            if (step.Outcome != Outcome.Ok)
            {
                Outcomes.Add(step.Outcome);
            }
        };
        Assert.AreEqual(DeviceEnd.Stopped, Device.RunUntilSettled(1));
        Requests = Source.RequestsCount - requests;
        Spent = Device.Twin.Flash.Counters.Since(before);
        return this;
    }

    /// <summary>Polls for a day of its own clock, in one run.</summary>
    public int PollForADay()
    {
        int requests = Source.RequestsCount;
        FlashCounters before = Device.Twin.Flash.Counters;
        long end = 0;
        DeviceEnd ended = Device.Run(
            step =>
            {
                end = end == 0 ? Bench.Clock.NowMs + (24L * 3600 * 1000) : end;
                return Bench.Clock.NowMs >= end;
            },
            1);
        Assert.AreEqual(DeviceEnd.Stopped, ended);
        Spent = Device.Twin.Flash.Counters.Since(before);
        return Source.RequestsCount - requests;
    }

    /// <summary>One poll ends in this outcome, without a write and within so many requests; and everything is as before.</summary>
    public void Refuses(Outcome expected, int requestsMax = 4, bool touchesFlash = false)
    {
        Poll();
        Assert.AreEqual(expected, LastFault, $"found {string.Join(' ', Outcomes)}; asked {string.Join(' ', Source.Asked)}");
        Assert.IsLessThanOrEqualTo(requestsMax, Requests, string.Join(' ', Source.Asked));
        if (!touchesFlash)
        {
            Assert.AreEqual(default, Spent, "flash was touched");
        }

        AssertUnchanged();
    }

    public void AssertUnchanged()
    {
        Journal journal = Device.Agent!.Journal;
        Assert.AreEqual("2.0.0", FirmwareVersion.Format(journal.ConfirmedVersion));
        Assert.AreEqual(2, journal.ConfirmedCounter);
        CollectionAssert.AreEqual(_confirmed, journal.CopyConfirmedRelease());
        CollectionAssert.AreEqual(_primary, PrimaryHash(), "the running image was touched");
        Assert.AreEqual(SwapKind.None, Device.Twin.Slots.NextSwap(), "a swap is pending");
    }

    /// <summary>Whatever happened: the next good release goes in.</summary>
    public void TakesTheNextGoodRelease()
    {
        Source.Behave();
        KeyPair[] signers = Bench.PolicyKeys is { } keys ? keys[..Bench.Threshold] : [Bench.Key];
        byte[] digest = Bench.Release(Bench.Image("3.0.0", PayloadBytes, 3), "3.0.0", 3, signers);
        Device.Moved = null;
        Assert.AreEqual(DeviceEnd.Stopped, Device.RunUntilConfirmed(5));
        CollectionAssert.AreEqual(digest, Device.Agent!.Journal.CopyConfirmedRelease());
        Assert.AreEqual(3, Device.Running!.Version.Major);
    }

    /// <summary>Adds a manifest as it is under the tag and signs it.</summary>
    public byte[] SignRaw(byte[] manifest, string mediaType = MediaTypes.Manifest, string? tag = Workbench.Tag)
    {
        byte[] digest = Bench.Registry.AddManifest(mediaType, manifest, tag);
        Bench.Sign(digest, Workbench.Repository, [Bench.Key]);
        return digest;
    }

    /// <summary>A firmware manifest like <see cref="Workbench.Publish"/> writes, to be changed.</summary>
    public Manifest Good(byte[] image, string version = "3.0.0", int counter = 3)
    {
        byte[] layer = Bench.Registry.AddBlob(image);
        return new Manifest
        {
            MediaType = MediaTypes.Manifest,
            ArtifactType = MediaTypes.FirmwareArtifact,
            Config = Manifests.EmptyConfig,
            Layers = [new ContentDescriptor(MediaTypes.FirmwareImage, DigestText.Format(layer), image.Length)],
            Annotations =
            [
                new(AnnotationNames.Version, version),
                new(AnnotationNames.Board, Bench.Board.Name),
                new(AnnotationNames.SecurityCounter, $"{counter}"),
            ],
        };
    }

    public byte[] Image(string version = "3.0.0") => Bench.Image(version, PayloadBytes, 3);

    private byte[] PrimaryHash() => SHA256.HashData(Device.Twin.Slots.Primary.Read(0, Device.Twin.Slots.Primary.SizeBytes));
}
