using Updater.Core.Content;
using Updater.Registry.Copying;

namespace Updater.Registry.Tests;

[TestClass]
public sealed class GarbageTests
{
    private const string Repository = "acme/fw";
    private static readonly GarbageOptions s_now = new() { AgeMin = TimeSpan.Zero };

    [TestMethod]
    public void Blobs_that_no_manifest_names_yet_are_there_after_a_restart()
    {
        using LayoutFolder folder = new();
        string kept;
        string deleted;
        using (LayoutStore store = folder.Open())
        {
            kept = store.PutBlob(Repository, "kept"u8);
            deleted = store.PutBlob(Repository, "deleted"u8);
            store.PutBlob("other/fw", "deleted"u8);
            Assert.IsTrue(store.MountBlob("third/fw", kept, Repository));
            store.DeleteBlob(Repository, deleted);
        }

        File.AppendAllText(Path.Combine(folder.Path, ".pending"), $"../x {kept}\n{Repository} ../../x\ngarbage\n{Repository} {Manifests.DigestOf("no"u8)}\nacme/f");
        using LayoutStore again = folder.Open();
        Assert.IsNotNull(again.FindBlob(Repository, kept));
        Assert.IsNotNull(again.FindBlob("third/fw", kept));
        Assert.IsNull(again.FindBlob(Repository, deleted));
        Assert.IsNotNull(again.FindBlob("other/fw", deleted));
        CollectionAssert.AreEqual((string[])["acme/fw", "other/fw", "third/fw"], again.Repositories.ToArray());
    }

    [TestMethod]
    public void Nothing_is_pending_once_a_manifest_names_it()
    {
        using LayoutFolder folder = new();
        using (LayoutStore store = folder.Open())
        {
            Put(store, "v1", "layer"u8.ToArray());
        }

        using LayoutStore again = folder.Open();
        Assert.IsFalse(File.Exists(Path.Combine(folder.Path, ".pending")));
        Assert.IsNotNull(again.FindBlob(Repository, Manifests.DigestOf("layer"u8)));
    }

    [TestMethod]
    public async Task Push_that_was_cut_by_a_restart_of_the_server_is_taken_up()
    {
        await using TestServer source = await TestServer.StartAsync();
        using LayoutFolder folder = new();
        byte[][] layers = [.. Enumerable.Range(0, 5).Select(i => TestServer.Bytes(200_000, seed: 60 + i))];
        await Sample.PushLayersAsync(source.Client, Repository, "v1", layers);
        RegistryServerOptions options = new() { Store = new LayoutStoreOptions { FlushesToDisk = false } };
        RequestFilter noManifests = new(request => request is { Kind: RequestKind.Manifest, Method: "PUT" } ? new RequestFault { Status = 500 } : null);
        ArtifactCopyProgress first = await RunAsync(options with { Filter = noManifests });
        ArtifactCopyProgress second = await RunAsync(options);
        Assert.AreEqual(6, first.BlobsSent);
        Assert.AreEqual(0, second.BlobsSent);
        Assert.AreEqual(6, second.BlobsPresent);
        Assert.AreEqual(1, second.ManifestsSent);

        async Task<ArtifactCopyProgress> RunAsync(RegistryServerOptions serverOptions)
        {
            await using RegistryServer server = await RegistryServer.StartAsync(folder.Path, serverOptions);
            using RegistryClient client = new(server.BaseAddress, TestServer.Fast with { RetriesMax = 0 });
            ArtifactCopier copier = new(new RegistryArtifacts(source.Client, Repository), new RegistryArtifacts(client, Repository));
            try
            {
                await copier.CopyAsync("v1", "v1");
            }
            catch (RegistryException) when (serverOptions.Filter != null)
            {
            }

            return copier.Done;
        }
    }

    [TestMethod]
    public void Garbage_goes_and_what_is_needed_stays()
    {
        using LayoutFolder folder = new();
        using LayoutStore store = folder.Open();
        string image = Put(store, "v1", "layer one"u8.ToArray());
        string removed = Put(store, "v2", "layer two"u8.ToArray());
        string orphan = store.PutBlob(Repository, "orphan"u8);
        store.PutBlob("other/fw", "layer two"u8);
        string stray = Manifests.DigestOf("stray"u8);
        File.WriteAllBytes(BlobPath(folder, stray), "stray"u8);
        File.WriteAllBytes(Path.Combine(folder.Path, "blobs", "sha256", "notes.txt"), "mine"u8);
        store.DeleteManifest(Repository, removed);
        Assert.AreEqual(new GarbageSummary(0, 0, 0, 0), store.CollectGarbage(), "all is younger than an hour");
        GarbageSummary expected = new(0, 3, 3, 6 + 5 + 9);
        Assert.AreEqual(expected, store.CollectGarbage(s_now with { IsDryRun = true }));
        Assert.IsNotNull(store.FindBlob(Repository, orphan));
        Assert.AreEqual(expected, store.CollectGarbage(s_now));
        Assert.IsNull(store.FindBlob(Repository, orphan));
        Assert.IsFalse(File.Exists(BlobPath(folder, orphan)));
        Assert.IsFalse(File.Exists(BlobPath(folder, stray)));
        Assert.IsTrue(File.Exists(Path.Combine(folder.Path, "blobs", "sha256", "notes.txt")));
        Assert.AreEqual(image, store.FindManifest(Repository, "v1")!.Descriptor.Digest);
        Assert.IsNotNull(store.FindBlob(Repository, Manifests.DigestOf("layer one"u8)));
        Assert.IsNotNull(store.FindBlob(Repository, Manifests.EmptyConfig.Digest));
        Assert.AreEqual(new GarbageSummary(0, 0, 0, 0), store.CollectGarbage(s_now));
    }

