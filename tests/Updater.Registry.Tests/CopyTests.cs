using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Registry.Copying;
using Updater.Signing;
using Updater.Vectors;

namespace Updater.Registry.Tests;

[TestClass]
public sealed class CopyTests
{
    private const string From = "acme/fw";
    private const string To = "mirror/fw";

    [TestMethod]
    public async Task Artifact_with_signature_and_referrers_goes_from_registry_to_registry()
    {
        await using TestServer source = await TestServer.StartAsync();
        await using TestServer target = await TestServer.StartAsync();
        Sample sample = await Sample.PushAsync(source.Client, From);
        await CopyAndCheckAsync(sample, new RegistryArtifacts(source.Client, From), new RegistryArtifacts(target.Client, To));
    }

    [TestMethod]
    public async Task Artifact_goes_over_registries_without_the_referrers_api()
    {
        RegistryServerOptions old = new() { HasReferrers = false, RequiresAccept = true };
        await using TestServer source = await TestServer.StartAsync(old);
        await using TestServer target = await TestServer.StartAsync(old);
        Sample sample = await Sample.PushAsync(source.Client, From);
        await CopyAndCheckAsync(sample, new RegistryArtifacts(source.Client, From), new RegistryArtifacts(target.Client, To));
    }

    [TestMethod]
    public async Task Artifact_goes_to_docker_registry_and_back()
    {
        await using DockerRegistry? docker = await DockerRegistry.TryStart();
        if (docker == null)
        {
            return;
        }

        await using TestServer source = await TestServer.StartAsync();
        await using TestServer target = await TestServer.StartAsync();
        using RegistryClient client = new(docker.BaseAddress, TestServer.Fast);
        Sample sample = await Sample.PushAsync(source.Client, From);
        RegistryArtifacts between = new(client, "between/fw");
        await CopyAndCheckAsync(sample, new RegistryArtifacts(source.Client, From), between);
        await CopyAndCheckAsync(sample, between, new RegistryArtifacts(target.Client, To));
        // Beside itself on the same registry: mounted.
        ArtifactCopier copier = new(between, new RegistryArtifacts(client, "beside/fw"), new ArtifactCopyOptions { Referrers = ReferrerCopy.All });
        await copier.CopyAsync("v1", "v1");
        Assert.AreEqual(1, copier.Done.BlobsSent, "the empty config");
        Assert.IsGreaterThan(4, copier.Done.BlobsMounted);
    }

    [TestMethod]
    public async Task Artifact_goes_through_a_layout_on_a_stick()
    {
        await using TestServer source = await TestServer.StartAsync();
        await using TestServer target = await TestServer.StartAsync();
        using LayoutFolder stick = new();
        Sample sample = await Sample.PushAsync(source.Client, From);
        using (LayoutStore store = stick.Open())
        {
            await CopyAndCheckAsync(sample, new RegistryArtifacts(source.Client, From), new LayoutArtifacts(store, From));
        }

        using LayoutStore again = stick.Open();
        await CopyAndCheckAsync(sample, new LayoutArtifacts(again, From), new RegistryArtifacts(target.Client, To));
        await CopyAndCheckAsync(sample, new LayoutArtifacts(again, From), new LayoutArtifacts(again, "other/fw"));
    }

