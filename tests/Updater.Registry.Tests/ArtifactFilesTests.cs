using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Registry.Artifacts;
using Updater.Registry.Copying;
using Updater.Vectors;

namespace Updater.Registry.Tests;

[TestClass]
public sealed class ArtifactFilesTests
{
    private const string Repository = "acme/files";
    private const string ArtifactType = "application/vnd.test.files";

    [TestMethod]
    public async Task Files_come_back_under_their_titles()
    {
        await using TestServer test = await TestServer.StartAsync();
        await RoundTripAsync(test.Client);
        await using DockerRegistry? docker = await DockerRegistry.TryStart();
        if (docker != null)
        {
            using RegistryClient client = new(docker.BaseAddress, TestServer.Fast);
            await RoundTripAsync(client);
        }
    }

    [TestMethod]
    [DataRow("../../x")]
    [DataRow("..")]
    [DataRow("a/../../x")]
    [DataRow("a/./x")]
    [DataRow("/etc/x")]
    [DataRow("//host/x")]
    [DataRow("a//x")]
    [DataRow("a/")]
    [DataRow("")]
    [DataRow("\\\\host\\x")]
    [DataRow("..\\x")]
    [DataRow("C:\\x")]
    [DataRow("C:x")]
    [DataRow("x:stream")]
    [DataRow("nul")]
    [DataRow("COM1.txt")]
    [DataRow("lpt9 .txt")]
    [DataRow("a/AUX/b")]
    [DataRow("x.")]
    [DataRow("x ")]
    [DataRow(" x")]
    [DataRow("x\n")]
    [DataRow("x\u001b[2J")]
    [DataRow("x\u202egnp.exe")]
    [DataRow("x\0y")]
    public async Task Title_that_could_lead_out_or_is_no_file_name_is_refused(string title)
    {
        await using TestServer test = await TestServer.StartAsync();
        using PullFolder folder = new();
        // Before it a harmless one: nothing at all may be written.
        await PushTitlesAsync(test.Client, "fine.txt", title);
        RegistryException problem = await Assert.ThrowsExactlyAsync<RegistryException>(() =>
            new ArtifactFiles(test.Client).PullFilesAsync(Repository, "v1", folder.Target));
        Assert.AreEqual(Outcome.ManifestMalformed, problem.Outcome);
        StringAssert.Contains(problem.Message, "next:");
        Assert.IsFalse(problem.Message.Any(char.IsControl), "nothing odd reaches the terminal");
        folder.RequireNothing();
    }

    [TestMethod]
    [DataRow("a", "a")]
    [DataRow("a", "A")]
    [DataRow("a", "a/b")]
    [DataRow("a/b", "a")]
    [DataRow("\u00c9t\u00e9/x", "\u00e9T\u00c9/X")]
    public async Task Titles_that_name_one_file_are_refused(string first, string second)
    {
        await using TestServer test = await TestServer.StartAsync();
        using PullFolder folder = new();
        await PushTitlesAsync(test.Client, first, second);
        RegistryException problem = await Assert.ThrowsExactlyAsync<RegistryException>(() =>
            new ArtifactFiles(test.Client).PullFilesAsync(Repository, "v1", folder.Target));
        Assert.AreEqual(Outcome.ManifestMalformed, problem.Outcome);
        folder.RequireNothing();
    }

