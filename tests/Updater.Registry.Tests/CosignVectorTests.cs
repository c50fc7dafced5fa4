using System.Text;
using System.Text.Json;
using Updater.Core.Content;
using Updater.Signing;
using Updater.Vectors;

namespace Updater.Registry.Tests;

/// <summary>What we write in cosign's tag form is what the real cosign 2.5 wrote, byte for byte but for the random signature.</summary>
[TestClass]
public sealed class CosignVectorTests
{
    private const string Reference = "127.0.0.1:5000/fw";

    [TestMethod]
    public void Payloads_equal_those_of_cosign_and_the_cosign_key_signed_them()
    {
        if (!TestVectors.ArePresent())
        {
            return;
        }

        PublicKey trusted = PublicKey.Read(SharedVectors.PathOf("cosign", "cosign.pub"));
        PublicKey other = PublicKey.Read(SharedVectors.PathOf("cosign", "other.pub"));
        int payloads = 0;
        foreach ((string tag, string digest) in SignatureTags())
        {
            foreach (ContentDescriptor layer in Manifests.Read(Blob(digest)).Layers.Where(layer => layer.MediaType == MediaTypes.SimpleSigning))
            {
                byte[] theirs = Blob(layer.Digest);
                using JsonDocument document = JsonDocument.Parse(theirs);
                JsonElement critical = document.RootElement.GetProperty("critical");
                if (critical.GetProperty("type").GetString() != CosignPayload.Type)
                {
                    continue;
                }

                string reference = critical.GetProperty("identity").GetProperty("docker-reference").GetString()!;
                string signed = critical.GetProperty("image").GetProperty("docker-manifest-digest").GetString()!;
                byte[] ours = CosignPayload.Write(reference, signed, Optional(document.RootElement.GetProperty("optional")));
                Assert.AreEqual(Encoding.UTF8.GetString(theirs), Encoding.UTF8.GetString(ours), tag);
                byte[] signature = Convert.FromBase64String(layer.Annotation(AnnotationNames.CosignSignature)!);
                bool isKnown = trusted.Signed(ours, signature) || other.Signed(ours, signature);
                Assert.AreEqual(tag != BadSignatureTag(), isKnown, tag);
                payloads++;
            }
        }

        Assert.IsGreaterThan(20, payloads);
        Console.WriteLine($"{payloads} payloads of cosign 2.5 made alike");
    }

    [TestMethod]
    [DataRow("tag", 1)]
    [DataRow("tag-annotations", 1)]
    [DataRow("tag-twokeys", 2)]
    [DataRow("index-tag", 1)]
    public async Task Signature_manifest_and_config_equal_those_of_cosign_but_for_the_signature(string tag, int keys)
    {
        if (!TestVectors.ArePresent())
        {
            return;
        }

        await using TestServer test = await TestServer.StartAsync(new RegistryServerOptions { Store = new LayoutStoreOptions { AllowsMissingContent = true } });
        string digest = Tags()[tag];
        byte[] signed = Blob(digest);
        Manifest manifest = Manifests.Read(signed);
        test.Server.Store.PutManifest("fw", tag, manifest.MediaType, signed);
        Dictionary<string, string>? annotations = tag == "tag-annotations" ? new() { ["version"] = "1.2.3", ["board"] = "esp32-4mb" } : null;
        CosignTagSigner signer = new(test.Client);
        for (int i = 0; i < keys; i++)
        {
            using KeyPair key = KeyPair.Generate();
            await signer.SignAsync("fw", tag, key, new CosignSignOptions { DockerReference = Reference, Annotations = annotations });
        }

        FetchedManifest ours = await test.Client.FetchManifestAsync("fw", OciNames.SignatureTag(digest));
        byte[] theirs = Blob(Tags()[OciNames.SignatureTag(digest)]);
        Assert.AreEqual(WithoutSignatures(theirs), WithoutSignatures(ours.Content));
        byte[] config = await test.Client.FetchBlobAsync("fw", ours.Read().Config!, 10_000);
        Assert.AreEqual(Encoding.UTF8.GetString(Blob(Manifests.Read(theirs).Config!.Digest)), Encoding.UTF8.GetString(config));
    }

