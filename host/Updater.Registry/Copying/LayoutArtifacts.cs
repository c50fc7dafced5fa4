using System.Buffers;
using System.Security.Cryptography;
using Updater.Core.Platform;

namespace Updater.Registry.Copying;

/// <summary>A repository in an OCI layout on disk as an end of a copy. What is read is checked: the folder may come from anywhere.</summary>
/// <param name="store">The layout.</param>
/// <param name="repository">Repository.</param>
public sealed class LayoutArtifacts(LayoutStore store, string repository) : IArtifactRepository
{
    /// <inheritdoc/>
    public string Name => $"{store.Root}:{repository}";

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListTagsAsync(CancellationToken cancel) => Task.FromResult(store.Tags(repository) ?? []);

    /// <inheritdoc/>
    public Task<ContentDescriptor?> FindManifestAsync(string reference, CancellationToken cancel) =>
        Task.FromResult(store.FindManifest(repository, reference)?.Descriptor);

    /// <inheritdoc/>
    public Task<FetchedManifest> FetchManifestAsync(string reference, CancellationToken cancel)
    {
        StoredManifest found = store.FindManifest(repository, reference) ?? throw Absent(reference);
        byte[] content = Guarded(() => store.ReadManifest(found));
        string digest = Manifests.DigestOf(content);
        return digest == found.Descriptor.Digest
            ? Task.FromResult(new FetchedManifest(new ContentDescriptor(found.Descriptor.MediaType, digest, content.Length), content))
            : throw RegistryClient.Mismatch(found.Descriptor.Digest, digest);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ContentDescriptor>> ListReferrersAsync(string digest, IReadOnlySet<string>? knownTags, CancellationToken cancel)
    {
        // A layout written from a registry without the API may have the fallback tag instead.
        IReadOnlyList<ContentDescriptor> found = store.Referrers(repository, digest);
        string tag = OciNames.ReferrersTag(digest);
        if (store.FindManifest(repository, tag) == null)
        {
            return found;
        }

        IReadOnlyList<ContentDescriptor> fallback = (await FetchManifestAsync(tag, cancel)).Read().Children;
        return [.. found.Concat(fallback).DistinctBy(descriptor => descriptor.Digest)];
    }

    /// <inheritdoc/>
    public Task<bool> HoldsBlobAsync(ContentDescriptor blob, CancellationToken cancel) =>
        Task.FromResult(store.FindBlob(repository, blob.Digest) is string path && new FileInfo(path).Length == blob.SizeBytes);

    /// <inheritdoc/>
    public async Task FetchBlobAsync(ContentDescriptor blob, Stream target, IProgress<long>? progress, CancellationToken cancel)
    {
        string path = store.FindBlob(repository, blob.Digest) ?? throw Absent(blob.Digest);
        using FileStream file = Guarded(() => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0));
        if (file.Length != blob.SizeBytes)
        {
            throw new RegistryException(Outcome.SizeMismatch, $"{blob.SizeBytes} bytes in {path}", $"{file.Length}", "export the layout again");
        }

        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(RegistryLimits.CopyBytes);
        try
        {
            long done = 0;
            int count;
            while ((count = await file.ReadAsync(buffer, cancel)) > 0)
            {
                hash.AppendData(buffer.AsSpan(0, count));
                await target.WriteAsync(buffer.AsMemory(0, count), cancel);
                done += count;
                progress?.Report(done);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        string digest = "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset());
        if (digest != blob.Digest)
        {
            throw RegistryClient.Mismatch(blob.Digest, digest);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> TakeBlobAsync(ContentDescriptor blob, IBlobSource source, IProgress<long>? progress, CancellationToken cancel)
    {
        if (source is LayoutArtifacts other && other.Store == store && Guarded(() => store.MountBlob(repository, blob.Digest, other.Repository)))
        {
            return false;
        }

        BlobUpload upload = Guarded(() => store.StartUpload(repository));
        try
        {
            await using UploadStream target = new(upload);
            await source.FetchBlobAsync(blob, target, progress, cancel);
        }
        catch (Exception problem)
        {
            store.CancelUpload(upload);
            if (problem is StoreException or IOException or UnauthorizedAccessException)
            {
                throw Unwritable(problem);
            }

            throw;
        }

        Guarded(() =>
        {
            store.FinishUpload(upload, blob.Digest);
            return true;
        });
        return true;
    }

    /// <inheritdoc/>
    public Task PushManifestAsync(FetchedManifest manifest, string? tag, CancellationToken cancel)
    {
        Guarded(() => store.PutManifest(repository, tag ?? manifest.Descriptor.Digest, manifest.Descriptor.MediaType, manifest.Content));
        return Task.CompletedTask;
    }

    private LayoutStore Store => store;

    private string Repository => repository;

    private RegistryException Absent(string what) =>
        new(Outcome.NotFound, $"{what} in {Name}", "nothing", "check the reference, or export the layout again");

    private RegistryException Unwritable(Exception problem) =>
        new(Outcome.ProtocolViolation, $"content that {Name} takes, and a disk with room", problem.Message,
            "check the artifact, the folder's rights and the room on the disk", problem);

    private T Guarded<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception problem) when (problem is StoreException or IOException or UnauthorizedAccessException)
        {
            throw Unwritable(problem);
        }
    }
}
