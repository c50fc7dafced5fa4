using System.Text.Json.Nodes;
using Updater.Core.Content;
using Updater.Core.Manifests;
using Updater.Core.Platform;

namespace Updater.Core.Tests.Manifests;

[TestClass]
public sealed class ImageIndexTests
{
    private readonly JsonReader _reader = new(new Workspace(Limits.ChunkBytes));

    private Outcome Read(byte[] document, string board, out ImageIndex index)
    {
        return ImageIndex.Read(_reader, new CutSource(document, 19), 65536, board, out index);
    }

    private static string? Word(Descriptor? found) => found == null ? null : DigestText.Format(found.Digest);

    /// <summary>Children as "word annotation variant type", with - for what is absent; the type is - for a manifest.</summary>
    private static byte[] IndexOf(string children) => GoldenFiles.Change("index-annotated", root =>
    {
        JsonArray manifests = [];
        foreach (string child in children.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] parts = child.Split(' ');
            JsonObject descriptor = new() { ["mediaType"] = parts[3] == "-" ? MediaTypes.Manifest : parts[3], ["digest"] = GoldenFiles.DigestOf(parts[0]), ["size"] = 635 };
            if (parts[1] != "-")
            {
                descriptor["annotations"] = new JsonObject { [AnnotationNames.Board] = parts[1] };
            }

            if (parts[2] != "-")
            {
                descriptor["platform"] = new JsonObject { ["os"] = "any", ["architecture"] = "any", ["variant"] = parts[2] };
            }

            manifests.Add(descriptor);
        }

        root["manifests"] = manifests;
    });

    [TestMethod]
    public void Child_is_matched_by_annotation()
    {
        Assert.AreEqual(Outcome.Ok, Read(GoldenFiles.Read("index-annotated"), "esp32-16mb", out ImageIndex index));
        Assert.AreEqual(GoldenFiles.DigestOf("cb"), Word(index.Match));
        Assert.AreEqual(MediaTypes.Manifest, index.Match.MediaType);
        Assert.AreEqual(635, index.Match.SizeBytes);
        Assert.AreEqual(0, index.CandidatesCount);
        Assert.AreEqual(MediaTypes.FirmwareArtifact, index.ArtifactType);
        Assert.AreEqual("thermostat", index.Annotations.Product);
        Assert.AreEqual(Outcome.NoLayerForBoard, Read(GoldenFiles.Read("index-annotated"), "pico-w", out index));
        Assert.IsNull(index);
    }

    [TestMethod]
    public void Child_is_matched_by_variant_and_nested_indexes_are_passed_over()
    {
        Assert.AreEqual(Outcome.Ok, Read(GoldenFiles.Read("index-variant"), "esp32-4mb", out ImageIndex index));
        Assert.AreEqual(GoldenFiles.DigestOf("ca"), Word(index.Match));
        Assert.AreEqual(3, index.ChildrenCount);
        Assert.AreEqual(Outcome.NoLayerForBoard, Read(GoldenFiles.Read("index-variant"), "pico-w", out _));
    }

    [TestMethod]
    public void Children_without_label_are_candidates_in_order()
    {
        Assert.AreEqual(Outcome.Ok, Read(GoldenFiles.Read("index-unlabelled"), "esp32-4mb", out ImageIndex index));
        Assert.IsNull(index.Match);
        Assert.AreEqual(2, index.CandidatesCount);
        Assert.AreEqual(GoldenFiles.DigestOf("ca"), Word(index.GetCandidate(0)));
        Assert.AreEqual(GoldenFiles.DigestOf("cb"), Word(index.GetCandidate(1)));
    }

    [TestMethod]
    [DataRow("a x - -, b - x -", Outcome.Ok, "a", 0, DisplayName = "annotation before variant")]
    [DataRow("b - x -, a x - -", Outcome.Ok, "a", 0, DisplayName = "annotation before variant, in any order")]
    [DataRow("a y x -, b - x -", Outcome.Ok, "b", 0, DisplayName = "annotation hides the child's own variant")]
    [DataRow("a y x -", Outcome.NoLayerForBoard, null, 0, DisplayName = "labelled for another board")]
    [DataRow("a - - -, b x - -", Outcome.Ok, "b", 0, DisplayName = "a match leaves no candidates")]
    [DataRow("a - - -, b y - -, c - y -", Outcome.Ok, null, 1, DisplayName = "other boards are no candidates")]
    [DataRow("a - y -, b - - -", Outcome.Ok, null, 1, DisplayName = "a variant ends with its child")]
    [DataRow("a y - -, b - - -", Outcome.Ok, null, 1, DisplayName = "an annotation ends with its child")]
    [DataRow("a x - -, b x - -", Outcome.LayerAmbiguous, null, 0, DisplayName = "two by annotation")]
    [DataRow("a x - -, b x - -, b x - -", Outcome.LayerAmbiguous, null, 0, DisplayName = "two by annotation, one of them twice")]
    [DataRow("a - x -, b - x -", Outcome.LayerAmbiguous, null, 0, DisplayName = "two by variant")]
    [DataRow("a - x -, b - x -, b - x -", Outcome.LayerAmbiguous, null, 0, DisplayName = "two by variant, one of them twice")]
    [DataRow("a - x -, b - x -, c x - -", Outcome.Ok, "c", 0, DisplayName = "annotation settles it")]
    [DataRow("a x - -, a x - -", Outcome.Ok, "a", 0, DisplayName = "the same child twice")]
    [DataRow("a x - text/plain", Outcome.NoLayerForBoard, null, 0, DisplayName = "no manifest")]
    [DataRow("", Outcome.NoLayerForBoard, null, 0, DisplayName = "no children")]
    public void Board_is_chosen(string children, Outcome expected, string? match, int candidatesCount)
    {
        Assert.AreEqual(expected, Read(IndexOf(children), "x", out ImageIndex index));
        Assert.AreEqual(expected == Outcome.Ok, index != null);
        Assert.AreEqual(match == null ? null : GoldenFiles.DigestOf(match), Word(index?.Match));
        Assert.AreEqual(candidatesCount, index?.CandidatesCount ?? 0);
    }

    [TestMethod]
    public void Candidates_and_children_are_limited_exactly()
    {
        string Children(int count, string rest) => string.Join(",", Enumerable.Range(0, count).Select(i => i + rest));
        Assert.AreEqual(Outcome.Ok, Read(IndexOf(Children(Limits.UnlabelledChildrenMax, " - - -")), "x", out ImageIndex index));
        Assert.AreEqual(Limits.UnlabelledChildrenMax, index.CandidatesCount);
        Assert.AreEqual(GoldenFiles.DigestOf("7"), Word(index.GetCandidate(7)));
        string tooMany = Children(Limits.UnlabelledChildrenMax + 1, " - - -");
        Assert.AreEqual(Outcome.TooManyEntries, Read(IndexOf(tooMany), "x", out _));
        Assert.AreEqual(Outcome.Ok, Read(IndexOf(tooMany + ",m x - -"), "x", out index), "a match makes them irrelevant");
        Assert.AreEqual(GoldenFiles.DigestOf("m"), Word(index.Match));

        string most = Children(Limits.ManifestEntriesMax - 1, " y - -") + ",m x - -";
        Assert.AreEqual(Outcome.Ok, Read(IndexOf(most), "x", out index));
        Assert.AreEqual(Limits.ManifestEntriesMax, index.ChildrenCount);
        Assert.AreEqual(Outcome.TooManyEntries, Read(IndexOf(most + ",n y - text/plain"), "x", out _));
    }

    [TestMethod]
    public void What_is_no_index_is_refused()
    {
        void AssertRefused(Outcome expected, Action<JsonObject> change)
        {
            Assert.AreEqual(expected, Read(GoldenFiles.Change("index-annotated", change), "esp32-4mb", out ImageIndex index));
            Assert.IsNull(index);
        }

        Assert.AreEqual(Outcome.MediaTypeUnknown, Read(GoldenFiles.Read("firmware"), "esp32-4mb", out _));
        AssertRefused(Outcome.MediaTypeUnknown, root => root["mediaType"] = "application/vnd.docker.distribution.manifest.list.v2+json");
        AssertRefused(Outcome.ManifestMalformed, root => root.Remove("schemaVersion"));
        AssertRefused(Outcome.ManifestMalformed, root => root["schemaVersion"] = 1);
        AssertRefused(Outcome.ManifestMalformed, root => root.Remove("manifests"));
        AssertRefused(Outcome.ManifestMalformed, root => root["manifests"] = null);
        AssertRefused(Outcome.ManifestMalformed, root => root["manifests"] = new JsonArray("text"));
        AssertRefused(Outcome.ManifestMalformed, root => root["layers"] = new JsonArray());
        AssertRefused(Outcome.ManifestMalformed, root => root["config"] = new JsonObject());
        AssertRefused(Outcome.ManifestMalformed, root => root["manifests"]![1]!.AsObject().Remove("size"));
        AssertRefused(Outcome.DigestMalformed, root => root["manifests"]![1]!["digest"] = "sha256:0");
        AssertRefused(Outcome.ManifestMalformed, root => root["manifests"]![1]!["platform"] = "text");
        AssertRefused(Outcome.ManifestMalformed, root => root["manifests"]![1]!["platform"] = new JsonObject { ["variant"] = 1 });
        AssertRefused(Outcome.ManifestMalformed, root => root["manifests"]![1]!["annotations"]![AnnotationNames.Board] = 1);
    }

    [TestMethod]
    public void Every_start_is_refused_and_every_failure_of_the_source_passes_through()
    {
        byte[] document = GoldenFiles.Read("index-variant");
        for (int count = 0; count < document.Length; count++)
        {
            Assert.AreEqual(Outcome.JsonMalformed, Read(document[..count], "esp32-4mb", out ImageIndex index), $"{count} bytes");
            Assert.IsNull(index);
            CutSource failing = new(document, 256, count, Outcome.Unreachable);
            Assert.AreEqual(Outcome.Unreachable, ImageIndex.Read(_reader, failing, 4096, "esp32-4mb", out index), $"{count} bytes");
            Assert.IsNull(index);
        }
    }
}
