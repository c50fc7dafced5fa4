using System.Text.Json.Nodes;
using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Registry;
using Updater.Vectors;

namespace Updater.Signing.Tests;

[TestClass]
public sealed class BundleSignerTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 24, 4, 5, 6, TimeSpan.FromHours(2));

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Signed_manifest_is_accepted_by_its_key_and_no_other(bool hasReferrers)
    {
        await using SigningServer test = await SigningServer.StartAsync(hasReferrers);
        ContentDescriptor pushed = await test.PublishAsync("acme/fw", "v1");
        using KeyPair key = KeyPair.Generate();
        using KeyPair second = KeyPair.Generate();
        BundleSigner signer = new(test.Client, new FixedTime(s_now));
        ContentDescriptor signed = await signer.SignAsync("acme/fw", "v1", key);
        Assert.AreEqual(pushed.Digest, signed.Digest);
        await signer.SignAsync("acme/fw", "v1", key);
        Assert.HasCount(1, await test.Client.ListReferrersAsync("acme/fw", pushed.Digest), "the same key signs once");

        SignatureVerifier verifier = new(test.Client);
        Assert.IsTrue((await verifier.VerifyAsync("acme/fw", "v1", Policy(1, key))).IsAccepted);
        Assert.AreEqual(Outcome.SignatureUntrusted, (await verifier.VerifyAsync("acme/fw", "v1", Policy(1, second))).Outcome);
        Assert.AreEqual(Outcome.ThresholdNotMet, (await verifier.VerifyAsync("acme/fw", "v1", Policy(2, key, second))).Outcome);
        await signer.SignAsync("acme/fw", pushed.Digest, second);
        SignatureVerdict both = await verifier.VerifyAsync("acme/fw", "v1", Policy(2, key, second));
        Assert.IsTrue(both.IsAccepted);
        CollectionAssert.AreEquivalent((string[])[key.KeyId, second.KeyId], both.KeyIds.ToArray());
        Assert.AreEqual(!hasReferrers, await test.Client.ExistsAsync("acme/fw", OciNames.ReferrersTag(pushed.Digest)), "fallback tag");
    }

    [TestMethod]
    public async Task Referrer_manifest_says_what_cosigns_says()
    {
        await using SigningServer test = await SigningServer.StartAsync();
        ContentDescriptor pushed = await test.PublishAsync("acme/fw", "v1");
        using KeyPair key = KeyPair.Generate();
        await new BundleSigner(test.Client, new FixedTime(s_now)).SignAsync("acme/fw", "v1", key);
        ContentDescriptor referrer = (await test.Client.ListReferrersAsync("acme/fw", pushed.Digest, SigstoreNames.BundleType)).Single();
        FetchedManifest fetched = await test.Client.FetchManifestAsync("acme/fw", referrer.Digest);
        Manifest manifest = fetched.Read();
        Assert.AreEqual(SigstoreNames.BundleType, manifest.ArtifactType);
        Assert.AreEqual(SigstoreNames.BundleType, manifest.Layers.Single().MediaType);
        Assert.AreEqual(MediaTypes.Empty, manifest.Config!.MediaType);
        Assert.AreEqual((pushed.MediaType, pushed.Digest, pushed.SizeBytes), (manifest.Subject!.MediaType, manifest.Subject.Digest, manifest.Subject.SizeBytes));
        Assert.AreEqual("2026-11-24T02:05:06Z", manifest.Annotation("org.opencontainers.image.created"));
        CollectionAssert.AreEqual("{}"u8.ToArray(), await test.Client.FetchBlobAsync("acme/fw", manifest.Config, 10), "the empty config can be fetched");
        if (TestVectors.ArePresent())
        {
            Assert.AreEqual(Shape(File.ReadAllBytes(SharedVectors.PathOf("cosign", "layout", "blobs", "sha256",
                "823c530d9146bd29a04e1652fd8051562cc8ea0faa1f94d77cb05f0970c50734"))), Shape(fetched.Content));
        }
    }

    [TestMethod]
    public async Task Recursive_signing_signs_index_and_children_and_plain_signing_the_index_only()
    {
        await using SigningServer test = await SigningServer.StartAsync(hasReferrers: false);
        FirmwareArtifact[] boards = [.. ((string[])["board-a", "board-b"]).Select(board =>
            new FirmwareArtifact { Image = new MemoryStream(System.Text.Encoding.ASCII.GetBytes(board)), Version = "1.0.0", Board = board })];
        ContentDescriptor index = await new FirmwarePublisher(test.Client).PublishIndexAsync("fw", "v1", boards);
        IReadOnlyList<ContentDescriptor> children = (await test.Client.FetchManifestAsync("fw", "v1")).Read().Children;
        using KeyPair key = KeyPair.Generate();
        BundleSigner signer = new(test.Client);
        SignatureVerifier verifier = new(test.Client);
        await signer.SignAsync("fw", "v1", key);
        Assert.IsTrue((await verifier.VerifyAsync("fw", index.Digest, Policy(1, key))).IsAccepted);
        Assert.AreEqual(Outcome.NoSignature, (await verifier.VerifyAsync("fw", children[0].Digest, Policy(1, key))).Outcome);
        Assert.IsTrue((await verifier.VerifyThroughIndexAsync("fw", "v1", children[0].Digest, Policy(1, key))).IsAccepted);
        await signer.SignAsync("fw", "v1", key, isRecursive: true);
        foreach (ContentDescriptor child in children)
        {
            Assert.IsTrue((await verifier.VerifyAsync("fw", child.Digest, Policy(1, key))).IsAccepted);
        }
    }

    [TestMethod]
    public async Task Both_signers_together_meet_a_threshold_and_junk_beside_them_does_no_harm()
    {
        await using SigningServer test = await SigningServer.StartAsync(hasReferrers: false);
        ContentDescriptor pushed = await test.PublishAsync("acme/fw", "v1");
        using KeyPair first = KeyPair.Generate();
        using KeyPair second = KeyPair.Generate();
        await new CosignTagSigner(test.Client).SignAsync("acme/fw", "v1", first);
        await JunkAsync(test, pushed, "not json"u8.ToArray());
        await JunkAsync(test, pushed, new byte[SigningLimits.SignatureBundleBytesMax + 1]);
        await JunkAsync(test, pushed, SigstoreBundle.Sign("file"u8, second).Write());
        await new BundleSigner(test.Client).SignAsync("acme/fw", "v1", second);
        SignaturePolicy policy = SignaturePolicy.Create([first.Public, second.Public], 2, $"{test.Client.Authority}/acme/fw");
        SignatureVerdict verdict = await new SignatureVerifier(test.Client).VerifyAsync("acme/fw", "v1", policy);
        Assert.IsTrue(verdict.IsAccepted);
        CollectionAssert.AreEquivalent((Outcome[])[Outcome.Ok, Outcome.JsonMalformed, Outcome.DocumentTooLarge, Outcome.PayloadTypeWrong, Outcome.Ok],
            verdict.Findings.Select(finding => finding.Outcome).ToArray());
    }

    [TestMethod]
    public async Task Unreadable_signature_tag_is_a_finding_and_hides_no_bundle()
    {
        await using SigningServer test = await SigningServer.StartAsync(hasReferrers: true);
        ContentDescriptor pushed = await test.PublishAsync("acme/fw", "v1");
        using KeyPair key = KeyPair.Generate();
        await new BundleSigner(test.Client).SignAsync("acme/fw", "v1", key);
        byte[] odd = "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"layers\":7}"u8.ToArray();
        test.Server.Filter = new RequestFilter(request =>
            request.Reference == OciNames.SignatureTag(pushed.Digest) ? RequestFault.Replace(odd, MediaTypes.Manifest) : null);
        SignatureVerdict verdict = await new SignatureVerifier(test.Client).VerifyAsync("acme/fw", "v1", Policy(1, key));
        Assert.IsTrue(verdict.IsAccepted);
        Assert.AreEqual(Outcome.ManifestMalformed, verdict.Findings[0].Outcome);
        Assert.AreEqual(SignatureForm.Tag, verdict.Findings[0].Form);
    }

    [TestMethod]
    public async Task Unreadable_fallback_index_is_a_finding_and_hides_no_tag_form()
    {
        await using SigningServer test = await SigningServer.StartAsync(hasReferrers: false);
        ContentDescriptor pushed = await test.PublishAsync("acme/fw", "v1");
        using KeyPair key = KeyPair.Generate();
        await new CosignTagSigner(test.Client).SignAsync("acme/fw", "v1", key);
        byte[] odd = "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":7}"u8.ToArray();
        test.Server.Filter = new RequestFilter(request =>
            request.Reference == OciNames.ReferrersTag(pushed.Digest) ? RequestFault.Replace(odd, MediaTypes.Index) : null);
        SignaturePolicy policy = SignaturePolicy.Create([key.Public], 1, $"{test.Client.Authority}/acme/fw");
        SignatureVerdict verdict = await new SignatureVerifier(test.Client).VerifyAsync("acme/fw", "v1", policy);
        Assert.IsTrue(verdict.IsAccepted);
        Assert.AreEqual(Outcome.ManifestMalformed, verdict.Findings[1].Outcome);
        SignatureVerdict elsewhere = await new SignatureVerifier(test.Client).VerifyAsync("acme/fw", "v1", Policy(1, key));
        Assert.AreEqual(Outcome.SignatureForOtherRepository, elsewhere.Outcome);
    }

    [TestMethod]
    public async Task Registry_that_fails_is_a_failure_and_never_an_unsigned_manifest()
    {
        await using SigningServer test = await SigningServer.StartAsync();
        ContentDescriptor pushed = await test.PublishAsync("acme/fw", "v1");
        using KeyPair key = KeyPair.Generate();
        Func<RegistryRequest, bool>[] failing =
            [request => request.Reference == OciNames.SignatureTag(pushed.Digest), request => request.Kind == RequestKind.Referrers];
        foreach (Func<RegistryRequest, bool> fails in failing)
        {
            test.Server.Filter = new RequestFilter(request => fails(request) ? RequestFault.Answer(503) : null);
            RegistryException problem = await Assert.ThrowsExactlyAsync<RegistryException>(() =>
                new SignatureVerifier(test.Client).VerifyAsync("acme/fw", "v1", Policy(1, key)));
            Assert.AreEqual(Outcome.ServerUnavailable, problem.Outcome);
        }
    }

    [TestMethod]
    public void Policy_that_cannot_hold_is_refused()
    {
        using KeyPair key = KeyPair.Generate();
        Assert.AreEqual(Outcome.PolicyMissing, Assert.ThrowsExactly<SigningException>(() => SignaturePolicy.Create([], 1, "r/x")).Outcome);
        (PublicKey[] Keys, int Threshold, string Repository)[] wrong =
        [
            ([key.Public, key.Public], 1, "r/x"), ([key.Public], 0, "r/x"), ([key.Public], 2, "r/x"), ([key.Public], 1, ""),
            ([.. Enumerable.Range(0, Limits.KeysMax + 1).Select(_ => KeyPair.Generate().Public)], 1, "r/x"),
        ];
        foreach ((PublicKey[] keys, int threshold, string repository) in wrong)
        {
            Assert.AreEqual(Outcome.ConfigMalformed, Assert.ThrowsExactly<SigningException>(() => SignaturePolicy.Create(keys, threshold, repository)).Outcome);
        }
    }

    private static SignaturePolicy Policy(int threshold, params KeyPair[] keys) =>
        SignaturePolicy.Create([.. keys.Select(key => key.Public)], threshold, "any/where");

    private static async Task JunkAsync(SigningServer test, ContentDescriptor subject, byte[] content)
    {
        ContentDescriptor layer = await test.Client.PushBlobAsync("acme/fw", content, SigstoreNames.BundleType);
        await test.Client.PushBlobAsync("acme/fw", "{}"u8.ToArray(), MediaTypes.Empty);
        byte[] manifest = Manifests.Write(new Manifest { MediaType = MediaTypes.Manifest, ArtifactType = SigstoreNames.BundleType, Layers = [layer], Subject = subject });
        await test.Client.PushManifestAsync("acme/fw", manifest);
    }

    // Names of fields and fixed values; digests and sizes are each one's own. cosign's config also repeats the artifact type.
    private static string Shape(byte[] manifest)
    {
        JsonObject root = JsonNode.Parse(manifest)!.AsObject();
        JsonObject config = root["config"]!.AsObject();
        config.Remove("artifactType");
        config.Remove("data");
        JsonObject layer = root["layers"]!.AsArray().Single()!.AsObject();
        JsonObject subject = root["subject"]!.AsObject();
        foreach (JsonObject descriptor in (JsonObject[])[layer, subject])
        {
            descriptor["digest"] = "";
            descriptor["size"] = 0;
        }

        root["annotations"]!["org.opencontainers.image.created"] = ((string)root["annotations"]!["org.opencontainers.image.created"]!).Length;
        return string.Join("\n", Lines("", root).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Lines(string path, JsonNode? node) => node switch
    {
        JsonObject value => value.SelectMany(pair => Lines($"{path}.{pair.Key}", pair.Value)),
        JsonArray list => list.SelectMany((entry, i) => Lines($"{path}[{i}]", entry)),
        _ => [$"{path} = {node?.ToJsonString()}"],
    };

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
