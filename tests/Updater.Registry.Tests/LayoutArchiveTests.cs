using System.Diagnostics;
using System.Formats.Tar;
using Updater.Core.Platform;
using Updater.Registry.Copying;

namespace Updater.Registry.Tests;

[TestClass]
public sealed class LayoutArchiveTests
{
    private const string Repository = "acme/fw";

    [TestMethod]
    public async Task Artifacts_travel_in_an_archive()
    {
        await using TestServer source = await TestServer.StartAsync();
        await using TestServer target = await TestServer.StartAsync();
        using LayoutFolder folder = new();
        Sample sample = await Sample.PushAsync(source.Client, Repository);
        ArtifactCopyOptions all = new() { Referrers = ReferrerCopy.All };
        using (LayoutStore store = folder.Open())
        {
            await new ArtifactCopier(new RegistryArtifacts(source.Client, Repository), new LayoutArtifacts(store, Repository), all).CopyAsync("v1", "v1");
        }

        byte[] packed = await PackAsync(folder.Path);
        CollectionAssert.AreEqual(packed, await PackAsync(folder.Path), "the same layout gives the same bytes");
        using LayoutFolder unpacked = new();
        await LayoutArchive.UnpackAsync(new MemoryStream(packed), unpacked.Path);
        using LayoutStore again = unpacked.Open(new LayoutStoreOptions { IsReadOnly = true });
        ArtifactCopier copier = new(new LayoutArtifacts(again, Repository), new RegistryArtifacts(target.Client, Repository), all);
        await copier.CopyAsync("v1", "v1");
        foreach (string digest in sample.AllManifests)
        {
            Assert.IsTrue(await target.Client.ExistsAsync(Repository, digest));
        }

        Assert.IsTrue(await target.Client.ExistsAsync(Repository, OciNames.SignatureTag(sample.Root)));
    }

    [TestMethod]
    public async Task Archives_of_gnu_tar_are_read_and_it_reads_ours()
    {
        const string Tar = "/usr/bin/tar";
        if (!File.Exists(Tar))
        {
            Console.WriteLine("tar is absent: nothing was tested against it");
            return;
        }

        using LayoutFolder folder = new();
        using (LayoutStore store = folder.Open())
        {
            store.PutBlob(Repository, TestServer.Bytes(100_000));
        }

        using LayoutFolder byTar = new();
        await File.WriteAllBytesAsync(Path.Combine(byTar.Path, "ours.tar"), await PackAsync(folder.Path));
        Directory.CreateDirectory(Path.Combine(byTar.Path, "out"));
        await RunAsync(Tar, "-xf", Path.Combine(byTar.Path, "ours.tar"), "-C", Path.Combine(byTar.Path, "out"));
        using (LayoutStore store = new(Path.Combine(byTar.Path, "out"), new LayoutStoreOptions { IsReadOnly = true }))
        {
            Assert.HasCount(1, Directory.GetFiles(Path.Combine(store.Root, "blobs", "sha256")));
        }

        foreach (string format in (string[])["gnu", "ustar", "pax"])
        {
            string archive = Path.Combine(byTar.Path, format + ".tar");
            await RunAsync(Tar, "--format=" + format, "-cf", archive, "-C", folder.Path, ".");
            using LayoutFolder target = new();
            await using FileStream stream = File.OpenRead(archive);
            await LayoutArchive.UnpackAsync(stream, target.Path);
            Assert.HasCount(1, Directory.GetFiles(Path.Combine(target.Path, "blobs", "sha256")), format);
            new LayoutStore(target.Path, new LayoutStoreOptions { IsReadOnly = true }).Dispose();
        }
    }