    [TestMethod]
    public async Task Many_small_signed_artifacts_take_at_most_1_2_requests_each_part_and_a_second_run_one_a_tag()
    {
        const int Count = 200;
        await using TestServer source = await TestServer.StartAsync();
        await using TestServer target = await TestServer.StartAsync();
        using KeyPair key = KeyPair.Generate();
        for (int i = 0; i < Count; i++)
        {
            await Sample.PublishAsync(source.Client, From, $"v1.0.{i}", TestServer.Bytes(500, seed: i));
            await new CosignTagSigner(source.Client).SignAsync(From, $"v1.0.{i}", key);
        }

        int parts = Directory.GetFiles(Path.Combine(source.Root, "blobs", "sha256")).Length;
        string[] tags = [.. Enumerable.Range(0, Count).Select(i => $"v1.0.{i}")];
        (long fromSource, long toTarget, ArtifactCopyProgress done) = await RunAsync(ReferrerCopy.OfNew);
        Console.WriteLine($"{parts} blobs and manifests: source {fromSource} requests ({(double)fromSource / parts:F3} each), "
            + $"target {toTarget} ({(double)toTarget / parts:F3} each), {done.BytesSent} bytes of blobs");
        Assert.AreEqual(parts, done.ManifestsSent + done.BlobsSent);
        Assert.IsLessThanOrEqualTo(1.2 * parts, fromSource);
        Assert.IsLessThanOrEqualTo(1.2 * parts, toTarget);
        (fromSource, toTarget, done) = await RunAsync(ReferrerCopy.OfNew);
        Assert.AreEqual(Count, fromSource);
        Assert.AreEqual(Count + 1, toTarget, "one a tag and the list of tags");
        Assert.AreEqual(0, done.ManifestsSent + done.BlobsSent);
        (fromSource, toTarget, done) = await RunAsync(ReferrerCopy.All);
        Console.WriteLine($"second run that looks for later signatures: source {fromSource}, target {toTarget} requests");
        Assert.AreEqual(0, done.ManifestsSent + done.BlobsSent);

        async Task<(long, long, ArtifactCopyProgress)> RunAsync(ReferrerCopy referrers)
        {
            long before = source.Server.Counters.Requests;
            long beforeTarget = target.Server.Counters.Requests;
            ArtifactCopier copier = new(new RegistryArtifacts(source.Client, From), new RegistryArtifacts(target.Client, To),
                new ArtifactCopyOptions { Referrers = referrers });
            await copier.CopyTagsAsync(tags);
            return (source.Server.Counters.Requests - before, target.Server.Counters.Requests - beforeTarget, copier.Done);
        }
    }

    [TestMethod]
    public async Task Run_that_was_cut_short_is_taken_up_and_sends_only_what_is_missing()
    {
        await using TestServer source = await TestServer.StartAsync();
        byte[][] layers = [.. Enumerable.Range(0, 6).Select(i => TestServer.Bytes(i == 0 ? 300_000 : 3000, seed: 40 + i))];
        await Sample.PushLayersAsync(source.Client, From, "v1", layers);
        // One blob at a time, so that the order is known; the run is cut at each request to the target in turn.
        for (int cut = 1; ; cut++)
        {
            await using TestServer target = await TestServer.StartAsync(clientOptions: TestServer.Fast with { RetriesMax = 0 });
            int left = cut;
            target.Server.Filter = new RequestFilter(_ => Interlocked.Decrement(ref left) < 0 ? new RequestFault { Status = 503 } : null);
            ArtifactCopier first = Copier(target);
            bool isWhole = true;
            try
            {
                await first.CopyAsync("v1", "v1");
            }
            catch (RegistryException problem) when (problem.Outcome == Outcome.ServerUnavailable)
            {
                isWhole = false;
            }

            target.Server.Filter = null;
            Assert.AreEqual(isWhole, await target.Client.ExistsAsync(To, "v1"), $"cut at request {cut}");
            ArtifactCopier second = Copier(target);
            await second.CopyAsync("v1", "v1");
            Assert.AreEqual(isWhole ? 0 : 7 - first.Done.BlobsSent, second.Done.BlobsSent, $"cut at request {cut}");
            await CheckLayersAsync(target.Client, layers);
            if (isWhole)
            {
                Assert.IsGreaterThan(8, cut);
                return;
            }
        }

        ArtifactCopier Copier(TestServer target) => new(new RegistryArtifacts(source.Client, From), new RegistryArtifacts(target.Client, To),
            new ArtifactCopyOptions { TransfersMax = 1 });
    }

    [TestMethod]
    public async Task Nothing_is_visible_at_the_target_before_its_parts()
    {
        await using TestServer source = await TestServer.StartAsync();
        await using TestServer target = await TestServer.StartAsync();
        Sample sample = await Sample.PushAsync(source.Client, From);
        List<string> puts = [];
        target.Server.Filter = new RequestFilter(request =>
        {
            lock (puts)
            {
                if (request.Method is "PUT" && request.Kind == RequestKind.Manifest)
                {
                    puts.Add(request.Reference);
                }
            }

            return null;
        });
        await new ArtifactCopier(new RegistryArtifacts(source.Client, From), new RegistryArtifacts(target.Client, To),
            new ArtifactCopyOptions { Referrers = ReferrerCopy.All }).CopyAsync("v1", "v1");
        Assert.AreEqual("v1", puts[^1], "the tag is last");
        Assert.AreEqual(1, puts.Count(put => put == "v1"));
        Assert.IsLessThan(puts.IndexOf(sample.Child), puts.IndexOf(sample.SbomOfChild));
        Assert.IsLessThan(puts.IndexOf("v1"), puts.IndexOf(OciNames.SignatureTag(sample.Root)));
        Assert.IsLessThan(puts.IndexOf(sample.Sbom), puts.IndexOf(sample.NoteOnSbom));
    }

