using System.Text.Json;
using Updater.Core.Content;
using Updater.Core.Manifests;
using Updater.Core.Platform;
using Updater.Vectors;

namespace Updater.Core.Tests.Manifests;

/// <summary>Every manifest, index and payload that the real cosign and oras wrote is read as System.Text.Json reads it.</summary>
[TestClass]
public sealed class CosignLayoutTests
{
    private const string SimpleSigning = "application/vnd.dev.cosign.simplesigning.v1+json";

    private readonly JsonReader _reader = new(new Workspace(Limits.ChunkBytes));

    private static IEnumerable<(byte[] Bytes, JsonElement Root)> Documents(string property)
    {
        string folder = SharedVectors.PathOf("cosign", "layout", "blobs", "sha256");
        foreach (string file in Directory.GetFiles(folder))
        {
            byte[] bytes = File.ReadAllBytes(file);
            JsonElement root;
            try
            {
                root = JsonDocument.Parse(bytes).RootElement;
            }
            catch (JsonException)
            {
                continue;
            }

            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty(property, out _))
            {
                yield return (bytes, root);
            }
        }
    }

    private static bool AreAbsent()
    {
        if (SharedVectors.ArePresent)
        {
            return false;
        }

        Console.WriteLine("shared/vectors is absent; nothing was compared");
        Assert.AreNotEqual("true", Environment.GetEnvironmentVariable("CI"));
        return true;
    }

    private static string? Text(JsonElement element, params string[] path)
    {
        foreach (string name in path)
        {
            if (!element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element.GetString();
    }

    private static void AssertAnnotations(JsonElement owner, Annotations found)
    {
        Assert.AreEqual(Text(owner, "annotations", AnnotationNames.Board), found.Board);
        Assert.AreEqual(Text(owner, "annotations", AnnotationNames.Product), found.Product);
        Assert.AreEqual(Text(owner, "annotations", AnnotationNames.Version), found.Version);
        Assert.AreEqual(Text(owner, "annotations", AnnotationNames.SecurityCounter), found.SecurityCounter);
        Assert.AreEqual(Text(owner, "annotations", AnnotationNames.CosignSignature), found.CosignSignature);
    }

    private static void AssertDescriptor(JsonElement expected, Descriptor found)
    {
        Assert.AreEqual(Text(expected, "mediaType"), found.MediaType);
        Assert.AreEqual(Text(expected, "digest"), DigestText.Format(found.Digest));
        Assert.AreEqual(expected.GetProperty("size").GetInt32(), found.SizeBytes);
    }

    [TestMethod]
    public void Every_manifest_reads_as_System_Text_Json_reads_it()
    {
        if (AreAbsent())
        {
            return;
        }

        int manifestsCount = 0;
        int signaturesCount = 0;
        foreach ((byte[] bytes, JsonElement root) in Documents("layers"))
        {
            JsonElement layers = root.GetProperty("layers");
            string layerType = Text(layers[0], "mediaType")!;
            Assert.AreEqual(Outcome.Ok, Manifest.Read(_reader, new CutSource(bytes, 256), Limits.SignatureManifestBytesMax, layerType, out Manifest manifest));
            Assert.AreEqual(Text(root, "artifactType"), manifest.ArtifactType);
            Assert.AreEqual(layers.GetArrayLength(), manifest.LayersCount);
            AssertAnnotations(root, manifest.Annotations);
            Assert.AreEqual(Text(root, "subject", "digest"), manifest.SubjectDigest == null ? null : DigestText.Format(manifest.SubjectDigest));

            JsonElement[] wanted = layers.EnumerateArray().Where(layer => Text(layer, "mediaType") == layerType).ToArray();
            Assert.AreEqual(wanted.Length, manifest.KeptCount);
            for (int i = 0; i < wanted.Length; i++)
            {
                AssertDescriptor(wanted[i], manifest.GetLayer(i).Descriptor);
                AssertAnnotations(wanted[i], manifest.GetLayer(i).Annotations);
            }

            manifestsCount++;
            signaturesCount += layerType == SimpleSigning ? 1 : 0;
        }

        Assert.IsTrue(manifestsCount > 50, $"{manifestsCount} manifests");
        Assert.IsTrue(signaturesCount > 10, $"{signaturesCount} signature manifests");
    }

    [TestMethod]
    public void Every_index_reads_and_offers_its_children()
    {
        if (AreAbsent())
        {
            return;
        }

        int indexesCount = 0;
        int matchesCount = 0;
        foreach ((byte[] bytes, JsonElement root) in Documents("manifests"))
        {
            JsonElement[] children = root.GetProperty("manifests").EnumerateArray().ToArray();
            foreach (string board in new[] { "esp32-4mb", "esp32-16mb", "pico-w" })
            {
                JsonElement[] labelled = children.Where(child => Text(child, "annotations", AnnotationNames.Board) == board).ToArray();
                JsonElement[] unlabelled = children.Where(child => Text(child, "annotations", AnnotationNames.Board) == null).ToArray();
                Outcome outcome = ImageIndex.Read(_reader, new CutSource(bytes, 256), 65536, board, out ImageIndex index);
                if (labelled.Length == 0 && unlabelled.Length == 0)
                {
                    Assert.AreEqual(Outcome.NoLayerForBoard, outcome);
                    continue;
                }

                Assert.AreEqual(Outcome.Ok, outcome);
                Assert.AreEqual(children.Length, index.ChildrenCount);
                if (labelled.Length > 0)
                {
                    AssertDescriptor(labelled.Single(), index.Match);
                    matchesCount++;
                    continue;
                }

                Assert.IsNull(index.Match);
                Assert.AreEqual(unlabelled.Length, index.CandidatesCount);
                for (int i = 0; i < unlabelled.Length; i++)
                {
                    AssertDescriptor(unlabelled[i], index.GetCandidate(i));
                }
            }

            indexesCount++;
        }

        Assert.IsTrue(indexesCount > 10, $"{indexesCount} indexes");
        Assert.IsTrue(matchesCount > 0, "no index with board annotations");
    }

    [TestMethod]
    public void Every_payload_reads_as_System_Text_Json_reads_it()
    {
        if (AreAbsent())
        {
            return;
        }

        int payloadsCount = 0;
        foreach ((byte[] bytes, JsonElement root) in Documents("critical"))
        {
            Assert.AreEqual(Outcome.Ok, SimpleSigningPayload.Read(_reader, new CutSource(bytes, 256), Limits.PayloadBytesMax, out SimpleSigningPayload payload));
            Assert.AreEqual(Text(root, "critical", "identity", "docker-reference"), payload.DockerReference);
            Assert.AreEqual(Text(root, "critical", "image", "docker-manifest-digest"), DigestText.Format(payload.Digest));
            Assert.AreEqual(Text(root, "critical", "type"), payload.Type);
            payloadsCount++;
        }

        Assert.IsTrue(payloadsCount > 10, $"{payloadsCount} payloads");
    }
}
