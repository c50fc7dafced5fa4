using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Registry;
using Updater.Signing;

namespace Updater.Cli.Tests;

[TestClass]
public sealed class VerifyTests
{
    [TestMethod]
    public async Task A_signed_release_is_verified_in_three_requests()
    {
        await using CliSite site = await CliSite.StartAsync();
        await site.PublishAsync(product: "lamp");
        JsonNode verified = await CliRun.JsonAsync(site.Verify("--product", "lamp", "--floor-version", "1.2.3", "--floor-counter", "7"));
        Assert.AreEqual("1.2.3", verified["version"]!.GetValue<string>());
        Assert.AreEqual(7, verified["securityCounter"]!.GetValue<int>());
        Assert.AreEqual(3, verified["requests"]!.GetValue<int>());
        Assert.AreEqual(site.Key.KeyId, verified["signedBy"]![0]!.GetValue<string>());
        Assert.AreEqual((await site.Client.ResolveAsync(CliSite.Repository, "stable")).Digest, verified["digest"]!.GetValue<string>());
        string[] passed = [.. verified["passed"]!.AsArray().Select(state => state!.GetValue<string>())];
        Assert.AreSequenceEqual(["Resolve", "FetchProof", "CheckProof", "ReadManifest"], passed);
    }

    [TestMethod]
    public async Task A_release_is_verified_by_digest()
    {
        await using CliSite site = await CliSite.StartAsync();
        await site.PublishAsync();
        string digest = (await site.Client.ResolveAsync(CliSite.Repository, "stable")).Digest;
        await CliRun.OkAsync("verify", $"{site.Name}@{digest}", "--key", site.PublicPath, "--board", CliSite.Board);
        await CliRun.RefusedAsync(
            Outcome.NotFound, "verify", $"{site.Name}@sha256:{new string('0', 64)}", "--key", site.PublicPath, "--board", CliSite.Board);
    }

    [TestMethod]
    public async Task What_the_policy_does_not_allow_is_refused()
    {
        await using CliSite site = await CliSite.StartAsync();
        await site.PublishAsync(product: "lamp");
        CliRun version = await CliRun.RefusedAsync(Outcome.VersionTooLow, site.Verify("--floor-version", "1.2.4"));
        Assert.Contains("found:    1.2.3", version.Error);
        CliRun counter = await CliRun.RefusedAsync(Outcome.CounterTooLow, site.Verify("--floor-counter", "8"));
        Assert.Contains("found:    7", counter.Error);
        await CliRun.RefusedAsync(Outcome.BoardMismatch, "verify", site.Stable, "--key", site.PublicPath, "--board", "esp32-8mb");
        await CliRun.RefusedAsync(Outcome.ProductMismatch, site.Verify("--product", "heater"));
        await CliRun.RefusedAsync(Outcome.SignatureUntrusted, "verify", site.Stable, "--key", site.OtherPublicPath, "--board", CliSite.Board);
        await CliRun.RefusedAsync(Outcome.SignatureForOtherRepository, site.Verify("--repository", "example.org/other"));
        await CliRun.RefusedAsync(Outcome.MediaTypeUnknown, site.Verify("--layer-type", "application/x-other"));
        await CliRun.RefusedAsync(Outcome.ConfigMalformed, site.Verify("--threshold", "2"));
        await CliRun.RefusedAsync(Outcome.ConfigMalformed, site.Verify("--key", site.PublicPath));
        await CliRun.RefusedAsync(Outcome.KeyMalformed, site.Verify("--key", site.WriteFile("garbage.pem", 300)));
        await CliRun.RefusedAsync(Outcome.VersionMalformed, site.Verify("--floor-version", "one"));
        await CliRun.RefusedAsync("Usage", 2, "verify", site.Stable, "--board", CliSite.Board);
    }

    [TestMethod]
    public async Task Malformed_references_are_refused()
    {
        await using CliSite site = await CliSite.StartAsync();
        string[] rest = ["--key", site.PublicPath, "--board", CliSite.Board];
        string[] malformed =
            [ "lamp", "host/Repo:tag", "host:99999/repo:tag", "host/repo:ta g", "host/repo", "http://host/repo:tag", "host//repo:tag"];
        foreach (string text in malformed)
        {
            await CliRun.RefusedAsync(Outcome.ReferenceMalformed, ["verify", text, .. rest]);
        }

        await CliRun.RefusedAsync(Outcome.DigestMalformed, ["verify", "host/repo@sha256:abc", .. rest]);
        await CliRun.RefusedAsync(Outcome.DigestMalformed, ["verify", "host/repo@md5:" + new string('0', 64), .. rest]);
    }