    [TestMethod]
    [DataRow(5000)]
    [DataRow(700_000)]
    public async Task Blob_with_other_bytes_is_refused_and_nothing_becomes_visible(int sizeBytes)
    {
        await using TestServer source = await TestServer.StartAsync();
        await using TestServer target = await TestServer.StartAsync();
        using LayoutFolder folder = new();
        using LayoutStore store = folder.Open();
        await Sample.PublishAsync(source.Client, From, "v1", TestServer.Bytes(sizeBytes));
        source.Server.Filter = new RequestFilter(request => request is { Kind: RequestKind.Blob, Method: "GET" }
            ? new RequestFault { Body = TestServer.Bytes(sizeBytes, seed: 9) } : null);
        foreach (IArtifactRepository end in (IArtifactRepository[])[new RegistryArtifacts(target.Client, To), new LayoutArtifacts(store, To)])
        {
            ArtifactCopier copier = new(new RegistryArtifacts(source.Client, From), end);
            RegistryException problem = await Assert.ThrowsExactlyAsync<RegistryException>(() => copier.CopyAsync("v1", "v1"));
            Assert.AreEqual(Outcome.DigestMismatch, problem.Outcome, problem.Message);
            Assert.IsEmpty(await end.ListTagsAsync(default));
        }

        string wrong = Manifests.DigestOf(TestServer.Bytes(sizeBytes, seed: 9))["sha256:".Length..];
        string right = Manifests.DigestOf(TestServer.Bytes(sizeBytes))["sha256:".Length..];
        foreach (string root in (string[])[target.Root, folder.Path])
        {
            Assert.IsFalse(File.Exists(Path.Combine(root, "blobs", "sha256", wrong)));
            Assert.IsFalse(File.Exists(Path.Combine(root, "blobs", "sha256", right)));
        }
    }

    [TestMethod]
    public async Task Layout_whose_files_were_altered_is_refused()
    {
        await using TestServer target = await TestServer.StartAsync();
        using LayoutFolder stick = new();
        using LayoutStore store = stick.Open();
        byte[] image = TestServer.Bytes(3000);
        store.PutBlob(From, image);
        store.PutBlob(From, Manifests.EmptyContent);
        store.PutManifest(From, "v1", MediaTypes.Manifest,
            Manifests.Write(new Manifest { MediaType = MediaTypes.Manifest, Layers = [Manifests.Describe("a/b", image)] }));
        string path = store.FindBlob(From, Manifests.DigestOf(image))!;
        ArtifactCopier copier = new(new LayoutArtifacts(store, From), new RegistryArtifacts(target.Client, To));
        File.WriteAllBytes(path, image[..2999]);
        Assert.AreEqual(Outcome.SizeMismatch, (await Assert.ThrowsExactlyAsync<RegistryException>(() => copier.CopyAsync("v1", "v1"))).Outcome);
        image[5] ^= 1;
        File.WriteAllBytes(path, image);
        Assert.AreEqual(Outcome.DigestMismatch, (await Assert.ThrowsExactlyAsync<RegistryException>(() => copier.CopyAsync("v1", "v1"))).Outcome);
        string manifest = store.FindManifest(From, "v1")!.Descriptor.Digest;
        File.WriteAllText(Path.Combine(stick.Path, "blobs", "sha256", manifest["sha256:".Length..]), "{}");
        Assert.AreEqual(Outcome.DigestMismatch, (await Assert.ThrowsExactlyAsync<RegistryException>(() => copier.CopyAsync("v1", "v1"))).Outcome);
        Assert.IsFalse(await target.Client.ExistsAsync(To, "v1"));
    }

