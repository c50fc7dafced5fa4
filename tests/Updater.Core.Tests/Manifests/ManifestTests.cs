using System.Text.Json.Nodes;
using Updater.Core.Content;
using Updater.Core.Manifests;
using Updater.Core.Platform;

namespace Updater.Core.Tests.Manifests;

[TestClass]
public sealed class ManifestTests
{
    private const string SimpleSigning = "application/vnd.dev.cosign.simplesigning.v1+json";

    private readonly JsonReader _reader = new(new Workspace(Limits.ChunkBytes));

    private Outcome Read(byte[] document, out Manifest manifest, string layerType = MediaTypes.FirmwareImage, int bytesMax = 65536)
    {
        return Manifest.Read(_reader, new CutSource(document, 17), bytesMax, layerType, out manifest);
    }

    private void AssertRefused(Outcome expected, Action<JsonObject> change, string? message = null)
    {
        Assert.AreEqual(expected, Read(GoldenFiles.Change("firmware", change), out Manifest manifest), message);
        Assert.IsNull(manifest);
    }

    private static JsonNode LayerOf(JsonObject root) => root["layers"]![0]!;

    private static JsonNode LayerFor(string word, string? board)
    {
        JsonObject layer = new() { ["mediaType"] = MediaTypes.FirmwareImage, ["digest"] = GoldenFiles.DigestOf(word), ["size"] = 1 };
        if (board != null)
        {
            layer["annotations"] = new JsonObject { [AnnotationNames.Board] = board };
        }

        return layer;
    }

    [TestMethod]
    public void Firmware_manifest_is_read()
    {
        byte[] document = GoldenFiles.Read("firmware");
        Assert.AreEqual(Outcome.Ok, Read(document, out Manifest manifest, bytesMax: document.Length));
        Assert.AreEqual(MediaTypes.FirmwareArtifact, manifest.ArtifactType);
        Assert.AreEqual("2.0.0+7", manifest.Annotations.Version);
        Assert.AreEqual("esp32-4mb", manifest.Annotations.Board);
        Assert.AreEqual("thermostat", manifest.Annotations.Product);
        Assert.AreEqual("7", manifest.Annotations.SecurityCounter);
        Assert.IsNull(manifest.Annotations.CosignSignature);
        Assert.IsNull(manifest.SubjectDigest);
        Assert.AreEqual(1, manifest.LayersCount);
        Assert.AreEqual(Outcome.Ok, manifest.SelectLayer("esp32-4mb", out Layer layer));
        Assert.AreEqual(MediaTypes.FirmwareImage, layer.Descriptor.MediaType);
        Assert.AreEqual(GoldenFiles.DigestOf("one"), DigestText.Format(layer.Descriptor.Digest));
        Assert.AreEqual(20663, layer.Descriptor.SizeBytes);
        Assert.IsNull(layer.Annotations.Board);
    }

    [TestMethod]
    public void Layer_is_selected_by_board()
    {
        Assert.AreEqual(Outcome.Ok, Read(GoldenFiles.Read("firmware-two-boards"), out Manifest manifest));
        Assert.AreEqual(3, manifest.LayersCount);
        Assert.AreEqual(2, manifest.KeptCount);
        Assert.AreEqual(Outcome.Ok, manifest.SelectLayer("esp32-4mb", out Layer first));
        Assert.AreEqual(GoldenFiles.DigestOf("a"), DigestText.Format(first.Descriptor.Digest));
        Assert.AreEqual(Outcome.Ok, manifest.SelectLayer("esp32-16mb", out Layer second));
        Assert.AreEqual(GoldenFiles.DigestOf("b"), DigestText.Format(second.Descriptor.Digest));
        Assert.AreEqual(Outcome.NoLayerForBoard, manifest.SelectLayer("pico-w", out Layer none));
        Assert.IsNull(none);
    }