    [TestMethod]
    [DataRow("link/x")]
    [DataRow("link")]
    [DataRow("dangling")]
    [DataRow("dangling/x")]
    [DataRow("filelink")]
    public async Task Symbolic_link_in_the_target_folder_is_refused(string title)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using TestServer test = await TestServer.StartAsync();
        using PullFolder folder = new();
        Directory.CreateDirectory(folder.Target);
        Directory.CreateSymbolicLink(Path.Combine(folder.Target, "link"), folder.Outside);
        File.CreateSymbolicLink(Path.Combine(folder.Target, "dangling"), Path.Combine(folder.Outside, "nothing"));
        File.WriteAllText(Path.Combine(folder.Outside, "kept"), "kept");
        File.CreateSymbolicLink(Path.Combine(folder.Target, "filelink"), Path.Combine(folder.Outside, "kept"));
        await PushTitlesAsync(test.Client, "fine.txt", title);
        RegistryException problem = await Assert.ThrowsExactlyAsync<RegistryException>(() =>
            new ArtifactFiles(test.Client).PullFilesAsync(Repository, "v1", folder.Target, new ArtifactPullOptions { Overwrites = true }));
        Assert.AreEqual(Outcome.ConfigMalformed, problem.Outcome);
        CollectionAssert.AreEqual((string[])["kept"], Directory.GetFileSystemEntries(folder.Outside).Select(Path.GetFileName).ToArray());
        Assert.AreEqual("kept", File.ReadAllText(Path.Combine(folder.Outside, "kept")));
        Assert.IsFalse(File.Exists(Path.Combine(folder.Target, "fine.txt")));
    }

    [TestMethod]
    public async Task File_that_is_there_is_kept_unless_overwriting_was_asked_for()
    {
        await using TestServer test = await TestServer.StartAsync();
        using PullFolder folder = new();
        await PushTitlesAsync(test.Client, "a", "b/c");
        ArtifactFiles files = new(test.Client);
        await files.PullFilesAsync(Repository, "v1", folder.Target);
        string path = Path.Combine(folder.Target, "a");
        File.WriteAllText(path, "mine");
        Assert.AreEqual(Outcome.ConfigMalformed, (await Assert.ThrowsExactlyAsync<RegistryException>(() =>
            files.PullFilesAsync(Repository, "v1", folder.Target))).Outcome);
        Assert.AreEqual("mine", File.ReadAllText(path));
        await files.PullFilesAsync(Repository, "v1", folder.Target, new ArtifactPullOptions { Overwrites = true });
        Assert.AreEqual("content 0", File.ReadAllText(path));
    }

    [TestMethod]
    public async Task Wrong_bytes_leave_no_file_and_the_old_one_untouched()
    {
        await using TestServer test = await TestServer.StartAsync();
        using PullFolder folder = new();
        await PushTitlesAsync(test.Client, "a");
        Directory.CreateDirectory(folder.Target);
        File.WriteAllText(Path.Combine(folder.Target, "a"), "old");
        test.Server.Filter = new RequestFilter(request => request.Kind == RequestKind.Blob ? new RequestFault { Body = "content X"u8.ToArray() } : null);
        RegistryException problem = await Assert.ThrowsExactlyAsync<RegistryException>(() =>
            new ArtifactFiles(test.Client).PullFilesAsync(Repository, "v1", folder.Target, new ArtifactPullOptions { Overwrites = true }));
        Assert.AreEqual(Outcome.DigestMismatch, problem.Outcome);
        CollectionAssert.AreEqual((string[])["a"], Directory.GetFileSystemEntries(folder.Target).Select(Path.GetFileName).ToArray());
        Assert.AreEqual("old", File.ReadAllText(Path.Combine(folder.Target, "a")));
    }

    [TestMethod]
    public async Task Artifact_larger_than_allowed_is_refused_before_a_byte_is_fetched()
    {
        await using TestServer test = await TestServer.StartAsync();
        using PullFolder folder = new();
        await PushTitlesAsync(test.Client, "a", "b");
        RegistryException problem = await Assert.ThrowsExactlyAsync<RegistryException>(() =>
            new ArtifactFiles(test.Client).PullFilesAsync(Repository, "v1", folder.Target, new ArtifactPullOptions { BytesMax = 17 }));
        Assert.AreEqual(Outcome.DocumentTooLarge, problem.Outcome);
        Assert.AreEqual(0, test.Server.Counters.BodyBytesSentOf(RequestKind.Blob));
        folder.RequireNothing();
    }

    [TestMethod]
    public async Task Missing_file_and_bad_type_are_refused_before_anything_is_pushed()
    {
        await using TestServer test = await TestServer.StartAsync();
        ArtifactFiles files = new(test.Client);
        Assert.AreEqual(Outcome.NotFound, (await Assert.ThrowsExactlyAsync<RegistryException>(() =>
            files.PushFilesAsync(Repository, "v1", ArtifactType, [new ArtifactFile("/no/such/file", "a/b")]))).Outcome);
        foreach (string type in (string[])["", "plain", "a/b/c", "a/ b", "a/b;c=d", "/b"])
        {
            Assert.AreEqual(Outcome.ReferenceMalformed, (await Assert.ThrowsExactlyAsync<RegistryException>(() =>
                files.PushFilesAsync(Repository, "v1", type, []))).Outcome);
        }

        Assert.AreEqual(0, test.Server.Counters.Requests);
    }

    [TestMethod]
    public async Task Tree_of_referrers_is_found()
    {
        await using TestServer test = await TestServer.StartAsync();
        await DiscoverAsync(test.Client);
        await using TestServer old = await TestServer.StartAsync(new RegistryServerOptions { HasReferrers = false, RequiresAccept = true });
        await DiscoverAsync(old.Client);
        await using DockerRegistry? docker = await DockerRegistry.TryStart();
        if (docker != null)
        {
            using RegistryClient client = new(docker.BaseAddress, TestServer.Fast);
            await DiscoverAsync(client);
        }
    }

    [TestMethod]
    public async Task Discovery_is_bounded_in_depth_and_count_and_by_type()
    {
        await using TestServer test = await TestServer.StartAsync();
        Sample sample = await Sample.PushAsync(test.Client, Repository);
        Discoverer discoverer = new(new RegistryArtifacts(test.Client, Repository));
        ReferrerNode flat = await discoverer.DiscoverAsync("v1", new DiscoverOptions { DepthMax = 1 });
        Assert.HasCount(2, flat.Referrers);
        Assert.IsTrue(flat.Referrers.All(node => node.Referrers.Count == 0));
        ReferrerNode notes = await discoverer.DiscoverAsync("v1", new DiscoverOptions { ArtifactType = "application/vnd.test.note" });
        Assert.AreEqual(sample.NoteOnSbom, notes.Referrers.Single().Referrers.Single().Descriptor.Digest);
        Assert.AreEqual(Outcome.TooManyEntries, (await Assert.ThrowsExactlyAsync<RegistryException>(() =>
            discoverer.DiscoverAsync("v1", new DiscoverOptions { CountMax = 2 }))).Outcome);
        Assert.HasCount(2, (await discoverer.DiscoverAsync("v1", new DiscoverOptions { CountMax = 3 })).Referrers);
    }

    [TestMethod]
    public async Task Listed_manifest_with_another_subject_is_no_referrer()
    {
        await using TestServer test = await TestServer.StartAsync(new RegistryServerOptions { HasReferrers = false });
        ContentDescriptor subject = await Sample.PublishAsync(test.Client, Repository, "v1", TestServer.Bytes(10));
        ContentDescriptor other = await Sample.PublishAsync(test.Client, Repository, "v2", TestServer.Bytes(20));
        await test.Client.PushManifestAsync(Repository, Manifests.Write(new Manifest { MediaType = MediaTypes.Index, Children = [other] }),
            MediaTypes.Index, OciNames.ReferrersTag(subject.Digest));
        Assert.IsEmpty((await new Discoverer(new RegistryArtifacts(test.Client, Repository)).DiscoverAsync("v1")).Referrers);
    }

    [TestMethod]
    public async Task Tags_move_and_a_deleted_referrer_leaves_its_list()
    {
        foreach (bool hasReferrers in (bool[])[true, false])
        {
            await using TestServer test = await TestServer.StartAsync(new RegistryServerOptions { HasReferrers = hasReferrers });
            ContentDescriptor subject = await Sample.PublishAsync(test.Client, Repository, "v1", TestServer.Bytes(10));
            Attacher attacher = new(test.Client);
            using PullFolder folder = new();
            ContentDescriptor first = await attacher.AttachAsync(Repository, "v1", "a/first", new ArtifactFile(folder.File("x", "1"), "a/b"));
            ContentDescriptor second = await attacher.AttachAsync(Repository, subject.Digest, "a/second", new ArtifactFile(folder.File("y", "2"), "a/b"));
            await attacher.DeleteAsync(Repository, first.Digest);
            CollectionAssert.AreEqual((string[])[second.Digest],
                (await test.Client.ListReferrersAsync(Repository, subject.Digest)).Select(found => found.Digest).ToArray());
            Assert.IsFalse(await test.Client.ExistsAsync(Repository, first.Digest));
            Assert.AreEqual(subject.Digest, (await attacher.TagAsync(Repository, "v1", ["stable", "1"])).Digest);
            Assert.AreEqual(subject.Digest, (await test.Client.ResolveAsync(Repository, "stable")).Digest);
            await attacher.DeleteAsync(Repository, "v1");
            Assert.IsFalse(await test.Client.ExistsAsync(Repository, "v1"));
            Assert.IsTrue(await test.Client.ExistsAsync(Repository, "1"));
        }
    }

    private static async Task RoundTripAsync(RegistryClient client)
    {
        using PullFolder folder = new();
        ArtifactFiles files = new(client);
        string large = new('x', 300_000);
        ContentDescriptor pushed = await files.PushFilesAsync(Repository, "v1", ArtifactType,
        [
            new ArtifactFile(folder.File("fw.bin", large), "application/octet-stream"),
            new ArtifactFile(folder.File("notes", "read me"), "text/markdown", "docs/Ünï/notes.md"),
        ], new ArtifactPushOptions { Annotations = [new("org.opencontainers.image.version", "1.2.3")] });
        Manifest manifest = (await client.FetchManifestAsync(Repository, pushed.Digest)).Read();
        Assert.AreEqual(ArtifactType, manifest.ArtifactType);
        Assert.AreEqual("1.2.3", manifest.Annotation("org.opencontainers.image.version"));
        IReadOnlyList<PulledFile> pulled = await files.PullFilesAsync(Repository, "v1", folder.Target);
        Assert.AreEqual(large, File.ReadAllText(Path.Combine(folder.Target, "fw.bin")));
        Assert.AreEqual("read me", File.ReadAllText(Path.Combine(folder.Target, "docs", "Ünï", "notes.md")));
        CollectionAssert.AreEqual((string[])["fw.bin", "docs/Ünï/notes.md"], pulled.Select(file => file.Title).ToArray());
        Assert.HasCount(2, Directory.GetFiles(folder.Target, "*", SearchOption.AllDirectories));
    }

    private static async Task DiscoverAsync(RegistryClient client)
    {
        Sample sample = await Sample.PushAsync(client, Repository);
        ReferrerNode root = await new Discoverer(new RegistryArtifacts(client, Repository)).DiscoverAsync("v1");
        Assert.AreEqual(sample.Root, root.Descriptor.Digest);
        Assert.HasCount(2, root.Referrers);
        ReferrerNode sbom = root.Referrers.Single(node => node.Descriptor.Digest == sample.Sbom);
        Assert.AreEqual("application/vnd.cyclonedx+json", sbom.Descriptor.ArtifactType);
        Assert.IsNull(sbom.Tag);
        Assert.AreEqual(sample.NoteOnSbom, sbom.Referrers.Single().Descriptor.Digest);
        Assert.AreEqual(OciNames.SignatureTag(sample.Root), root.Referrers.Single(node => node != sbom).Tag);
    }

    private static async Task PushTitlesAsync(RegistryClient client, params string[] titles)
    {
        List<ContentDescriptor> layers = [];
        for (int i = 0; i < titles.Length; i++)
        {
            ContentDescriptor layer = await client.PushBlobAsync(Repository, System.Text.Encoding.ASCII.GetBytes($"content {i}"), "a/b");
            layers.Add(layer with { Annotations = [new(AnnotationNames.Title, titles[i])] });
        }

        await client.PushBlobAsync(Repository, Manifests.EmptyContent.ToArray(), MediaTypes.Empty);
        await client.PushManifestAsync(Repository,
            Manifests.Write(new Manifest { MediaType = MediaTypes.Manifest, ArtifactType = ArtifactType, Layers = layers }), MediaTypes.Manifest, "v1");
    }

    /// <summary>A folder with the target folder in it, two levels down, and a folder beside.</summary>
    private sealed class PullFolder : IDisposable
    {
        private readonly string _root = Directory.CreateTempSubdirectory("updater-pull-").FullName;

        public PullFolder() => Directory.CreateDirectory(Outside);

        public string Target => Path.Combine(_root, "sub", "target");

        public string Outside => Path.Combine(_root, "outside");

        public string File(string name, string content)
        {
            string path = Path.Combine(_root, name);
            System.IO.File.WriteAllText(path, content);
            return path;
        }

        public void RequireNothing() => Assert.IsEmpty(Directory.GetFiles(_root, "*", SearchOption.AllDirectories));

        public void Dispose() => Directory.Delete(_root, recursive: true);
    }
}