    [TestMethod]
    public async Task Run_with_referrers_that_was_cut_short_sends_no_manifest_twice()
    {
        await using TestServer source = await TestServer.StartAsync();
        await Sample.PushAsync(source.Client, From);
        int all = 0;
        for (int cut = 0; cut <= all; cut++)
        {
            await using TestServer target = await TestServer.StartAsync(clientOptions: TestServer.Fast with { RetriesMax = 0 });
            int left = cut;
            target.Server.Filter = new RequestFilter(request => cut > 0 && request is { Method: "PUT", Kind: RequestKind.Manifest }
                && Interlocked.Decrement(ref left) < 0 ? new RequestFault { Status = 503 } : null);
            ArtifactCopyProgress first = await RunAsync(target);
            target.Server.Filter = null;
            ArtifactCopyProgress second = await RunAsync(target);
            if (cut == 0)
            {
                all = first.ManifestsSent;
                Assert.AreEqual(7, all, "index, two children, two SBOMs, a note, a signature");
            }

            Assert.AreEqual(cut == 0 ? all : cut, first.ManifestsSent);
            Assert.AreEqual(all, first.ManifestsSent + second.ManifestsSent, $"cut at manifest {cut}");
            Assert.HasCount(2, (await new Artifacts.Discoverer(new RegistryArtifacts(target.Client, To)).DiscoverAsync("v1")).Referrers);
        }

        async Task<ArtifactCopyProgress> RunAsync(TestServer target)
        {
            ArtifactCopier copier = new(new RegistryArtifacts(source.Client, From), new RegistryArtifacts(target.Client, To),
                new ArtifactCopyOptions { Referrers = ReferrerCopy.All });
            try
            {
                await copier.CopyAsync("v1", "v1");
            }
            catch (RegistryException problem) when (problem.Outcome == Outcome.ServerUnavailable)
            {
            }

            return copier.Done;
        }
    }

    [TestMethod]
    public async Task Import_and_export_that_were_cut_short_fetch_only_what_is_missing()
    {
        await using TestServer source = await TestServer.StartAsync();
        byte[][] layers = [.. Enumerable.Range(0, 5).Select(i => TestServer.Bytes(i == 0 ? 300_000 : 3000, seed: 80 + i))];
        await Sample.PushLayersAsync(source.Client, From, "v1", layers);
        for (int cut = 1; cut <= layers.Length + 1; cut++)
        {
            using LayoutFolder stick = new();
            int left = cut;
            source.Server.Filter = new RequestFilter(_ => Interlocked.Decrement(ref left) < 0 ? new RequestFault { Status = 404 } : null);
            bool isWhole = cut > layers.Length;
            using (LayoutStore store = stick.Open())
            {
                Task run = RunAsync(store);
                if (isWhole)
                {
                    await run;
                }
                else
                {
                    Assert.AreEqual(Outcome.NotFound, (await Assert.ThrowsExactlyAsync<RegistryException>(() => run)).Outcome);
                }

                Assert.AreEqual(isWhole, store.FindManifest(To, "v1") != null, $"cut at request {cut}");
            }

            source.Server.Filter = null;
            long before = source.Server.Counters.RequestsOf(RequestKind.Blob);
            using LayoutStore again = stick.Open();
            await RunAsync(again);
            Assert.AreEqual(before + layers.Length - (cut - 1), source.Server.Counters.RequestsOf(RequestKind.Blob), $"cut at request {cut}");
            foreach (byte[] layer in layers)
            {
                CollectionAssert.AreEqual(layer, File.ReadAllBytes(again.FindBlob(To, Manifests.DigestOf(layer))!));
            }
        }

        Task RunAsync(LayoutStore store) => new ArtifactCopier(new RegistryArtifacts(source.Client, From), new LayoutArtifacts(store, To),
            new ArtifactCopyOptions { TransfersMax = 1 }).CopyAsync("v1", "v1");
    }

