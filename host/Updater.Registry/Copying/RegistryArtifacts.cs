using Updater.Core.Platform;

namespace Updater.Registry.Copying;

/// <summary>A repository at a registry as an end of a copy.</summary>
/// <param name="client">Client of the registry.</param>
/// <param name="repository">Repository.</param>
public sealed class RegistryArtifacts(RegistryClient client, string repository) : IArtifactRepository
{
    private volatile bool _lacksReferrers;

    /// <inheritdoc/>
    public string Name => $"{client.Authority}/{repository}";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListTagsAsync(CancellationToken cancel)
    {
        try
        {
            return [.. (await client.ListTagsAsync(repository, cancel)).Where(OciNames.IsTag)];
        }
        catch (RegistryException problem) when (problem.Outcome == Outcome.NotFound)
        {
            return [];
        }
    }

    /// <inheritdoc/>
    public async Task<ContentDescriptor?> FindManifestAsync(string reference, CancellationToken cancel)
    {
        try
        {
            return await client.ResolveAsync(repository, reference, cancel);
        }
        catch (RegistryException problem) when (problem.Outcome == Outcome.NotFound)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public Task<FetchedManifest> FetchManifestAsync(string reference, CancellationToken cancel) =>
        client.FetchManifestAsync(repository, reference, cancel);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ContentDescriptor>> ListReferrersAsync(string digest, IReadOnlySet<string>? knownTags, CancellationToken cancel)
    {
        if (!_lacksReferrers)
        {
            IReadOnlyList<ContentDescriptor>? listed = await client.TryListReferrersAsync(repository, digest, cancel);
            if (listed != null)
            {
                return listed;
            }

            _lacksReferrers = true;
        }

        return knownTags == null || knownTags.Contains(OciNames.ReferrersTag(digest))
            ? await client.ListFallbackReferrersAsync(repository, digest, cancel)
            : [];
    }

    /// <inheritdoc/>
    public Task<bool> HoldsBlobAsync(ContentDescriptor blob, CancellationToken cancel) => client.BlobExistsAsync(repository, blob.Digest, cancel);

    /// <inheritdoc/>
    public Task FetchBlobAsync(ContentDescriptor blob, Stream target, IProgress<long>? progress, CancellationToken cancel) =>
        client.FetchBlobAsync(repository, blob, target, progress, cancel);

    /// <inheritdoc/>
    public Task<bool> TakeBlobAsync(ContentDescriptor blob, IBlobSource source, IProgress<long>? progress, CancellationToken cancel) =>
        client.SendBlobAsync(repository, blob, (target, stop) => source.FetchBlobAsync(blob, target, progress, stop), MountOf(source), cancel);

    /// <inheritdoc/>
    public Task PushManifestAsync(FetchedManifest manifest, string? tag, CancellationToken cancel) =>
        client.PushManifestAsync(repository, manifest.Content, manifest.Descriptor.MediaType, tag, cancel);

    private string? MountOf(IBlobSource source) => source is RegistryArtifacts other && other.Client.Authority == client.Authority
        && other.Repository != repository ? other.Repository : null;

    private RegistryClient Client => client;

    private string Repository => repository;
}
