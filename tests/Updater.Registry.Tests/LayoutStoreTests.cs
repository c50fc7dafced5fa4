using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Vectors;

namespace Updater.Registry.Tests;

[TestClass]
public sealed class LayoutStoreTests
{
    [TestMethod]
    public void What_was_pushed_is_there_after_a_restart()
    {
        using Folder folder = new();
        string blob;
        string manifest;
        using (LayoutStore store = new(folder.Path))
        {
            blob = store.PutBlob("acme/fw", "layer"u8);
            store.PutBlob("acme/fw", Manifests.EmptyContent);
            manifest = store.PutManifest("acme/fw", "v1", MediaTypes.Manifest, Image("layer"u8)).Descriptor.Digest;
            store.PutBlob("other", "layer"u8);
            store.PutBlob("other", Manifests.EmptyContent);
            store.PutManifest("other", manifest, MediaTypes.Manifest, Image("layer"u8));
        }

        using LayoutStore again = new(folder.Path);
        CollectionAssert.AreEqual((string[])["acme/fw", "other"], again.Repositories.ToArray());
        CollectionAssert.AreEqual((string[])["v1"], again.Tags("acme/fw")!.ToArray());
        Assert.IsEmpty(again.Tags("other")!);
        Assert.AreEqual(manifest, again.FindManifest("acme/fw", "v1")!.Descriptor.Digest);
        Assert.AreEqual(manifest, again.FindManifest("other", manifest)!.Descriptor.Digest);
        Assert.IsNotNull(again.FindBlob("acme/fw", blob));
        Assert.IsNull(again.FindBlob("third", blob));
    }

    [TestMethod]
    public void Leftovers_of_a_killed_writer_are_invisible_and_removed_at_the_start()
    {
        using Folder folder = new();
        new LayoutStore(folder.Path).Dispose();
        string leftover = Path.Combine(folder.Path, ".uploads", "0123456789abcdef");
        File.WriteAllBytes(leftover, "half a blob"u8);
        using LayoutStore store = new(folder.Path);
        Assert.IsFalse(File.Exists(leftover));
        Assert.IsNull(store.FindBlob("acme/fw", Manifests.DigestOf("half a blob"u8)));
        Assert.IsEmpty(store.Repositories);
    }

    [TestMethod]
    public void Writer_killed_between_blob_and_index_leaves_the_old_index()
    {
        using Folder folder = new();
        byte[] index;
        using (LayoutStore store = new(folder.Path))
        {
            store.PutBlob("acme/fw", Manifests.EmptyContent);
            index = File.ReadAllBytes(Path.Combine(folder.Path, "index.json"));
            store.PutManifest("acme/fw", "v1", MediaTypes.Manifest, Image([]));
        }

        // As a kill leaves it: the manifest's blob was renamed, the new index was not.
        File.WriteAllBytes(Path.Combine(folder.Path, "index.json"), index);
        using LayoutStore again = new(folder.Path);
        Assert.IsNull(again.FindManifest("acme/fw", "v1"));
        again.PutBlob("acme/fw", Manifests.EmptyContent);
        again.PutManifest("acme/fw", "v1", MediaTypes.Manifest, Image([]));
        Assert.IsNotNull(again.FindManifest("acme/fw", "v1"));
    }

    [TestMethod]
    public void Second_writer_is_refused()
    {
        using Folder folder = new();
        using LayoutStore store = new(folder.Path);
        Assert.Throws<IOException>(() => new LayoutStore(folder.Path));
    }

    [TestMethod]
    [DataRow("not json")]
    [DataRow("[]")]
    [DataRow("{}")]
    [DataRow("{\"manifests\":3}")]
    [DataRow("{\"manifests\":[{\"mediaType\":\"a/b\",\"digest\":\"../../x\",\"size\":1}]}")]
    public void Damaged_index_is_named_and_left_alone(string content)
    {
        using Folder folder = new();
        new LayoutStore(folder.Path).Dispose();
        string index = Path.Combine(folder.Path, "index.json");
        File.WriteAllText(index, content);
        RegistryException problem = Assert.ThrowsExactly<RegistryException>(() => new LayoutStore(folder.Path));
        Assert.AreEqual(Outcome.ManifestMalformed, problem.Outcome);
        StringAssert.Contains(problem.Message, index);
        Assert.AreEqual(content, File.ReadAllText(index));
        // The failed start holds no lock.
        File.Delete(index);
        new LayoutStore(folder.Path).Dispose();
    }

    [TestMethod]
    public void Layout_made_by_oras_and_cosign_is_served_as_a_repository()
    {
        if (!TestVectors.ArePresent())
        {
            return;
        }

        using Folder folder = new();
        string source = SharedVectors.PathOf("cosign", "layout");
        foreach (string file in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(folder.Path, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        using LayoutStore store = new(folder.Path, new LayoutStoreOptions { DefaultRepository = "fw" });
        Assert.HasCount(91, store.Tags("fw")!);
        StoredManifest bundle = store.FindManifest("fw", "bundle")!;
        Assert.HasCount(1, store.Referrers("fw", bundle.Descriptor.Digest));
        Assert.AreEqual("application/vnd.dev.sigstore.bundle.v0.3+json", store.Referrers("fw", bundle.Descriptor.Digest)[0].ArtifactType);
        Assert.IsNotNull(store.FindManifest("fw", "sha256:7797c133f4b450ac634cdafdbdbbdef50c91882ce6231e5346a7aed7dad1b4d2"));
    }

    private static byte[] Image(ReadOnlySpan<byte> layer) =>
        Manifests.Write(new Manifest { MediaType = MediaTypes.Manifest, Layers = layer.IsEmpty ? [] : [Manifests.Describe("a/b", layer)] });

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("updater-layout-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