    [TestMethod]
    public async Task Layout_that_may_only_be_read_is_imported_and_left_as_it_is()
    {
        await using TestServer source = await TestServer.StartAsync();
        await using TestServer target = await TestServer.StartAsync();
        using LayoutFolder stick = new();
        Sample sample = await Sample.PushAsync(source.Client, From);
        using (LayoutStore store = stick.Open())
        {
            await CopyAndCheckAsync(sample, new RegistryArtifacts(source.Client, From), new LayoutArtifacts(store, From));
        }

        File.Delete(Path.Combine(stick.Path, ".lock"));
        Directory.Delete(Path.Combine(stick.Path, ".uploads"));
        string[] before = Directory.GetFileSystemEntries(stick.Path, "*", SearchOption.AllDirectories);
        using LayoutStore first = stick.Open(new LayoutStoreOptions { IsReadOnly = true });
        using LayoutStore second = stick.Open(new LayoutStoreOptions { IsReadOnly = true });
        await CopyAndCheckAsync(sample, new LayoutArtifacts(first, From), new RegistryArtifacts(target.Client, To));
        RegistryException problem = await Assert.ThrowsExactlyAsync<RegistryException>(() =>
            new ArtifactCopier(new RegistryArtifacts(target.Client, To), new LayoutArtifacts(second, "new/fw")).CopyAsync("v1", "v1"));
        StringAssert.Contains(problem.Message, "only read");
        Assert.ThrowsExactly<StoreException>(() => second.DeleteManifest(From, "v1"));
        Assert.ThrowsExactly<StoreException>(() => second.CollectGarbage());
        CollectionAssert.AreEquivalent(before, Directory.GetFileSystemEntries(stick.Path, "*", SearchOption.AllDirectories));
        using LayoutFolder empty = new();
        Assert.AreEqual(Outcome.NotFound, Assert.ThrowsExactly<RegistryException>(() =>
            empty.Open(new LayoutStoreOptions { IsReadOnly = true })).Outcome);
        Assert.IsEmpty(Directory.GetFileSystemEntries(empty.Path));
    }

