using System.Security.Cryptography;
using Updater.Core.Content;

namespace Updater.Registry;

/// <summary>
/// An OCI image layout on disk that holds several repositories (image-spec, image-layout.md). Blobs are shared, visibility is per repository.
/// Content is written to a temporary file, checked, flushed and renamed, and <c>index.json</c> is replaced as a whole, so a killed writer leaves
/// nothing half visible.
/// </summary>
public sealed class LayoutStore : IDisposable
{
    /// <summary>Annotation of an entry of <c>index.json</c> that names its repository.</summary>
    public const string RepositoryAnnotation = "vnd.updater.repository";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LayoutRepository> _repositories = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BlobUpload> _uploads = new(StringComparer.Ordinal);
    private readonly LayoutFiles _files;
    private readonly LayoutPending _pending;
    private readonly LayoutStoreOptions _options;

    /// <summary>Opens a layout, or makes one. Leftovers of a killed writer are removed.</summary>
    /// <param name="root">Folder of the layout.</param>
    /// <param name="options">How to work; null for the defaults.</param>
    /// <exception cref="IOException">Another process has the layout open.</exception>
    /// <exception cref="RegistryException"><c>index.json</c> cannot be read.</exception>
    public LayoutStore(string root, LayoutStoreOptions? options = null)
    {
        _options = options ?? new LayoutStoreOptions();
        _files = new LayoutFiles(root, _options.FlushesToDisk, _options.IsReadOnly);
        try
        {
            LayoutIndex.Load(_files, _options, _repositories);
            _pending = new LayoutPending(_files.PendingPath);
            _pending.Load(_files, _repositories, _options.IsReadOnly);
        }
        catch
        {
            _files.Dispose();
            throw;
        }
    }

    /// <summary>Folder of the layout.</summary>
    public string Root => _files.Root;