    [TestMethod]
    public async Task Entries_with_other_names_links_and_devices_are_never_written()
    {
        string digest = Manifests.DigestOf("x"u8)["sha256:".Length..];
        using MemoryStream archive = new();
        await using (TarWriter writer = new(archive, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (string name in (string[])["../evil", "/tmp/updater-evil", "blobs/sha256/../../evil", "blobs/sha256/" + digest + "x", "blobs/sha512/x",
                "blobs/sha256/" + digest.ToUpperInvariant(), "index.json/x", "..\\evil", "evil"])
            {
                await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream([1]) });
            }

            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.SymbolicLink, "blobs/sha256/" + digest) { LinkName = "/etc/passwd" });
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.HardLink, "index.json") { LinkName = "/etc/passwd" });
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.SymbolicLink, "blobs") { LinkName = "/tmp" });
            await AddAsync(writer, "index.json", "{\"schemaVersion\":2,\"manifests\":[]}"u8.ToArray());
            await AddAsync(writer, "oci-layout", "{}"u8.ToArray());
            await AddAsync(writer, "blobs/sha256/" + digest, "x"u8.ToArray());
        }

        archive.Position = 0;
        using LayoutFolder outer = new();
        string folder = Path.Combine(outer.Path, "a", "b");
        await LayoutArchive.UnpackAsync(archive, folder);
        string[] expected = ["a/b/blobs/sha256/" + digest, "a/b/index.json", "a/b/oci-layout"];
        CollectionAssert.AreEquivalent(expected, Directory.GetFiles(outer.Path, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(outer.Path, path).Replace('\\', '/')).ToArray());
        Assert.IsFalse(File.Exists("/tmp/updater-evil"));
        Assert.AreEqual("x", File.ReadAllText(Path.Combine(folder, "blobs", "sha256", digest)));
    }

    [TestMethod]
    public async Task Damaged_archives_are_refused_and_leave_no_layout()
    {
        using LayoutFolder folder = new();
        using (LayoutStore store = folder.Open())
        {
            store.PutBlob(Repository, TestServer.Bytes(5000));
        }

        byte[] good = await PackAsync(folder.Path);
        int blob = Find(good, "blobs/sha256/"u8);
        byte[] flipped = [.. good];
        flipped[blob + 512 + 100] ^= 1;
        await RefusedAsync(flipped, Outcome.DigestMismatch);
        byte[] header = [.. good];
        header[blob + 5] ^= 1;
        await RefusedAsync(header, Outcome.ManifestMalformed);
        await RefusedAsync(good[..(blob + 512 + 1000)], Outcome.BodyTruncated);
        await RefusedAsync(good[..(blob + 100)], Outcome.ManifestMalformed);
        await RefusedAsync([], Outcome.ManifestMalformed);
        await RefusedAsync(TestServer.Bytes(10_000), Outcome.ManifestMalformed);
        await RefusedAsync(good, Outcome.DocumentTooLarge, bytesMax: 5000);
        // An extended header and a file that claim the largest size there is.
        foreach (byte type in "xL0"u8.ToArray())
        {
            byte[] huge = [.. good];
            "index.json"u8.CopyTo(huge);
            huge[156] = type;
            "77777777777\0"u8.CopyTo(huge.AsSpan(124));
            FixChecksum(huge);
            await RefusedAsync(huge, type == '0' ? Outcome.DocumentTooLarge : Outcome.BodyTruncated);
        }

        static async Task RefusedAsync(byte[] archive, Outcome expected, long bytesMax = RegistryLimits.ArchiveBytesMax)
        {
            using LayoutFolder target = new();
            RegistryException problem = await Assert.ThrowsExactlyAsync<RegistryException>(() =>
                LayoutArchive.UnpackAsync(new MemoryStream(archive), target.Path, bytesMax));
            Assert.AreEqual(expected, problem.Outcome, problem.Message);
            Assert.IsFalse(File.Exists(Path.Combine(target.Path, "oci-layout")));
            Assert.IsFalse(File.Exists(Path.Combine(target.Path, "index.json")));
        }
    }

    [TestMethod]
    public async Task Folder_with_files_is_left_alone()
    {
        using LayoutFolder folder = new();
        File.WriteAllText(Path.Combine(folder.Path, "mine"), "mine");
        await Assert.ThrowsExactlyAsync<RegistryException>(() => LayoutArchive.UnpackAsync(new MemoryStream(), folder.Path));
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder.Path));
    }

    private static void FixChecksum(byte[] archive)
    {
        "        "u8.CopyTo(archive.AsSpan(148));
        int sum = archive.AsSpan(0, 512).ToArray().Sum(value => value);
        System.Text.Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(archive.AsSpan(148));
    }

    private static int Find(byte[] archive, ReadOnlySpan<byte> text) => archive.AsSpan().IndexOf(text);

    private static ValueTask AddAsync(TarWriter writer, string name, byte[] content) =>
        new(writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) }));

    private static async Task<byte[]> PackAsync(string folder)
    {
        using MemoryStream archive = new();
        await LayoutArchive.PackAsync(folder, archive);
        return archive.ToArray();
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        using CancellationTokenSource limit = new(20_000);
        await process.WaitForExitAsync(limit.Token);
        Assert.AreEqual(0, process.ExitCode);
    }
}