    [TestMethod]
    public async Task A_registry_that_is_down_or_denies_is_told_apart()
    {
        await using CliSite site = await CliSite.StartAsync();
        await site.PublishAsync();
        await CliRun.RefusedAsync(Outcome.NotFound, "verify", site.Name + ":absent", "--key", site.PublicPath, "--board", CliSite.Board);
        (int, Outcome)[] refusals =
            [(401, Outcome.Unauthorized), (403, Outcome.Forbidden), (503, Outcome.ServerUnavailable), (418, Outcome.ProtocolViolation)];
        foreach ((int status, Outcome outcome) in refusals)
        {
            site.Server.Filter = new RequestFilter(_ => RequestFault.Answer(status));
            await CliRun.RefusedAsync(outcome, site.Verify());
            site.Server.Filter = null;
        }

        site.Server.Filter = new RequestFilter(_ => RequestFault.Redirect("ftp://example.org/"));
        await CliRun.RefusedAsync(Outcome.RedirectRefused, site.Verify());
        using TcpListener unused = new(IPAddress.Loopback, 0);
        unused.Start();
        int port = ((IPEndPoint)unused.LocalEndpoint).Port;
        unused.Stop();
        await CliRun.RefusedAsync(
            Outcome.Unreachable, "verify", $"127.0.0.1:{port}/acme/lamp:stable", "--key", site.PublicPath, "--board", CliSite.Board);
    }

    [TestMethod]
    public async Task Bodies_that_end_too_soon_or_go_on_are_refused()
    {
        await using CliSite site = await CliSite.StartAsync();
        await site.PublishAsync();
        site.Server.Filter = new RequestFilter(request => request.Kind == RequestKind.Manifest ? RequestFault.Drop(100) : null);
        await CliRun.RefusedAsync(Outcome.BodyTruncated, site.Verify());
        string digest = (await site.Client.ResolveAsync(CliSite.Repository, "stable")).Digest;
        site.Server.Filter = new RequestFilter(
            request => request.Kind == RequestKind.Manifest && request.Method == "GET" ? new RequestFault { ExtraBytes = 7 } : null);
        await CliRun.RefusedAsync(Outcome.DigestMismatch, "verify", $"{site.Name}@{digest}", "--key", site.PublicPath, "--board", CliSite.Board);
        site.Server.Filter = new RequestFilter(
            request => request.Kind == RequestKind.Manifest && request.Method == "GET" ? RequestFault.Tamper(50) : null);
        await CliRun.RefusedAsync(Outcome.DigestMismatch, "verify", $"{site.Name}@{digest}", "--key", site.PublicPath, "--board", CliSite.Board);
        site.Server.Filter = new RequestFilter(
            request => request.Kind == RequestKind.Manifest && request.Method == "GET" ? RequestFault.Endless() : null);
        await CliRun.RefusedAsync(Outcome.ManifestTooLarge, site.Verify());
    }

    [TestMethod]
    public async Task Signed_documents_that_are_no_manifest_are_refused()
    {
        await using CliSite site = await CliSite.StartAsync(
            new RegistryServerOptions { Store = new LayoutStoreOptions { AllowsAnyManifest = true } });
        foreach ((string content, string mediaType, Outcome outcome) in new[]
        {
            ("this is no JSON", MediaTypes.Manifest, Outcome.JsonMalformed),
            ("{\"schemaVersion\":2}", MediaTypes.Manifest, Outcome.ManifestMalformed),
            ("{\"schemaVersion\":2,\"schemaVersion\":2}", MediaTypes.Manifest, Outcome.JsonDuplicateKey),
            ("{} x", MediaTypes.Manifest, Outcome.JsonTrailingData),
            ("{}", "application/vnd.docker.distribution.manifest.v2+json", Outcome.MediaTypeUnknown),
            ($"{{\"schemaVersion\":2,\"mediaType\":\"{MediaTypes.Index}\",\"manifests\":[]}}", MediaTypes.Index, Outcome.NoLayerForBoard),
            ("{\"a\":\"" + new string('x', Limits.ManifestBytesMax) + "\"}", MediaTypes.Manifest, Outcome.ManifestTooLarge),
        })
        {
            await site.PutSignedAsync(mediaType, Encoding.UTF8.GetBytes(content));
            await CliRun.RefusedAsync(outcome, site.Verify());
        }
    }