    [TestMethod]
    public async Task Recursive_signing_signs_index_and_children_and_plain_signing_the_index_only()
    {
        await using TestServer test = await TestServer.StartAsync();
        FirmwareArtifact[] boards = [.. ((string[])["board-a", "board-b"]).Select(board =>
            new FirmwareArtifact { Image = new MemoryStream(Encoding.ASCII.GetBytes(board)), Version = "1.0.0", Board = board })];
        ContentDescriptor index = await new FirmwarePublisher(test.Client).PublishIndexAsync("fw", "v1", boards);
        Manifest read = (await test.Client.FetchManifestAsync("fw", "v1")).Read();
        CollectionAssert.AreEqual((string[])["board-a", "board-b"], read.Children.Select(child => child.Annotation(AnnotationNames.Board)).ToArray());
        using KeyPair key = KeyPair.Generate();
        CosignTagSigner signer = new(test.Client);
        await signer.SignAsync("fw", "v1", key);
        Assert.IsTrue(await test.Client.ExistsAsync("fw", OciNames.SignatureTag(index.Digest)));
        Assert.IsFalse(await test.Client.ExistsAsync("fw", OciNames.SignatureTag(read.Children[0].Digest)));
        await signer.SignAsync("fw", "v1", key, new CosignSignOptions { IsRecursive = true });
        Assert.HasCount(1, (await test.Client.FetchManifestAsync("fw", OciNames.SignatureTag(index.Digest))).Read().Layers);
        Assert.IsTrue(await test.Client.ExistsAsync("fw", OciNames.SignatureTag(read.Children[0].Digest)));
        Assert.IsTrue(await test.Client.ExistsAsync("fw", OciNames.SignatureTag(read.Children[1].Digest)));
    }

    [TestMethod]
    public void Payload_is_escaped_as_go_escapes_it()
    {
        // Expected text as Go's encoding/json writes it (encode.go, appendString with escapeHTML).
        byte[] payload = CosignPayload.Write("r/x", "sha256:0", new Dictionary<string, string> { ["b"] = "<&>\u2028\"\\\n\u0001é+/", ["a"] = "" });
        Assert.AreEqual("{\"critical\":{\"identity\":{\"docker-reference\":\"r/x\"},\"image\":{\"docker-manifest-digest\":\"sha256:0\"},"
            + "\"type\":\"cosign container image signature\"},\"optional\":{\"a\":\"\",\"b\":\"\\u003c\\u0026\\u003e\\u2028\\\"\\\\\\n\\u0001é+/\"}}", Encoding.UTF8.GetString(payload));
    }

    private static string BadSignatureTag() => OciNames.SignatureTag(Tags()["tag-badsig"]);

    private static string WithoutSignatures(byte[] manifest) =>
        System.Text.RegularExpressions.Regex.Replace(Encoding.UTF8.GetString(manifest), "cosign/signature\":\"[^\"]*\"", "cosign/signature\":\"\"");

    private static Dictionary<string, string>? Optional(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null ? null
            : value.EnumerateObject().ToDictionary(property => property.Name, property => property.Value.GetString()!);

    private static IEnumerable<(string Tag, string Digest)> SignatureTags() =>
        Tags().Where(pair => pair.Key.EndsWith(".sig", StringComparison.Ordinal)).Select(pair => (pair.Key, pair.Value));

    private static Dictionary<string, string> Tags()
    {
        byte[] index = File.ReadAllBytes(SharedVectors.PathOf("cosign", "layout", "index.json"));
        return Manifests.Read(index).Children.ToDictionary(entry => entry.Annotation("org.opencontainers.image.ref.name")!, entry => entry.Digest);
    }

    private static byte[] Blob(string digest) => File.ReadAllBytes(SharedVectors.PathOf("cosign", "layout", "blobs", "sha256", digest[7..]));
}