    /// <summary>Names of the repositories, sorted.</summary>
    public IReadOnlyList<string> Repositories
    {
        get
        {
            lock (_lock)
            {
                return [.. _repositories.Keys.Order(StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>Uploads begun and not ended.</summary>
    internal int OpenUploads
    {
        get
        {
            lock (_lock)
            {
                return _uploads.Count;
            }
        }
    }

    /// <summary>Finds a manifest.</summary>
    /// <param name="repository">Repository.</param>
    /// <param name="reference">Tag or digest.</param>
    /// <returns>The manifest, or null.</returns>
    public StoredManifest? FindManifest(string repository, string reference)
    {
        lock (_lock)
        {
            if (!_repositories.TryGetValue(repository, out LayoutRepository? found))
            {
                return null;
            }

            string? digest = found.Tags.GetValueOrDefault(reference, reference);
            return found.Manifests.GetValueOrDefault(digest);
        }
    }

    /// <summary>Reads a manifest's bytes.</summary>
    /// <param name="manifest">A manifest this store returned.</param>
    public byte[] ReadManifest(StoredManifest manifest) => File.ReadAllBytes(_files.BlobPath(manifest.Descriptor.Digest));

    /// <summary>The path of a blob's file if the repository holds it, else null.</summary>
    /// <param name="repository">Repository.</param>
    /// <param name="digest">Digest.</param>
    public string? FindBlob(string repository, string digest)
    {
        if (!OciNames.IsDigest(digest))
        {
            return null;
        }

        lock (_lock)
        {
            if (!_repositories.TryGetValue(repository, out LayoutRepository? found) || !found.Holds(digest))
            {
                return null;
            }
        }

        string path = _files.BlobPath(digest);
        return File.Exists(path) ? path : null;
    }

    /// <summary>Tags of a repository in ordinal order, or null if there is no such repository.</summary>
    /// <param name="repository">Repository.</param>
    public IReadOnlyList<string>? Tags(string repository)
    {
        lock (_lock)
        {
            return _repositories.TryGetValue(repository, out LayoutRepository? found) ? [.. found.Tags.Keys.Order(StringComparer.Ordinal)] : null;
        }
    }

    /// <summary>Manifests whose subject is the given one, ordered by digest.</summary>
    /// <param name="repository">Repository.</param>
    /// <param name="subject">Digest of the subject; it need not exist.</param>
    public IReadOnlyList<ContentDescriptor> Referrers(string repository, string subject)
    {
        lock (_lock)
        {
            return _repositories.TryGetValue(repository, out LayoutRepository? found)
                ? [.. found.Manifests.Values
                    .Where(manifest => manifest.Subject == subject)
                    .Select(manifest => manifest.Descriptor)
                    .OrderBy(descriptor => descriptor.Digest, StringComparer.Ordinal)]
                : [];
        }
    }

    /// <summary>Stores a small blob.</summary>
    /// <param name="repository">Repository.</param>
    /// <param name="content">The bytes.</param>
    /// <returns>The digest.</returns>
    public string PutBlob(string repository, ReadOnlySpan<byte> content)
    {
        RequireWritable(repository);
        string digest = Manifests.DigestOf(content);
        _files.WriteBlob(digest, content);
        AddBlob(repository, digest);
        return digest;
    }

    /// <summary>Stores a manifest and, if a tag is given, moves the tag to it.</summary>
    /// <param name="repository">Repository.</param>
    /// <param name="reference">Tag, or the digest the content must have.</param>
    /// <param name="mediaType">Media type as pushed.</param>
    /// <param name="content">The bytes; kept exactly.</param>
    /// <returns>What was stored.</returns>
    public StoredManifest PutManifest(string repository, string reference, string mediaType, byte[] content)
    {
        RequireWritable(repository);
        bool isDigest = OciNames.IsDigest(reference);
        if (!isDigest && !OciNames.IsTag(reference))
        {
            throw new StoreException(400, reference.Contains(':') ? "DIGEST_INVALID" : "TAG_INVALID",
                "neither a tag nor a digest sha256:<64 lower-case hex digits>");
        }

        string digest = Manifests.DigestOf(content);
        if (isDigest && digest != reference)
        {
            throw StoreException.DigestMismatch(reference, digest);
        }

        Manifest? manifest = ReadChecked(mediaType, content);
        StoredManifest stored = Describe(mediaType, digest, content.Length, manifest);
        lock (_lock)
        {
            LayoutRepository found = Open(repository);
            RequireContent(found, manifest);
            _files.WriteBlob(digest, content);
            found.Add(stored, manifest);
            if (!isDigest)
            {
                found.Tags[reference] = digest;
            }

            LayoutIndex.Save(_files, _repositories);
        }

        return stored;
    }

    /// <summary>Removes a tag, or a manifest with all its tags (distribution-spec, "Content Management").</summary>
    /// <param name="repository">Repository.</param>
    /// <param name="reference">Tag or digest.</param>
    /// <returns>Whether there was one.</returns>
    public bool DeleteManifest(string repository, string reference)
    {
        RequireWritable();
        lock (_lock)
        {
            if (!_repositories.TryGetValue(repository, out LayoutRepository? found))
            {
                return false;
            }

            if (found.Tags.Remove(reference))
            {
                LayoutIndex.Save(_files, _repositories);
                return true;
            }

            if (!found.Manifests.Remove(reference))
            {
                return false;
            }

            foreach (string tag in found.Tags.Where(pair => pair.Value == reference).Select(pair => pair.Key).ToList())
            {
                found.Tags.Remove(tag);
            }

            LayoutIndex.Save(_files, _repositories);
            RemoveIfUnheld(reference);
            return true;
        }
    }

    /// <summary>Removes a blob from a repository; its file goes when no other repository holds it.</summary>
    /// <param name="repository">Repository.</param>
    /// <param name="digest">Digest.</param>
    /// <returns>Whether there was one.</returns>
    public bool DeleteBlob(string repository, string digest)
    {
        RequireWritable();
        lock (_lock)
        {
            if (!_repositories.TryGetValue(repository, out LayoutRepository? found) || !found.RemoveBlob(digest))
            {
                return false;
            }

            _pending.Rewrite(_files, _repositories);
            RemoveIfUnheld(digest);
            return true;
        }
    }

    /// <summary>
    /// Removes what nothing needs: blobs that no manifest names, files that no repository holds (a killed writer's, or a deleted manifest's), and
    /// manifests without a tag if asked for. The store answers nobody meanwhile. A client that was told that a blob is there and pushes its
    /// manifest more than the minimum age later is told to push the blob.
    /// </summary>
    /// <param name="options">What to remove; null for the defaults.</param>
    /// <returns>What was removed.</returns>
    public GarbageSummary CollectGarbage(GarbageOptions? options = null)
    {
        options ??= new GarbageOptions();
        RequireWritable();
        lock (_lock)
        {
            LayoutGarbage garbage = new(_files, _repositories, options);
            garbage.Find();
            GarbageSummary summary = new(garbage.Manifests.Count, garbage.Blobs.Count, garbage.Files.Count, garbage.Files.Sum(file => file.Length));
            if (options.IsDryRun)
            {
                return summary;
            }

            garbage.Manifests.ForEach(found => found.Repository.Manifests.Remove(found.Digest));
            garbage.Blobs.ForEach(found => found.Repository.RemoveBlob(found.Digest));
            // The index first: a crash between leaves files that nothing names, not names without files.
            LayoutIndex.Save(_files, _repositories);
            _pending.Rewrite(_files, _repositories);
            garbage.Files.ForEach(file => file.Delete());
            return summary;
        }
    }

    /// <summary>Makes a blob of one repository visible in another without copying it.</summary>
    /// <param name="repository">Where it shall be visible.</param>
    /// <param name="digest">Digest.</param>
    /// <param name="from">Where it is; null for any repository.</param>
    /// <returns>Whether it was there.</returns>
    public bool MountBlob(string repository, string digest, string? from)
    {
        RequireWritable(repository);
        lock (_lock)
        {
            bool isHeld = from == null
                ? _repositories.Values.Any(other => other.Blobs.Contains(digest))
                : _repositories.TryGetValue(from, out LayoutRepository? source) && source.Blobs.Contains(digest);
            if (!isHeld || !File.Exists(_files.BlobPath(digest)))
            {
                return false;
            }

            _files.Touch(digest);
            AddPending(repository, digest);
            return true;
        }
    }

    /// <summary>Closes the store: open uploads are dropped.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (BlobUpload upload in _uploads.Values)
            {
                upload.Discard();
            }

            _uploads.Clear();
        }

        _files.Dispose();
    }

    internal BlobUpload StartUpload(string repository)
    {
        RequireWritable(repository);
        lock (_lock)
        {
            if (_uploads.Count >= RegistryLimits.UploadSessionsMax && !DropIdleUpload())
            {
                throw new StoreException(429, "TOOMANYREQUESTS", $"{_uploads.Count} uploads are open");
            }

            string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
            BlobUpload upload = new(id, repository, _files.NewTemporaryPath(), _options.BlobBytesMax);
            _uploads.Add(id, upload);
            return upload;
        }
    }

    internal BlobUpload FindUpload(string repository, string id)
    {
        lock (_lock)
        {
            return _uploads.TryGetValue(id, out BlobUpload? upload) && upload.Repository == repository ? upload
                : throw StoreException.UploadUnknown();
        }
    }

    internal void CancelUpload(BlobUpload upload)
    {
        lock (_lock)
        {
            _uploads.Remove(upload.Id);
        }

        upload.Discard();
    }

    /// <summary>Ends an upload: the content must have the digest. A wrong one drops the upload, nothing becomes visible.</summary>
    internal void FinishUpload(BlobUpload upload, string digest)
    {
        // Outside the try: a second request that ends the same upload is refused here and must not drop the first one's file.
        string found = upload.Close(_options.FlushesToDisk);
        try
        {
            if (found != digest)
            {
                throw StoreException.DigestMismatch(digest, found);
            }

            _files.MoveToBlobs(upload.Path, digest);
            AddBlob(upload.Repository, digest);
        }
        finally
        {
            CancelUpload(upload);
        }
    }

    private void RequireWritable()
    {
        if (_options.IsReadOnly)
        {
            throw new StoreException(405, "UNSUPPORTED", "this layout is only read");
        }
    }

    private void RequireWritable(string repository)
    {
        RequireWritable();
        if (!OciNames.IsRepository(repository))
        {
            throw StoreException.NameInvalid(repository);
        }
    }

    private Manifest? ReadChecked(string mediaType, byte[] content)
    {
        if (content.Length > RegistryLimits.ManifestBytesMax)
        {
            throw new StoreException(413, "SIZE_INVALID", $"a manifest may have {RegistryLimits.ManifestBytesMax} bytes");
        }

        try
        {
            Manifest manifest = Manifests.Read(content, mediaType);
            if (manifest.MediaType != mediaType && !_options.AllowsAnyManifest)
            {
                throw new StoreException(400, "MANIFEST_INVALID", $"Content-Type is {mediaType}, the manifest says {manifest.MediaType}");
            }

            return manifest;
        }
        catch (RegistryException problem)
        {
            return _options.AllowsAnyManifest ? null
                : throw new StoreException(400, "MANIFEST_INVALID", $"expected {problem.Expected}; found {problem.Found}");
        }
    }

    internal static StoredManifest Describe(string mediaType, string digest, long sizeBytes, Manifest? manifest)
    {
        ContentDescriptor descriptor = new(mediaType, digest, sizeBytes)
        {
            ArtifactType = manifest?.EffectiveArtifactType,
            Annotations = manifest?.Annotations ?? [],
        };
        return new StoredManifest(descriptor, manifest?.Subject?.Digest);
    }

    private void RequireContent(LayoutRepository repository, Manifest? manifest)
    {
        if (manifest == null || _options.AllowsMissingContent || _options.AllowsAnyManifest)
        {
            return;
        }

        foreach (ContentDescriptor blob in LayoutRepository.BlobsOf(manifest))
        {
            if (!repository.Holds(blob.Digest))
            {
                throw new StoreException(400, "MANIFEST_BLOB_UNKNOWN", $"push blob {blob.Digest} first");
            }
        }

        foreach (ContentDescriptor child in manifest.Children)
        {
            // image-spec, image-index.md: children of other types than manifests may be anything.
            if (child.MediaType is MediaTypes.Manifest or MediaTypes.Index && !repository.Manifests.ContainsKey(child.Digest))
            {
                throw new StoreException(400, "MANIFEST_BLOB_UNKNOWN", $"push manifest {child.Digest} first");
            }
        }
    }

    private LayoutRepository Open(string repository)
    {
        if (!_repositories.TryGetValue(repository, out LayoutRepository? found))
        {
            found = new LayoutRepository();
            _repositories.Add(repository, found);
        }

        return found;
    }

    private void AddBlob(string repository, string digest)
    {
        lock (_lock)
        {
            AddPending(repository, digest);
        }
    }

    private void AddPending(string repository, string digest)
    {
        if (Open(repository).AddBlob(digest))
        {
            _pending.Append(repository, digest, _files, _repositories);
        }
    }

    private void RemoveIfUnheld(string digest)
    {
        if (!_repositories.Values.Any(repository => repository.Holds(digest)))
        {
            _files.DeleteBlob(digest);
        }
    }

    private bool DropIdleUpload()
    {
        BlobUpload? oldest = _uploads.Values.Where(upload => upload.IdleMs > RegistryLimits.UploadIdleMs).MaxBy(upload => upload.IdleMs);
        if (oldest == null)
        {
            return false;
        }

        _uploads.Remove(oldest.Id);
        oldest.Discard();
        return true;
    }
}
