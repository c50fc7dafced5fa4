namespace Updater.Registry.Copying;

/// <summary>
/// One repository as an end of a copy: at a registry, or in an OCI layout on disk. What it fetches by digest has that digest, or it throws a
/// <see cref="RegistryException"/>.
/// </summary>
public interface IArtifactRepository : IBlobSource
{
    /// <summary>Where it is, for messages.</summary>
    string Name { get; }

    /// <summary>Its tags; none if there is no such repository.</summary>
    /// <param name="cancel">Stops it.</param>
    Task<IReadOnlyList<string>> ListTagsAsync(CancellationToken cancel);

    /// <summary>What a tag or digest names, or null.</summary>
    /// <param name="reference">Tag or digest.</param>
    /// <param name="cancel">Stops it.</param>
    Task<ContentDescriptor?> FindManifestAsync(string reference, CancellationToken cancel);

    /// <summary>Fetches a manifest or index.</summary>
    /// <param name="reference">Tag or digest.</param>
    /// <param name="cancel">Stops it.</param>
    Task<FetchedManifest> FetchManifestAsync(string reference, CancellationToken cancel);

    /// <summary>Manifests that refer to one.</summary>
    /// <param name="digest">Digest of the subject.</param>
    /// <param name="knownTags">Tags of the repository if they are known: spares a request where there is no referrers API.</param>
    /// <param name="cancel">Stops it.</param>
    Task<IReadOnlyList<ContentDescriptor>> ListReferrersAsync(string digest, IReadOnlySet<string>? knownTags, CancellationToken cancel);

    /// <summary>Whether it holds a blob.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="cancel">Stops it.</param>
    Task<bool> HoldsBlobAsync(ContentDescriptor blob, CancellationToken cancel);

    /// <summary>Takes a blob from another repository; it is visible only when whole and right.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="source">Where it is.</param>
    /// <param name="progress">Told how many bytes came so far.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>Whether bytes were sent; else it was mounted from a repository beside this one.</returns>
    Task<bool> TakeBlobAsync(ContentDescriptor blob, IBlobSource source, IProgress<long>? progress, CancellationToken cancel);

    /// <summary>Stores a manifest whose parts are there.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="tag">Tag to move to it, or null.</param>
    /// <param name="cancel">Stops it.</param>
    Task PushManifestAsync(FetchedManifest manifest, string? tag, CancellationToken cancel);
}
