using Updater.Core.Agent;
using Updater.Core.Content;
using Updater.Core.Platform;

namespace Updater.Simulation.Tests.Refusals;

/// <summary>A good release behind a bad mirror: what nobody signed must not block it, not even until the next start.</summary>
[TestClass]
public sealed class HealingTests
{
    private static readonly Dictionary<string, (Action<Bystander> Spoil, Outcome Expected)> s_mirrors = new()
    {
        ["unreachable"] = (device => device.Bench.Registry.Fault = (_, _) => Outcome.Unreachable, Outcome.Unreachable),
        ["tag gone"] = (device => device.Bench.Registry.Fault = (path, _) => path.EndsWith(Workbench.Tag, StringComparison.Ordinal) ? Outcome.NotFound : null, Outcome.NotFound),
        ["no signature yet"] = (device => device.Bench.Registry.Fault = (path, _) => path.EndsWith(".sig", StringComparison.Ordinal) ? Outcome.NotFound : null, Outcome.NoSignature),
        ["unknown content type"] = (device => Restate(device, "text/plain"), Outcome.MediaTypeUnknown),
        ["manifest said to be an index"] = (device => Restate(device, MediaTypes.Index), Outcome.MediaTypeUnknown),
        ["signature manifest of no JSON"] = (device => Forge(device, ".sig", "{"u8.ToArray()), Outcome.JsonMalformed),
        ["signature manifest without fields"] = (device => Forge(device, ".sig", "{}"u8.ToArray()), Outcome.ManifestMalformed),
        ["payload altered"] = (device => Bend(device, MediaTypes.SimpleSigning, 5), Outcome.DigestMismatch),
        ["layer with another magic"] = (device => Bend(device, MediaTypes.FirmwareImage, 0), Outcome.ImageHeaderMalformed),
        ["layer with another version"] = (device => Bend(device, MediaTypes.FirmwareImage, 20), Outcome.ImageVersionMismatch),
        ["layer with another size"] = (device => Bend(device, MediaTypes.FirmwareImage, 12), Outcome.DigestMismatch),
        ["layer altered"] = (device => Bend(device, MediaTypes.FirmwareImage, 3000), Outcome.DigestMismatch),
        ["layer forbidden"] = (device => device.Source.Refusing = wanted => wanted.MediaType == MediaTypes.FirmwareImage ? Outcome.Forbidden : null, Outcome.Forbidden),
    };

    public static IEnumerable<object[]> Names => s_mirrors.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Release_behind_a_bad_mirror_goes_in_at_the_next_poll_after_the_mirror_healed(string name)
    {
        Bystander device = new();
        byte[] digest = device.Bench.Release(device.Image(), "3.0.0", 3);
        s_mirrors[name].Spoil(device);
        int idles = 0;
        int bootsBefore = device.Device.Twin.BootCount;
        device.Device.Moved = step =>
        {
            if (step.To == AgentState.Idle && step.From != AgentState.Start && ++idles == 2)
            {
                Assert.AreEqual(s_mirrors[name].Expected, device.LastFault);
                device.AssertUnchanged();
                Assert.AreEqual(bootsBefore + 1, device.Device.Twin.BootCount, "the same start");
                device.Source.Behave();
            }
        };

        Assert.AreEqual(DeviceEnd.Stopped, device.Device.RunUntilConfirmed(2), "the trial is the only other start");

        CollectionAssert.AreEqual(digest, device.Device.Agent!.Journal.CopyConfirmedRelease());
        Assert.AreEqual(3, device.Device.Running!.Version.Major);
    }

    private static void Restate(Bystander device, string mediaType) => device.Source.Resolving = asked =>
    {
        Reference reference = Workbench.ReferenceTo(asked);
        if (asked != Workbench.Tag)
        {
            return null;
        }

        Assert.AreEqual(Outcome.Ok, device.Bench.Registry.Resolve(reference, null, out _, out IByteSource? content, out int sizeBytes));
        byte[] bytes = new byte[sizeBytes];
        Assert.AreEqual(Outcome.Ok, content!.Read(bytes, 0, sizeBytes, out _));
        return (mediaType, bytes, sizeBytes);
    };

    private static void Forge(Bystander device, string suffix, byte[] content) => device.Source.Resolving = asked =>
        asked.EndsWith(suffix, StringComparison.Ordinal) ? (MediaTypes.Manifest, content, content.Length) : null;

    private static void Bend(Bystander device, string mediaType, int offset)
    {
        device.Source.Opening = wanted =>
        {
            if (wanted.MediaType != mediaType)
            {
                return null;
            }

            Assert.AreEqual(Outcome.Ok, device.Bench.Registry.Open(wanted, 0, out IByteSource? content));
            byte[] bytes = new byte[wanted.SizeBytes];
            Assert.AreEqual(Outcome.Ok, content!.Read(bytes, 0, bytes.Length, out _));
            bytes[offset] ^= 1;
            return bytes;
        };
    }
}
