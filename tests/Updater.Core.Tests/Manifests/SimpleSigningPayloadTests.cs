using System.Text.Json.Nodes;
using Updater.Core.Content;
using Updater.Core.Manifests;
using Updater.Core.Platform;

namespace Updater.Core.Tests.Manifests;

[TestClass]
public sealed class SimpleSigningPayloadTests
{
    private readonly JsonReader _reader = new(new Workspace(Limits.ChunkBytes));

    private Outcome Read(byte[] document, out SimpleSigningPayload payload)
    {
        return SimpleSigningPayload.Read(_reader, new CutSource(document, 13), Limits.PayloadBytesMax, out payload);
    }

    private void AssertRefused(Outcome expected, Action<JsonObject> change)
    {
        Assert.AreEqual(expected, Read(GoldenFiles.Change("payload", change), out SimpleSigningPayload payload));
        Assert.IsNull(payload);
    }

    [TestMethod]
    public void Payload_is_read()
    {
        Assert.AreEqual(Outcome.Ok, Read(GoldenFiles.Read("payload"), out SimpleSigningPayload payload));
        Assert.AreEqual("127.0.0.1:5000/fw", payload.DockerReference);
        Assert.AreEqual(GoldenFiles.DigestOf("subject"), DigestText.Format(payload.Digest));
        Assert.AreEqual("cosign container image signature", payload.Type);
    }

    [TestMethod]
    public void Optional_part_may_be_null_absent_or_anything()
    {
        Assert.AreEqual(Outcome.Ok, Read(GoldenFiles.Change("payload", root => root["optional"] = null), out _));
        Assert.AreEqual(Outcome.Ok, Read(GoldenFiles.Change("payload", root => root.Remove("optional")), out _));
        Assert.AreEqual(Outcome.Ok, Read(GoldenFiles.Change("payload", root => root["optional"] = new JsonObject { ["critical"] = new JsonObject { ["type"] = 1 } }), out _));
    }

    [TestMethod]
    public void Missing_or_misplaced_part_is_refused()
    {
        AssertRefused(Outcome.ManifestMalformed, root => root.Remove("critical"));
        AssertRefused(Outcome.ManifestMalformed, root => root["critical"] = null);
        AssertRefused(Outcome.ManifestMalformed, root => root["critical"]!.AsObject().Remove("identity"));
        AssertRefused(Outcome.ManifestMalformed, root => root["critical"]!.AsObject().Remove("image"));
        AssertRefused(Outcome.ManifestMalformed, root => root["critical"]!.AsObject().Remove("type"));
        AssertRefused(Outcome.ManifestMalformed, root => root["critical"]!["type"] = 1);
        AssertRefused(Outcome.ManifestMalformed, root => root["critical"]!["identity"] = new JsonArray());
        AssertRefused(Outcome.ManifestMalformed, root => root["critical"]!["identity"] = new JsonObject());
        AssertRefused(Outcome.ManifestMalformed, root => root["critical"]!["image"] = new JsonObject());
        AssertRefused(Outcome.DigestMalformed, root => root["critical"]!["image"]!["docker-manifest-digest"] = "sha256:0");

        // What is signed elsewhere in the document must not stand in for the critical part.
        AssertRefused(Outcome.ManifestMalformed, root =>
        {
            root["type"] = root["critical"]!["type"]!.GetValue<string>();
            root["critical"]!.AsObject().Remove("type");
        });
        AssertRefused(Outcome.ManifestMalformed, root =>
        {
            root["optional"]!["docker-manifest-digest"] = GoldenFiles.DigestOf("subject");
            root["critical"]!["image"]!.AsObject().Remove("docker-manifest-digest");
        });
        AssertRefused(Outcome.ManifestMalformed, root =>
        {
            root["critical"]!["docker-reference"] = "127.0.0.1:5000/fw";
            root["critical"]!["identity"]!.AsObject().Remove("docker-reference");
        });
    }

    [TestMethod]
    public void Trailing_data_and_long_payloads_are_refused()
    {
        byte[] document = GoldenFiles.Read("payload");
        Assert.AreEqual(Outcome.JsonTrailingData, Read([.. document, .. document], out SimpleSigningPayload payload));
        Assert.IsNull(payload);
        byte[] padded = [.. document, .. Enumerable.Repeat((byte)' ', Limits.PayloadBytesMax - document.Length)];
        Assert.AreEqual(Outcome.Ok, Read(padded, out _));
        Assert.AreEqual(Outcome.DocumentTooLarge, Read([.. padded, (byte)' '], out payload));
        Assert.IsNull(payload);
    }
}
