using System.Text;
using Updater.Core.Agent;
using Updater.Core.Content;
using Updater.Core.Manifests;
using Updater.Core.Platform;
using Updater.Core.Slots;
using Updater.Images;
using Updater.Registry;
using Updater.Signing;
using Updater.Twin;

namespace Updater.Simulation.Tests.Refusals;

/// <summary>The same over real sockets, through the device's own registry adapter, where HTTP is what goes wrong.</summary>
[TestClass]
public sealed class HttpRefusalTests
{
    private static readonly Dictionary<string, Bad> s_kinds = new()
    {
        ["unknown tag"] = new(request => request.IsTag ? RequestFault.Answer(404) : null, Outcome.NotFound, 1),
        ["401 without a challenge"] = new(_ => RequestFault.Answer(401), Outcome.Unauthorized, 1),
        ["401 with a challenge and no credentials"] = new(_ => RequestFault.Answer(401) with
        { Headers = [new("WWW-Authenticate", "Basic realm=\"x\"")] }, Outcome.Unauthorized, 2),
        ["403"] = new(_ => RequestFault.Answer(403), Outcome.Forbidden, 1),
        ["429"] = new(_ => RequestFault.Answer(429, 1), Outcome.ServerUnavailable, 7),
        ["500"] = new(_ => RequestFault.Answer(500), Outcome.ServerUnavailable, 7),
        ["503"] = new(_ => RequestFault.Answer(503), Outcome.ServerUnavailable, 7),
        ["418"] = new(_ => RequestFault.Answer(418), Outcome.ProtocolViolation, 1),
        ["connection closed"] = new(_ => RequestFault.Close(), Outcome.Unreachable, 7 * 2),
        ["redirect to itself"] = new(request => request.IsTag ? RequestFault.Redirect($"/v2/fw/manifests/stable") : null, Outcome.RedirectRefused, 1 + Limits.RedirectsMax),
        ["redirect to nowhere"] = new(_ => new RequestFault { Status = 307, Body = [] }, Outcome.RedirectRefused, 1),
        ["redirect to another scheme"] = new(_ => RequestFault.Redirect("ftp://127.0.0.1/x"), Outcome.RedirectRefused, 1),
        ["304 that nobody asked for"] = new(request => request.IsSignature ? RequestFault.Answer(304) with { Body = [] } : null, Outcome.ProtocolViolation, 2),
        ["manifest too large, stated"] = new(request => request.IsTag ? RequestFault.Replace(new byte[5000], MediaTypes.Manifest) : null, Outcome.ManifestTooLarge, 1),
        ["manifest too large, in chunks"] = new(request => request.IsTag
            ? RequestFault.Replace(new byte[5000], MediaTypes.Manifest) with { IsChunked = true } : null, Outcome.ManifestTooLarge, 1),
        ["manifest without end"] = new(request => request.IsTag ? RequestFault.Endless() : null, Outcome.ManifestTooLarge, 1),
        ["signature manifest too large, stated"] = new(request => request.IsSignature
            ? RequestFault.Replace(new byte[9000], MediaTypes.Manifest) : null, Outcome.ManifestTooLarge, 2),
        ["signature manifest without end"] = new(request => request.IsSignature
            ? RequestFault.Replace(Encoding.ASCII.GetBytes(new string(' ', 20000)), MediaTypes.Manifest) with { IsChunked = true } : null, Outcome.DocumentTooLarge, 2),
        ["manifest is a page for people"] = new(request => request.IsTag
            ? RequestFault.Replace("<html>log in</html>"u8.ToArray(), "text/html") : null, Outcome.NoSignature, 2),
        ["manifest of another content type"] = new(request => request.IsTag
            ? new RequestFault { Headers = [new("Content-Type", "text/plain")] } : null, Outcome.MediaTypeUnknown, 3),
        ["manifest said to be an index"] = new(request => request.IsTag
            ? new RequestFault { Headers = [new("Content-Type", MediaTypes.Index)] } : null, Outcome.MediaTypeUnknown, 3),
        ["payload altered"] = new(request => request.IsPayload ? RequestFault.Tamper(10) : null, Outcome.DigestMismatch, 3),
        ["payload too long"] = new(request => request.IsPayload ? new RequestFault { ExtraBytes = 1 } : null, Outcome.SizeMismatch, 3),
        ["layer altered"] = new(request => request.IsLayer ? RequestFault.Tamper(3000) : null, Outcome.DigestMismatch, 6, true),
        ["layer too long, stated"] = new(request => request.IsLayer ? new RequestFault { ExtraBytes = 3 } : null, Outcome.SizeMismatch, 6),
        ["layer too long, in chunks"] = new(request => request.IsLayer
            ? new RequestFault { ExtraBytes = 3, IsChunked = true } : null, Outcome.TrailingData, 6, true),
        ["layer cut, and cut again"] = new(request => request.IsLayer ? RequestFault.Drop(100) : null, Outcome.BodyTruncated, 200),
        ["layer forbidden"] = new(request => request.IsLayer ? RequestFault.Answer(403) : null, Outcome.Forbidden, 4),
        ["layer gone"] = new(request => request.IsLayer ? RequestFault.Answer(404) : null, Outcome.NotFound, 4),
    };

