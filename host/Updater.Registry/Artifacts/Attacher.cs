using Updater.Core.Content;

namespace Updater.Registry.Artifacts;

/// <summary>Pushes files that refer to an artifact: SBOMs, test reports, notes (as <c>oras attach</c> does).</summary>
/// <param name="client">Client of the registry.</param>
public sealed class Attacher(RegistryClient client)
{
    /// <summary>Attaches a file.</summary>
    /// <param name="repository">Repository.</param>
    /// <param name="subject">Tag or digest of what it refers to. A tag is resolved once; what is referred to is the digest.</param>
    /// <param name="artifactType">Artifact type.</param>
    /// <param name="file">The file.</param>
    /// <param name="annotations">Annotations of the manifest, or null.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The referrer's descriptor.</returns>
    public async Task<ContentDescriptor> AttachAsync(string repository, string subject, string artifactType, ArtifactFile file,
        IReadOnlyList<KeyValuePair<string, string>>? annotations = null, CancellationToken cancel = default)
    {
        ContentDescriptor found = await client.ResolveAsync(repository, subject, cancel);
        ArtifactPushOptions options = new() { Subject = found, Annotations = annotations ?? [] };
        return await new ArtifactFiles(client).PushFilesAsync(repository, null, artifactType, [file], options, cancel);
    }

    /// <summary>Deletes a tag; or by digest a manifest, with its entry in the list of referrers where that list is a tag.</summary>
    /// <param name="repository">Repository.</param>
    /// <param name="reference">Tag or digest.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task DeleteAsync(string repository, string reference, CancellationToken cancel = default)
    {
        ContentDescriptor? subject = OciNames.IsDigest(reference)
            ? (await client.FetchManifestAsync(repository, reference, cancel)).Read().Subject : null;
        await client.DeleteManifestAsync(repository, reference, cancel);
        if (subject == null || await client.TryListReferrersAsync(repository, subject.Digest, cancel) != null)
        {
            return;
        }

        // distribution-spec, "Referrers Tag Schema": the client takes the entry out. An empty list stays, distribution 2.8 deletes no tags.
        IReadOnlyList<ContentDescriptor> listed = await client.ListFallbackReferrersAsync(repository, subject.Digest, cancel);
        if (listed.Any(entry => entry.Digest == reference))
        {
            Manifest index = new() { MediaType = MediaTypes.Index, Children = [.. listed.Where(entry => entry.Digest != reference)] };
            await client.PushManifestAsync(repository, Manifests.Write(index), MediaTypes.Index, OciNames.ReferrersTag(subject.Digest), cancel);
        }
    }

    /// <summary>Moves a tag to what another tag, or a digest, names. No content is copied.</summary>
    /// <param name="repository">Repository.</param>
    /// <param name="reference">Tag or digest.</param>
    /// <param name="tags">Tags to move there.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>What the tags name now.</returns>
    public async Task<ContentDescriptor> TagAsync(string repository, string reference, IReadOnlyList<string> tags, CancellationToken cancel = default)
    {
        FetchedManifest manifest = await client.FetchManifestAsync(repository, reference, cancel);
        foreach (string tag in tags)
        {
            await client.PushManifestAsync(repository, manifest.Content, manifest.Descriptor.MediaType, tag, cancel);
        }

        return manifest.Descriptor;
    }
}
