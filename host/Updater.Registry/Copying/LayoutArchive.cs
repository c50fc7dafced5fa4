using System.Formats.Tar;
using System.Security.Cryptography;
using Updater.Core.Platform;

namespace Updater.Registry.Copying;

/// <summary>An OCI layout as one tar file, as <c>skopeo</c>'s and <c>podman</c>'s <c>oci-archive</c>: for a stick or a mail.</summary>
public static class LayoutArchive
{
    private const string MarkerName = "oci-layout";
    private const string IndexName = "index.json";
    private const string BlobsName = "blobs/sha256/";

    /// <summary>Packs a layout. The same layout gives the same bytes.</summary>
    /// <param name="layout">Folder of the layout; nobody may write to it meanwhile.</param>
    /// <param name="target">Where the archive goes.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task PackAsync(string layout, Stream target, CancellationToken cancel = default)
    {
        await using TarWriter writer = new(target, TarEntryFormat.Ustar, leaveOpen: true);
        string blobs = Path.Combine(layout, "blobs", "sha256");
        IEnumerable<string> names = Directory.Exists(blobs)
            ? Directory.EnumerateFiles(blobs).Select(path => Path.GetFileName(path)).Where(IsBlobName).Order(StringComparer.Ordinal)
                .Select(name => BlobsName + name)
            : [];
        foreach (string name in names.Prepend(IndexName).Prepend(MarkerName))
        {
            await PackFileAsync(writer, Path.Combine(layout, name), name, cancel);
        }
    }

    /// <summary>
    /// Unpacks an archive into a folder that is empty or not there. Only the files of a layout are written, each blob only if it has the digest
    /// of its name, the index last: what was cut short is no layout.
    /// </summary>
    /// <param name="source">The archive.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="bytesMax">Most bytes written.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task UnpackAsync(Stream source, string folder, long bytesMax = RegistryLimits.ArchiveBytesMax,
        CancellationToken cancel = default)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new RegistryException(Outcome.ConfigMalformed, $"an empty folder at {folder}", "files in it", "name another folder");
        }

        Directory.CreateDirectory(Path.Combine(folder, "blobs", "sha256"));
        TarFiles files = new(source);
        byte[]? index = null;
        byte[]? marker = null;
        long leftBytes = bytesMax;
        while (await files.NextAsync(cancel))
        {
            string name = files.Name.StartsWith("./", StringComparison.Ordinal) ? files.Name[2..] : files.Name;
            bool isBlob = name.StartsWith(BlobsName, StringComparison.Ordinal) && IsBlobName(name[BlobsName.Length..]);
            if (!files.IsFile || (!isBlob && name is not (IndexName or MarkerName)))
            {
                // Other files of other tools; nothing outside a layout's own names is ever written.
                continue;
            }

            leftBytes -= files.SizeBytes;
            if (leftBytes < 0)
            {
                throw new RegistryException(Outcome.DocumentTooLarge, $"an archive of at most {bytesMax} bytes", "more",
                    "allow more, or export less");
            }

            if (isBlob)
            {
                await UnpackBlobAsync(files, folder, name[BlobsName.Length..], cancel);
            }
            else
            {
                byte[] content = await files.ReadAllAsync(RegistryLimits.LayoutIndexBytesMax, cancel);
                (index, marker) = name == IndexName ? (content, marker) : (index, content);
            }
        }

        if (index == null || marker == null)
        {
            throw new RegistryException(Outcome.ManifestMalformed, "an archive of an OCI layout", $"no {(index == null ? IndexName : MarkerName)}",
                "check the file, or export again");
        }

        await File.WriteAllBytesAsync(Path.Combine(folder, IndexName), index, cancel);
        await File.WriteAllBytesAsync(Path.Combine(folder, MarkerName), marker, cancel);
    }

    private static bool IsBlobName(string name) => OciNames.IsDigest("sha256:" + name);

    private static async Task PackFileAsync(TarWriter writer, string path, string name, CancellationToken cancel)
    {
        await using FileStream content = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        UstarTarEntry entry = new(TarEntryType.RegularFile, name)
        {
            DataStream = content,
            Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
            ModificationTime = DateTimeOffset.UnixEpoch,
        };
        await writer.WriteEntryAsync(entry, cancel);
    }

    private static async Task UnpackBlobAsync(TarFiles files, string folder, string name, CancellationToken cancel)
    {
        string path = Path.Combine(folder, "blobs", "sha256", name);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // An archive may hold a blob twice; a second one has to be as right as the first.
        await using (FileStream target = new(path, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            await files.CopyAsync(target, hash, cancel);
        }

        string found = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (found != name)
        {
            File.Delete(path);
            throw RegistryClient.Mismatch("sha256:" + name, "sha256:" + found);
        }
    }
}
