using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Registry.Copying;

namespace Updater.Registry.Artifacts;

/// <summary>Finds what refers to an artifact, and to that in turn (as <c>oras discover</c> does, with cosign's tags as well).</summary>
/// <param name="repository">Where to look.</param>
public sealed class Discoverer(IArtifactRepository repository)
{
    /// <summary>Looks.</summary>
    /// <param name="reference">Tag or digest of the artifact.</param>
    /// <param name="options">How far; null for the defaults.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The tree.</returns>
    public async Task<ReferrerNode> DiscoverAsync(string reference, DiscoverOptions? options = null, CancellationToken cancel = default)
    {
        FetchedManifest root = await repository.FetchManifestAsync(reference, cancel);
        HashSet<string> tags = new(await repository.ListTagsAsync(cancel), StringComparer.Ordinal);
        Walk walk = new(repository, options ?? new DiscoverOptions(), tags);
        return await walk.VisitAsync(root, null, 0, cancel);
    }

    private sealed class Walk(IArtifactRepository repository, DiscoverOptions options, HashSet<string> tags)
    {
        private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

        public async Task<ReferrerNode> VisitAsync(FetchedManifest fetched, string? tag, int depth, CancellationToken cancel)
        {
            Manifest manifest = fetched.Read();
            // The list's own words on type and annotations are not to be trusted (cosign 3 writes the empty type there).
            ContentDescriptor descriptor = fetched.Descriptor with
            {
                ArtifactType = manifest.EffectiveArtifactType,
                Annotations = manifest.Annotations,
            };
            if (!_seen.Add(descriptor.Digest) || depth == options.DepthMax)
            {
                return new ReferrerNode(descriptor, tag, []);
            }

            List<ReferrerNode> found = [];
            IReadOnlyList<ContentDescriptor> listed = await repository.ListReferrersAsync(descriptor.Digest, tags, cancel);
            RequireCount(listed.Count);
            foreach (ContentDescriptor referrer in listed.Where(entry => entry.MediaType is MediaTypes.Manifest or MediaTypes.Index))
            {
                FetchedManifest child = await repository.FetchManifestAsync(referrer.Digest, cancel);
                // A list may name anything; only the manifest's own subject makes it a referrer (distribution-spec, "Referrers Tag Schema").
                if (child.Read().Subject?.Digest == descriptor.Digest)
                {
                    Keep(found, await VisitAsync(child, null, depth + 1, cancel));
                }
            }

            await VisitTagsAsync(descriptor.Digest, found, depth, cancel);
            return new ReferrerNode(descriptor, tag,
                [.. found.OrderBy(node => node.Descriptor.ArtifactType, StringComparer.Ordinal).ThenBy(node => node.Descriptor.Digest,
                    StringComparer.Ordinal)]);
        }

        private async Task VisitTagsAsync(string digest, List<ReferrerNode> found, int depth, CancellationToken cancel)
        {
            foreach (string tag in (string[])[OciNames.SignatureTag(digest), OciNames.AttestationTag(digest), OciNames.SbomTag(digest)])
            {
                if (tags.Contains(tag))
                {
                    Keep(found, await VisitAsync(await repository.FetchManifestAsync(tag, cancel), tag, depth + 1, cancel));
                }
            }
        }

        private void Keep(List<ReferrerNode> found, ReferrerNode node)
        {
            RequireCount(0);
            if (options.ArtifactType == null || node.Descriptor.ArtifactType == options.ArtifactType || node.Referrers.Count > 0)
            {
                found.Add(node);
            }
        }

        private void RequireCount(int more)
        {
            if (_seen.Count - 1 + more > options.CountMax)
            {
                throw new RegistryException(Outcome.TooManyEntries, $"at most {options.CountMax} referrers", "more",
                    "ask for one artifact type, or for less depth");
            }
        }
    }
}