    [TestMethod]
    [DataRow("x", Outcome.Ok, "x")]
    [DataRow("x -", Outcome.Ok, "x")]
    [DataRow("- x", Outcome.Ok, "x")]
    [DataRow("- y", Outcome.Ok, "-")]
    [DataRow("- - x", Outcome.Ok, "x")]
    [DataRow("x x", Outcome.LayerAmbiguous, null)]
    [DataRow("x - x", Outcome.LayerAmbiguous, null)]
    [DataRow("- -", Outcome.LayerAmbiguous, null)]
    [DataRow("y", Outcome.NoLayerForBoard, null)]
    [DataRow("y xx X", Outcome.NoLayerForBoard, null)]
    public void Label_beats_no_label_and_two_of_a_kind_are_ambiguous(string labels, Outcome expected, string? selected)
    {
        byte[] document = GoldenFiles.Change("firmware", root =>
            root["layers"] = new JsonArray(labels.Split(' ').Select(label => LayerFor(label, label == "-" ? null : label)).ToArray()));
        Assert.AreEqual(Outcome.Ok, Read(document, out Manifest manifest));
        Assert.AreEqual(expected, manifest.SelectLayer("x", out Layer layer));
        Assert.AreEqual(selected == null ? null : GoldenFiles.DigestOf(selected), layer == null ? null : DigestText.Format(layer.Descriptor.Digest));
    }

    [TestMethod]
    public void No_layer_of_the_type_is_an_unknown_media_type()
    {
        Assert.AreEqual(Outcome.Ok, Read(GoldenFiles.Read("firmware"), out Manifest manifest, "application/x-other"));
        Assert.AreEqual(0, manifest.KeptCount);
        Assert.AreEqual(Outcome.MediaTypeUnknown, manifest.SelectLayer("esp32-4mb", out Layer layer));
        Assert.IsNull(layer);
        Assert.AreEqual(Outcome.Ok, Read(GoldenFiles.Change("firmware", root => root["layers"] = new JsonArray()), out manifest));
        Assert.AreEqual(Outcome.MediaTypeUnknown, manifest.SelectLayer("esp32-4mb", out _));
    }

    [TestMethod]
    public void Signature_manifest_is_read_past_strings_too_long_to_keep()
    {
        Assert.AreEqual(Outcome.Ok, Read(GoldenFiles.Read("signatures"), out Manifest manifest, SimpleSigning));
        Assert.AreEqual(2, manifest.KeptCount);
        Assert.AreEqual("MEUCIQDexample0+/AA==", manifest.GetLayer(0).Annotations.CosignSignature);
        Assert.AreEqual("MEUCIQDexample1+/AA==", manifest.GetLayer(1).Annotations.CosignSignature);
    }

    [TestMethod]
    public void Subject_is_read()
    {
        Assert.AreEqual(Outcome.Ok, Read(GoldenFiles.Read("referrer"), out Manifest manifest, "application/vnd.dev.sigstore.bundle.v0.3+json"));
        Assert.AreEqual(GoldenFiles.DigestOf("subject"), DigestText.Format(manifest.SubjectDigest));
        Assert.AreEqual(1, manifest.KeptCount);
    }

    [TestMethod]
    public void Unknown_fields_are_skipped_and_mediaType_and_annotations_may_be_absent()
    {
        byte[] document = GoldenFiles.Change("firmware", root =>
        {
            root.Remove("mediaType");
            root.Remove("annotations");
            root.Remove("artifactType");
            root["futureField"] = new JsonObject { ["digest"] = "x", ["layers"] = new JsonArray(1, "two") };
            LayerOf(root)["urls"] = new JsonArray("https://example.com/");
            LayerOf(root)["data"] = new string('A', 2000);
            LayerOf(root)["annotations"] = new JsonObject { ["unknown"] = 1, ["long"] = new string('x', 2000) };
        });
        Assert.AreEqual(Outcome.Ok, Read(document, out Manifest manifest));
        Assert.IsNull(manifest.ArtifactType);
        Assert.IsNull(manifest.Annotations.Board);
        Assert.AreEqual(1, manifest.KeptCount);
    }