    [TestMethod]
    public void Content_that_is_wanted_again_becomes_young()
    {
        using LayoutFolder folder = new();
        using LayoutStore store = folder.Open();
        string[] blobs = [store.PutBlob(Repository, "pushed again"u8), store.PutBlob(Repository, "mounted"u8), store.PutBlob(Repository, "old"u8)];
        foreach (string blob in blobs)
        {
            File.SetLastWriteTimeUtc(BlobPath(folder, blob), DateTime.UtcNow.AddDays(-1));
        }

        store.PutBlob(Repository, "pushed again"u8);
        store.MountBlob("other/fw", blobs[1], Repository);
        Assert.AreEqual(1, store.CollectGarbage().Files);
        Assert.IsNotNull(store.FindBlob(Repository, blobs[0]));
        Assert.IsNotNull(store.FindBlob("other/fw", blobs[1]));
        Assert.IsNull(store.FindBlob(Repository, blobs[2]));
    }

    [TestMethod]
    public async Task Untagged_manifests_go_only_if_asked_and_only_if_no_tag_leads_to_them()
    {
        await using TestServer test = await TestServer.StartAsync();
        Sample sample = await Sample.PushAsync(test.Client, Repository);
        ContentDescriptor untagged = await Sample.PublishAsync(test.Client, Repository, "old", TestServer.Bytes(50));
        await test.Client.DeleteManifestAsync(Repository, "old");
        ContentDescriptor onUntagged = await Sample.AttachAsync(test.Client, Repository, untagged, "a/b", "on untagged"u8.ToArray());
        Assert.AreEqual(0, test.Server.Store.CollectGarbage(s_now).Manifests);
        GarbageSummary summary = test.Server.Store.CollectGarbage(s_now with { RemovesUntagged = true });
        Assert.AreEqual(2, summary.Manifests);
        Assert.AreEqual(4, summary.Files, "two manifests, an image, an attachment");
        Assert.IsFalse(await test.Client.ExistsAsync(Repository, untagged.Digest));
        Assert.IsFalse(await test.Client.ExistsAsync(Repository, onUntagged.Digest));
        foreach (string digest in sample.AllManifests)
        {
            Assert.IsTrue(await test.Client.ExistsAsync(Repository, digest));
        }

        foreach (ContentDescriptor blob in sample.Blobs)
        {
            await test.Client.FetchBlobAsync(Repository, blob, 1_000_000);
        }

        Assert.IsTrue(await test.Client.ExistsAsync(Repository, OciNames.SignatureTag(sample.Root)));
    }

    [TestMethod]
    public async Task Referrers_come_page_by_page_and_all_of_them()
    {
        const int Count = (2 * RegistryLimits.ReferrersPageMax) + 1;
        await using TestServer test = await TestServer.StartAsync();
        ContentDescriptor subject = await Sample.PublishAsync(test.Client, Repository, "v1", TestServer.Bytes(10));
        LayoutStore store = test.Server.Store;
        List<string> digests = [];
        for (int i = 0; i < Count; i++)
        {
            byte[] content = Manifests.Write(new Manifest
            {
                MediaType = MediaTypes.Manifest,
                ArtifactType = i % 2 == 0 ? "a/even" : "a/odd",
                Layers = [Manifests.EmptyConfig],
                Subject = subject,
                Annotations = [new("number", $"{i}")],
            });
            digests.Add(store.PutManifest(Repository, Manifests.DigestOf(content), MediaTypes.Manifest, content).Descriptor.Digest);
        }

        long before = test.Server.Counters.RequestsOf(RequestKind.Referrers);
        CollectionAssert.AreEquivalent(digests,
            (await test.Client.ListReferrersAsync(Repository, subject.Digest)).Select(found => found.Digest).ToArray());
        Assert.AreEqual(before + 3, test.Server.Counters.RequestsOf(RequestKind.Referrers));
        Assert.HasCount(Count / 2, await test.Client.ListReferrersAsync(Repository, subject.Digest, "a/odd"));
        Assert.AreEqual(before + 4, test.Server.Counters.RequestsOf(RequestKind.Referrers), "the filter is the registry's");
    }

    private static string Put(LayoutStore store, string tag, byte[] layer)
    {
        store.PutBlob(Repository, layer);
        store.PutBlob(Repository, Manifests.EmptyContent);
        return store.PutManifest(Repository, tag, MediaTypes.Manifest,
            Manifests.Write(new Manifest { MediaType = MediaTypes.Manifest, Layers = [Manifests.Describe("a/b", layer)] })).Descriptor.Digest;
    }

    private static string BlobPath(LayoutFolder folder, string digest) =>
        Path.Combine(folder.Path, "blobs", "sha256", digest["sha256:".Length..]);
}