    [TestMethod]
    public async Task Manifests_without_what_devices_need_are_refused()
    {
        await using CliSite site = await CliSite.StartAsync();
        ContentDescriptor layer = await site.Client.PushBlobAsync(CliSite.Repository, new byte[100], MediaTypes.FirmwareImage);
        await site.Client.PushBlobAsync(CliSite.Repository, Manifests.EmptyContent.ToArray(), MediaTypes.Empty);
        foreach ((string? version, string counter, Outcome outcome) in new[]
        {
            (null, "7", Outcome.AnnotationMissing), ("1.2", "7", Outcome.VersionMalformed), ("1.2.3", "seven", Outcome.CounterMalformed),
        })
        {
            List<KeyValuePair<string, string>> annotations =
            [
                new(AnnotationNames.Board, CliSite.Board), new(AnnotationNames.SecurityCounter, counter)
            ];
            if (version != null)
            {
                annotations.Add(new(AnnotationNames.Version, version));
            }

            await site.PutSignedAsync(
                MediaTypes.Manifest, Manifests.Write(new Manifest { MediaType = MediaTypes.Manifest, Layers = [layer], Annotations = annotations }));
            await CliRun.RefusedAsync(outcome, site.Verify());
        }
    }

    [TestMethod]
    public async Task A_signature_counts_for_its_own_release_only()
    {
        await using CliSite site = await CliSite.StartAsync();
        await site.PublishAsync("1.0.0", 1, "old");
        await CliRun.OkAsync("publish", site.Stable, site.WriteImage("2.0.0"), "--board", CliSite.Board);
        string old = (await site.Client.ResolveAsync(CliSite.Repository, "old")).Digest;
        string stable = (await site.Client.ResolveAsync(CliSite.Repository, "stable")).Digest;
        FetchedManifest signatures = await site.Client.FetchManifestAsync(CliSite.Repository, OciNames.SignatureTag(old));
        await site.Client.PushManifestAsync(CliSite.Repository, signatures.Content, MediaTypes.Manifest, OciNames.SignatureTag(stable));
        CliRun run = await CliRun.RefusedAsync(Outcome.SignatureForOtherDigest, site.Verify());
        Assert.Contains(old, run.Error);
    }

    [TestMethod]
    public async Task A_signed_payload_that_is_no_signature_payload_is_refused()
    {
        await using CliSite site = await CliSite.StartAsync();
        await CliRun.OkAsync("publish", site.Stable, site.WriteImage(), "--board", CliSite.Board);
        string digest = (await site.Client.ResolveAsync(CliSite.Repository, "stable")).Digest;
        byte[] payload = CosignPayload.Write(site.Name, digest);
        byte[] attested = Encoding.UTF8.GetBytes(
            Encoding.UTF8.GetString(payload).Replace(CosignPayload.Type, "an attestation", StringComparison.Ordinal));
        await AttachAsync(site, digest, attested, Convert.ToBase64String(site.Key.Sign(attested)));
        await CliRun.RefusedAsync(Outcome.PayloadTypeWrong, site.Verify());
        await AttachAsync(site, digest, payload, "AAAA");
        await CliRun.RefusedAsync(Outcome.SignatureMalformed, site.Verify());
    }

    private static async Task AttachAsync(CliSite site, string digest, byte[] payload, string signature)
    {
        ContentDescriptor blob = await site.Client.PushBlobAsync(CliSite.Repository, payload, MediaTypes.SimpleSigning);
        await site.Client.PushBlobAsync(CliSite.Repository, Manifests.EmptyContent.ToArray(), MediaTypes.Empty);
        ContentDescriptor layer = blob with { Annotations = [new(AnnotationNames.CosignSignature, signature)] };
        Manifest manifest = new() { MediaType = MediaTypes.Manifest, Layers = [layer] };
        await site.Client.PushManifestAsync(CliSite.Repository, Manifests.Write(manifest), MediaTypes.Manifest, OciNames.SignatureTag(digest));
    }
}