    public static IEnumerable<object[]> Names => s_kinds.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public async Task Bad_answer_over_real_sockets_changes_nothing_and_the_good_one_goes_in(string name)
    {
        Bad bad = s_kinds[name];
        string root = Directory.CreateTempSubdirectory("updater-refusals-").FullName;
        try
        {
            await using RegistryServer server = await RegistryServer.StartAsync(root, new RegistryServerOptions { Store = new LayoutStoreOptions { FlushesToDisk = false } });
            Workbench bench = new();
            string layer = await ReleaseAsync(server, bench);
            SimulatedDevice device = Device(server, bench);
            await Task.Run(() => MeetBadAndGood(server, device, bad, layer));
        }
        finally
        {
            Directory.Delete(root, true);
        }
    }

    [TestMethod]
    public void Registry_that_is_not_there_is_unreachable_and_costs_nothing()
    {
        Workbench bench = new();
        // Port 1 of loopback: nobody listens.
        SimulatedDevice device = Device("127.0.0.1:1", bench);
        Outcome last = Outcome.Ok;
        device.Moved = step => last = step.Outcome == Outcome.Ok ? last : step.Outcome;
        Assert.AreEqual(DeviceEnd.Stopped, device.RunUntilSettled(1));
        Assert.AreEqual(Outcome.Unreachable, last);
        Assert.AreEqual("1.0.0+0", $"{device.Running!.Version}");
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("fw")]
    [DataRow("127.0.0.1:5000/FW:stable")]
    [DataRow("127.0.0.1:5000/fw:")]
    [DataRow("127.0.0.1:5000/fw:a/b")]
    [DataRow("127.0.0.1:99999/fw:stable")]
    [DataRow("http://127.0.0.1:5000/fw:stable")]
    [DataRow("127.0.0.1:5000/../fw:stable")]
    [DataRow("127.0.0.1:5000/fw:stable?x=1")]
    [DataRow("user@127.0.0.1:5000/fw:stable")]
    public void Malformed_reference_is_refused_before_anything_is_asked(string reference)
    {
        Workbench bench = new();
        DeviceSetup setup = Setup("127.0.0.1:5000", bench) with { Reference = reference };
        Outcome outcome = Updater.Device.Config.DeviceConfig.Parse(setup.ToConfigJson(), out Updater.Device.Config.DeviceConfig? config);
        Assert.IsTrue(outcome is Outcome.ReferenceMalformed or Outcome.DigestMalformed, $"{outcome}");
        Assert.IsNull(config);
    }