    [TestMethod]
    [DataRow("schemaVersion")]
    [DataRow("config")]
    [DataRow("layers")]
    public void Missing_field_is_refused(string name)
    {
        AssertRefused(Outcome.ManifestMalformed, root => root.Remove(name));
    }

    [TestMethod]
    [DataRow("mediaType")]
    [DataRow("digest")]
    [DataRow("size")]
    public void Missing_field_of_a_descriptor_is_refused(string name)
    {
        AssertRefused(Outcome.ManifestMalformed, root => LayerOf(root).AsObject().Remove(name));
        AssertRefused(Outcome.ManifestMalformed, root => root["config"]!.AsObject().Remove(name));
        AssertRefused(Outcome.ManifestMalformed, root =>
        {
            root["subject"] = LayerOf(root).DeepClone();
            root["subject"]!.AsObject().Remove(name);
        });
    }

    [TestMethod]
    public void Field_of_a_wrong_type_is_refused()
    {
        string[] wrong = ["null", "true", "1.5", "\"text\"", "[]", "{}", "-1", "[1]", "3"];
        foreach (string value in wrong)
        {
            JsonNode? Node() => JsonNode.Parse(value);
            bool isString = value == "\"text\"";
            AssertRefused(Outcome.ManifestMalformed, root => root["schemaVersion"] = Node(), value);
            AssertRefused(isString ? Outcome.MediaTypeUnknown : Outcome.ManifestMalformed, root => root["mediaType"] = Node(), value);
            AssertRefused(Outcome.ManifestMalformed, root => root["config"] = Node(), value);
            AssertRefused(Outcome.ManifestMalformed, root => root["subject"] = Node(), value);
            AssertRefused(isString ? Outcome.DigestMalformed : Outcome.ManifestMalformed, root => LayerOf(root)["digest"] = Node(), value);
            AssertRefused(Outcome.ManifestMalformed, root => root["layers"] = value == "[]" ? 1 : Node(), value);
            AssertRefused(Outcome.ManifestMalformed, root => root["annotations"] = value == "{}" ? 1 : Node(), value);
            AssertRefused(Outcome.ManifestMalformed, root => LayerOf(root)["size"] = value == "3" ? "3" : Node(), value);
            if (!isString)
            {
                AssertRefused(Outcome.ManifestMalformed, root => root["artifactType"] = Node(), value);
                AssertRefused(Outcome.ManifestMalformed, root => LayerOf(root)["mediaType"] = Node(), value);
                foreach (string name in new[] { AnnotationNames.Board, AnnotationNames.Product, AnnotationNames.Version, AnnotationNames.SecurityCounter, AnnotationNames.CosignSignature })
                {
                    AssertRefused(Outcome.ManifestMalformed, root => root["annotations"]![name] = Node(), value);
                    AssertRefused(Outcome.ManifestMalformed, root => LayerOf(root)["annotations"] = new JsonObject { [name] = Node() }, value);
                }
            }
        }
    }

    [TestMethod]
    [DataRow("[]")]
    [DataRow("1")]
    [DataRow("\"text\"")]
    [DataRow("null")]
    public void Document_that_is_no_object_is_refused(string document)
    {
        Assert.AreEqual(Outcome.ManifestMalformed, Read(System.Text.Encoding.ASCII.GetBytes(document), out _));
    }

    [TestMethod]
    public void Index_is_no_manifest_and_a_document_that_is_both_is_refused()
    {
        Assert.AreEqual(Outcome.MediaTypeUnknown, Read(GoldenFiles.Read("index-annotated"), out _));
        AssertRefused(Outcome.MediaTypeUnknown, root => root["mediaType"] = "application/vnd.docker.distribution.manifest.v2+json");
        AssertRefused(Outcome.ManifestMalformed, root => root["manifests"] = new JsonArray());
    }