    [TestMethod]
    public void Layout_nested_without_end_is_opened_to_a_depth()
    {
        using LayoutFolder folder = new();
        string blobs = Path.Combine(folder.Path, "blobs", "sha256");
        Directory.CreateDirectory(blobs);
        ContentDescriptor inner = Manifests.Describe(MediaTypes.Index, "{}"u8);
        List<string> digests = [];
        for (int i = 0; i < 2 * RegistryLimits.LayoutDepthMax; i++)
        {
            byte[] content = Manifests.Write(new Manifest { MediaType = MediaTypes.Index, Children = [inner] });
            inner = Manifests.Describe(MediaTypes.Index, content);
            digests.Add(inner.Digest);
            File.WriteAllBytes(Path.Combine(blobs, inner.Digest["sha256:".Length..]), content);
        }

        File.WriteAllText(Path.Combine(folder.Path, "oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        File.WriteAllBytes(Path.Combine(folder.Path, "index.json"),
            Manifests.Write(new Manifest { MediaType = MediaTypes.Index, Children = [inner] }));
        using LayoutStore store = folder.Open(new LayoutStoreOptions { IsReadOnly = true });
        Assert.IsNotNull(store.FindManifest("library", inner.Digest));
        Assert.AreEqual(RegistryLimits.LayoutDepthMax + 1, digests.Count(digest => store.FindManifest("library", digest) != null));
    }

    [TestMethod]
    public async Task Last_block_of_a_blob_that_fails_its_check_is_never_sent()
    {
        // A registry that would take anything: what it must not get is the whole.
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Task<int> received = ReceiveAsync(listener);
        using RegistryClient client = new(new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/"), TestServer.Fast);
        byte[] content = TestServer.Bytes(600_000);
        RegistryException problem = await Assert.ThrowsExactlyAsync<RegistryException>(() =>
            client.SendBlobAsync(To, Manifests.Describe("a/b", content), async (stream, stop) =>
            {
                await stream.WriteAsync(content, stop);
                throw new RegistryException(Outcome.DigestMismatch, "a", "b", "c");
            }));
        Assert.AreEqual(Outcome.DigestMismatch, problem.Outcome);
        int count = await received;
        Assert.IsLessThan(content.Length, count);
        Assert.IsGreaterThan(content.Length / 2, count, "but it was streamed");
    }

    private static async Task<int> ReceiveAsync(TcpListener listener)
    {
        using CancellationTokenSource limit = new(20_000);
        using TcpClient tcp = await listener.AcceptTcpClientAsync(limit.Token);
        NetworkStream stream = tcp.GetStream();
        byte[] buffer = new byte[64 * 1024];
        await HeadAsync();
        await stream.WriteAsync("HTTP/1.1 202 Accepted\r\nLocation: /upload\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), limit.Token);
        int body = await HeadAsync();
        int count;
        try
        {
            while ((count = await stream.ReadAsync(buffer, limit.Token)) > 0)
            {
                body += count;
            }
        }
        catch (IOException)
        {
            // Reset by the client, as it should be.
        }

        return body;

        async Task<int> HeadAsync()
        {
            string text = "";
            while (!text.Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                int read = await stream.ReadAsync(buffer, limit.Token);
                Assert.IsGreaterThan(0, read);
                text += Encoding.Latin1.GetString(buffer, 0, read);
            }

            return text.Length - text.IndexOf("\r\n\r\n", StringComparison.Ordinal) - 4;
        }
    }

    [TestMethod]
    [DoNotParallelize]
    public async Task Large_blob_is_streamed_and_never_held()
    {
        const int SizeBytes = 96_000_000;
        await using TestServer source = await TestServer.StartAsync();
        await using TestServer target = await TestServer.StartAsync();
        await Sample.PublishAsync(source.Client, From, "v1", TestServer.Bytes(SizeBytes));
        ArtifactCopier copier = new(new RegistryArtifacts(source.Client, From), new RegistryArtifacts(target.Client, To));
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Stopwatch watch = Stopwatch.StartNew();
        await copier.CopyAsync("v1", "v1");
        long allocatedBytes = GC.GetTotalAllocatedBytes(precise: true) - before;
        Console.WriteLine($"{SizeBytes / 1_000_000} MB from registry to registry, both in this process: {watch.ElapsedMilliseconds} ms, "
            + $"{allocatedBytes / 1_000_000} MB allocated in all");
        Assert.AreEqual(SizeBytes + 2, copier.Done.BytesSent);
        Assert.IsLessThan(SizeBytes / 2, allocatedBytes);
    }

    [TestMethod]
    public async Task Refused_artifact_leaves_the_target_untouched()
    {
        await using TestServer source = await TestServer.StartAsync();
        await using TestServer target = await TestServer.StartAsync();
        await Sample.PublishAsync(source.Client, From, "v1", TestServer.Bytes(100));
        ArtifactCopier copier = new(new RegistryArtifacts(source.Client, From), new RegistryArtifacts(target.Client, To), new ArtifactCopyOptions
        {
            Admit = (_, _) => throw new RegistryException(Outcome.NoSignature, "a signature", "none", "sign it"),
        });
        await Assert.ThrowsExactlyAsync<RegistryException>(() => copier.CopyAsync("v1", "v1"));
        Assert.AreEqual(0, target.Server.Counters.Requests);
    }

    [TestMethod]
    public async Task Signature_that_came_later_is_found_by_a_run_that_looks_for_it()
    {
        await using TestServer source = await TestServer.StartAsync();
        await using TestServer target = await TestServer.StartAsync();
        ContentDescriptor root = await Sample.PublishAsync(source.Client, From, "v1", TestServer.Bytes(100));
        await RunAsync(ReferrerCopy.All);
        using KeyPair key = KeyPair.Generate();
        await new CosignTagSigner(source.Client).SignAsync(From, "v1", key);
        string late = (await Sample.AttachAsync(source.Client, From, root, "application/vnd.test.late", "late"u8.ToArray())).Digest;
        await RunAsync(ReferrerCopy.OfNew);
        Assert.IsFalse(await target.Client.ExistsAsync(To, OciNames.SignatureTag(root.Digest)));
        await RunAsync(ReferrerCopy.All);
        Assert.IsTrue(await target.Client.ExistsAsync(To, OciNames.SignatureTag(root.Digest)));
        Assert.AreEqual(late, (await target.Client.ListReferrersAsync(To, root.Digest)).Single().Digest);

        Task RunAsync(ReferrerCopy referrers) => new ArtifactCopier(new RegistryArtifacts(source.Client, From),
            new RegistryArtifacts(target.Client, To), new ArtifactCopyOptions { Referrers = referrers }).CopyTagsAsync(["v1"]);
    }

    [TestMethod]
    public async Task Tree_nested_too_deep_is_refused()
    {
        await using TestServer source = await TestServer.StartAsync();
        await using TestServer target = await TestServer.StartAsync();
        ContentDescriptor inner = await Sample.PublishAsync(source.Client, From, "v0", TestServer.Bytes(10));
        for (int i = 0; i <= RegistryLimits.TreeDepthMax; i++)
        {
            inner = await source.Client.PushManifestAsync(From,
                Manifests.Write(new Manifest { MediaType = MediaTypes.Index, Children = [inner] }), MediaTypes.Index, "deep");
        }

        ArtifactCopier copier = new(new RegistryArtifacts(source.Client, From), new RegistryArtifacts(target.Client, To));
        Assert.AreEqual(Outcome.TooManyEntries,
            (await Assert.ThrowsExactlyAsync<RegistryException>(() => copier.CopyAsync("deep", "deep"))).Outcome);
        Assert.IsEmpty(await new RegistryArtifacts(target.Client, To).ListTagsAsync(default));
    }

    [TestMethod]
    public async Task Blobs_beside_the_target_are_mounted_and_progress_adds_up()
    {
        await using TestServer test = await TestServer.StartAsync();
        byte[] image = TestServer.Bytes(500_000);
        await Sample.PublishAsync(test.Client, From, "v1", image);
        ArtifactCopyProgress last = new(0, 0, 0, 0, 0, 0, 0);
        ArtifactCopier copier = new(new RegistryArtifacts(test.Client, From), new RegistryArtifacts(test.Client, To),
            new ArtifactCopyOptions { Progress = new Told(now => last = now) });
        await copier.CopyAsync("v1", "stable");
        Assert.AreEqual(1, last.BlobsMounted);
        Assert.AreEqual(2, last.BytesSent, "the empty config");
        Assert.AreEqual(500_002, last.BytesKnown);
        Assert.AreEqual(copier.Done, last);
        CollectionAssert.AreEqual(image, await test.Client.FetchBlobAsync(To, Manifests.Describe("a/b", image), 500_000));
    }

    private static async Task CopyAndCheckAsync(Sample sample, IArtifactRepository source, IArtifactRepository target)
    {
        ArtifactCopyOptions options = new() { Referrers = ReferrerCopy.All };
        ArtifactCopier copier = new(source, target, options);
        Assert.AreEqual(sample.Root, (await copier.CopyAsync("v1", "v1")).Digest);
        foreach (string digest in sample.AllManifests)
        {
            CollectionAssert.AreEqual((await source.FetchManifestAsync(digest, default)).Content,
                (await target.FetchManifestAsync(digest, default)).Content);
        }

        foreach (ContentDescriptor blob in sample.Blobs)
        {
            using MemoryStream content = new();
            await target.FetchBlobAsync(blob, content, null, default);
            Assert.AreEqual(blob.Digest, Manifests.DigestOf(content.ToArray()));
        }

        CollectionAssert.AreEquivalent((string[])[sample.Sbom], (await target.ListReferrersAsync(sample.Root, null, default))
            .Select(found => found.Digest).ToArray());
        CollectionAssert.AreEquivalent((string[])[sample.SbomOfChild], (await target.ListReferrersAsync(sample.Child, null, default))
            .Select(found => found.Digest).ToArray());
        CollectionAssert.AreEquivalent((string[])[sample.NoteOnSbom], (await target.ListReferrersAsync(sample.Sbom, null, default))
            .Select(found => found.Digest).ToArray());
        Assert.IsNotNull(await target.FindManifestAsync(OciNames.SignatureTag(sample.Root), default));
        ArtifactCopier again = new(source, target, options);
        await again.CopyAsync("v1", "v1");
        Assert.AreEqual(0, again.Done.ManifestsSent + again.Done.BlobsSent, "a second run sends nothing");
    }

    private static async Task CheckLayersAsync(RegistryClient client, byte[][] layers)
    {
        Manifest manifest = (await client.FetchManifestAsync(To, "v1")).Read();
        for (int i = 0; i < layers.Length; i++)
        {
            CollectionAssert.AreEqual(layers[i], await client.FetchBlobAsync(To, manifest.Layers[i], 1_000_000));
        }
    }

    private sealed class Told(Action<ArtifactCopyProgress> told) : IProgress<ArtifactCopyProgress>
    {
        public void Report(ArtifactCopyProgress value) => told(value);
    }
}
