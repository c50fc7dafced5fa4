using Updater.Core.Platform;

namespace Updater.Registry;

/// <summary>The files of a layout. The only place that makes paths; every digest is checked before it becomes one.</summary>
internal sealed class LayoutFiles : IDisposable
{
    private readonly bool _flushes;
    private readonly string _blobs;
    private readonly string _uploads;
    private readonly FileStream? _exclusive;

    public LayoutFiles(string root, bool flushes, bool isReadOnly)
    {
        Root = Path.GetFullPath(root);
        _flushes = flushes;
        _blobs = Path.Combine(Root, "blobs", "sha256");
        _uploads = Path.Combine(Root, ".uploads");
        if (isReadOnly)
        {
            RequireLayout();
            return;
        }

        Directory.CreateDirectory(_blobs);
        Directory.CreateDirectory(_uploads);
        _exclusive = new FileStream(Path.Combine(Root, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        RemoveLeftovers();
        string marker = Path.Combine(Root, "oci-layout");
        if (!File.Exists(marker))
        {
            WriteWhole(marker, "{\"imageLayoutVersion\":\"1.0.0\"}"u8);
        }
    }

    public string Root { get; }

    public string IndexPath => Path.Combine(Root, "index.json");

    public string PendingPath => Path.Combine(Root, ".pending");

    public string BlobPath(string digest) =>
        OciNames.IsDigest(digest) ? Path.Combine(_blobs, digest["sha256:".Length..]) : throw StoreException.DigestInvalid(digest);

    public string NewTemporaryPath() => Path.Combine(_uploads, Guid.NewGuid().ToString("N"));

    public void WriteBlob(string digest, ReadOnlySpan<byte> content)
    {
        string path = BlobPath(digest);
        if (File.Exists(path))
        {
            Touch(digest);
        }
        else
        {
            WriteWhole(path, content);
        }
    }

    /// <summary>Writes beside, forces to the disk, renames: readers see the old file or the new one.</summary>
    public void WriteWhole(string path, ReadOnlySpan<byte> content)
    {
        string temporary = NewTemporaryPath();
        try
        {
            using (FileStream file = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                file.Write(content);
                file.Flush(_flushes);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    public void MoveToBlobs(string temporary, string digest) => File.Move(temporary, BlobPath(digest), overwrite: true);

    /// <summary>Makes a blob young again: somebody wants it, so it is no garbage now.</summary>
    public void Touch(string digest) => File.SetLastWriteTimeUtc(BlobPath(digest), DateTime.UtcNow);

    /// <summary>All files of blobs, whoever wrote them.</summary>
    public IEnumerable<FileInfo> BlobFiles() => new DirectoryInfo(_blobs).EnumerateFiles().Where(file => OciNames.IsDigest("sha256:" + file.Name));

    public void DeleteBlob(string digest) => File.Delete(BlobPath(digest));

    public void Dispose() => _exclusive?.Dispose();

    private void RequireLayout()
    {
        // image-spec, image-layout.md, "oci-layout file"; the index is what is read.
        foreach (string path in (string[])[Path.Combine(Root, "oci-layout"), IndexPath])
        {
            if (!File.Exists(path))
            {
                throw new RegistryException(Outcome.NotFound, $"an OCI image layout in {Root}", $"no {Path.GetFileName(path)}",
                    "check the path, or export the layout again");
            }
        }
    }

    private void RemoveLeftovers()
    {
        foreach (string file in Directory.EnumerateFiles(_uploads))
        {
            File.Delete(file);
        }
    }
}