    private static void MeetBadAndGood(RegistryServer server, SimulatedDevice device, Bad bad, string layer)
    {
        // The first start writes the first record of the journal, whatever the registry says.
        server.Filter = new RequestFilter(_ => RequestFault.Answer(404));
        Assert.AreEqual(DeviceEnd.Stopped, device.RunUntilSettled(1));
        server.Filter = new RequestFilter(request => bad.Fault(new Asked(request, layer)));
        long requests = server.Counters.Requests;
        FlashCounters before = device.Twin.Flash.Counters;
        List<Outcome> outcomes = [];
        device.Moved = step =>
        {
            if (step.Outcome != Outcome.Ok)
            {
                outcomes.Add(step.Outcome);
            }
        };

        Assert.AreEqual(DeviceEnd.Stopped, device.RunUntilSettled(1));

        long asked = server.Counters.Requests - requests;
        Assert.AreEqual(bad.Expected, device.Agent!.LastFault?.Outcome, string.Join(' ', outcomes));
        Assert.IsLessThanOrEqualTo(bad.RequestsMax, asked);
        if (!bad.TouchesFlash)
        {
            Assert.AreEqual(default, device.Twin.Flash.Counters.Since(before), "flash was touched");
        }

        Assert.AreEqual(SwapKind.None, device.Twin.Slots.NextSwap());
        Assert.AreEqual("1.0.0", FirmwareVersion.Format(device.Agent.Journal.ConfirmedVersion));
        Console.WriteLine($"{asked} requests, {device.Twin.Flash.Counters.Since(before)}");

        server.Filter = null;
        device.Moved = null;
        Assert.AreEqual(DeviceEnd.Stopped, device.RunUntilConfirmed(5));
        Assert.AreEqual(2, device.Running!.Version.Major);
        Assert.AreEqual(JournalPhase.Idle, device.Agent.Journal.Phase);
    }

    private static async Task<string> ReleaseAsync(RegistryServer server, Workbench bench)
    {
        using RegistryClient client = new(server.BaseAddress);
        byte[] image = bench.Image("2.0.0", Bystander.PayloadBytes, 2);
        await new FirmwarePublisher(client).PublishAsync(
            "fw", "stable", new FirmwareArtifact { Image = new MemoryStream(image), Version = "2.0.0", Board = bench.Board.Name, SecurityCounter = 2 });
        await new CosignTagSigner(client).SignAsync("fw", "stable", bench.Key);
        return Manifests.DigestOf(image);
    }

    private static SimulatedDevice Device(RegistryServer server, Workbench bench) => Device(server.Authority, bench);

    private static SimulatedDevice Device(string authority, Workbench bench)
    {
        DeviceSetup setup = Setup(authority, bench);
        VirtualClock clock = new();
        SimulatedDevice device = new(
            bench.Board,
            [McubootPublicKey.From(bench.BootKey)],
            made =>
            {
                // Waiting between two tries costs no time; the answers take what they take.
                AgentParts parts = setup.Compose(made);
                parts.Clock = clock;
                return parts;
            });
        device.Twin.InstallFactoryImage(bench.Image("1.0.0", Bystander.PayloadBytes));
        return device;
    }

    private static DeviceSetup Setup(string authority, Workbench bench) =>
        new() { Reference = $"{authority}/fw:stable", Repository = $"{authority}/fw", Board = bench.Board, Keys = [bench.Key.Public] };

    private sealed record Bad(Func<Asked, RequestFault?> Fault, Outcome Expected, int RequestsMax, bool TouchesFlash = false);

    private sealed record Asked(RegistryRequest Request, string Layer)
    {
        public bool IsTag => Request.Kind == RequestKind.Manifest && Request.Reference == "stable";

        public bool IsSignature => Request.Kind == RequestKind.Manifest && Request.Reference.EndsWith(".sig", StringComparison.Ordinal);

        public bool IsPayload => Request.Kind == RequestKind.Blob && Request.Reference != Layer;

        public bool IsLayer => Request.Kind == RequestKind.Blob && Request.Reference == Layer;
    }
}