    [TestMethod]
    public void Digest_must_be_canonical_and_size_fit()
    {
        string good = GoldenFiles.DigestOf("one");
        foreach (string digest in new[] { "", good[..^1], good + "0", good.ToUpperInvariant(), "sha512:" + good[7..] + good[7..], good[7..], " " + good[1..] })
        {
            AssertRefused(Outcome.DigestMalformed, root => LayerOf(root)["digest"] = digest, digest);
        }

        AssertRefused(Outcome.ManifestMalformed, root => LayerOf(root)["size"] = 2147483648L);
        Assert.AreEqual(Outcome.Ok, Read(GoldenFiles.Change("firmware", root => LayerOf(root)["size"] = 2147483647), out Manifest manifest));
        Assert.AreEqual(int.MaxValue, manifest.GetLayer(0).Descriptor.SizeBytes);
    }

    [TestMethod]
    public void Layers_are_limited_exactly()
    {
        byte[] Layers(int keptCount, int otherCount) => GoldenFiles.Change("firmware", root =>
        {
            JsonArray layers = [];
            for (int i = 0; i < keptCount + otherCount; i++)
            {
                JsonNode layer = LayerFor(i.ToString(), null);
                layer["mediaType"] = i < keptCount ? MediaTypes.FirmwareImage : "text/plain";
                layers.Add(layer);
            }

            root["layers"] = layers;
        });

        Assert.AreEqual(Outcome.Ok, Read(Layers(Limits.LayersMax, 0), out Manifest manifest));
        Assert.AreEqual(Limits.LayersMax, manifest.KeptCount);
        Assert.AreEqual(Outcome.TooManyEntries, Read(Layers(Limits.LayersMax + 1, 0), out _));
        Assert.AreEqual(Outcome.Ok, Read(Layers(1, Limits.ManifestEntriesMax - 1), out manifest));
        Assert.AreEqual(Limits.ManifestEntriesMax, manifest.LayersCount);
        Assert.AreEqual(Outcome.TooManyEntries, Read(Layers(1, Limits.ManifestEntriesMax), out _));
    }

    [TestMethod]
    public void Known_annotation_is_limited_exactly()
    {
        string most = new('1', Limits.JsonStringBytesMax);
        Assert.AreEqual(Outcome.Ok, Read(GoldenFiles.Change("firmware", root => root["annotations"]![AnnotationNames.Version] = most), out Manifest manifest));
        Assert.AreEqual(most, manifest.Annotations.Version);
        AssertRefused(Outcome.JsonStringTooLong, root => root["annotations"]![AnnotationNames.Version] = most + "1");
    }

    [TestMethod]
    public void Bytes_are_limited_exactly_and_trailing_data_refused()
    {
        byte[] document = GoldenFiles.Read("firmware");
        Assert.AreEqual(Outcome.DocumentTooLarge, Read(document, out Manifest manifest, bytesMax: document.Length - 1));
        Assert.IsNull(manifest);
        Assert.AreEqual(Outcome.JsonTrailingData, Read([.. document, (byte)'{'], out manifest));
        Assert.IsNull(manifest);
        Assert.AreEqual(Outcome.Ok, Read([.. document, (byte)'\n'], out _));
    }

    [TestMethod]
    public void Same_field_twice_is_refused()
    {
        string text = System.Text.Encoding.ASCII.GetString(GoldenFiles.Read("firmware"));
        string twice = text.Replace("\"layers\":[", "\"l\\u0061yers\":[],\"layers\":[");
        Assert.AreNotEqual(text, twice);
        Assert.AreEqual(Outcome.JsonDuplicateKey, Read(System.Text.Encoding.ASCII.GetBytes(twice), out _));
    }

    [TestMethod]
    public void Every_start_is_refused_and_every_failure_of_the_source_passes_through()
    {
        byte[] document = GoldenFiles.Read("firmware");
        for (int count = 0; count < document.Length; count++)
        {
            Assert.AreEqual(Outcome.JsonMalformed, Read(document[..count], out Manifest manifest), $"{count} bytes");
            Assert.IsNull(manifest);
            CutSource failing = new(document, 256, count, Outcome.TimedOut);
            Assert.AreEqual(Outcome.TimedOut, Manifest.Read(_reader, failing, 4096, MediaTypes.FirmwareImage, out manifest), $"{count} bytes");
            Assert.IsNull(manifest);
        }
    }
}
