using Updater.Core.Content;
using Updater.Core.Platform;

namespace Updater.Registry.Copying;

/// <summary>
/// Copies artifacts with everything they name from one repository to another: registry or layout, either way. Parts go before what names them,
/// referrers before the manifest they refer to, the tag last; so a manifest at the target says that its parts are there, and a second run after
/// an interrupted one sends only what is missing. One copier is for one run: it remembers what it has seen at both ends.
/// </summary>
public sealed class ArtifactCopier
{
    private static readonly EmptyContentSource s_empty = new();
    private readonly IArtifactRepository _source;
    private readonly IArtifactRepository _target;
    private readonly ArtifactCopyOptions _options;
    private readonly CopyCounts _counts;
    private readonly TargetProbe _probe = new();
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);
    private HashSet<string>? _sourceTags;
    private HashSet<string>? _targetTags;
    private int _manifests;

    /// <summary>Makes a copier.</summary>
    /// <param name="source">Where artifacts come from.</param>
    /// <param name="target">Where they go.</param>
    /// <param name="options">How to work; null for the defaults.</param>
    public ArtifactCopier(IArtifactRepository source, IArtifactRepository target, ArtifactCopyOptions? options = null)
    {
        _source = source;
        _target = target;
        _options = options ?? new ArtifactCopyOptions();
        _counts = new CopyCounts(_options.Progress);
    }

    /// <summary>What was done so far.</summary>
    public ArtifactCopyProgress Done => _counts.Now;

    /// <summary>Copies several tags; each is complete before the next begins.</summary>
    /// <param name="tags">Tags of the source.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task CopyTagsAsync(IEnumerable<string> tags, CancellationToken cancel = default)
    {
        // One list spares a question for each tag that is not there.
        _targetTags ??= new HashSet<string>(await _target.ListTagsAsync(cancel), StringComparer.Ordinal);
        foreach (string tag in tags)
        {
            await CopyAsync(tag, tag, cancel);
        }
    }

    /// <summary>Copies one artifact.</summary>
    /// <param name="reference">Tag or digest at the source.</param>
    /// <param name="tag">Tag at the target; null for the digest alone.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>What was copied.</returns>
    public async Task<ContentDescriptor> CopyAsync(string reference, string? tag, CancellationToken cancel = default)
    {
        _manifests = 0;
        FetchedManifest root = await _source.FetchManifestAsync(reference, cancel);
        if (_options.Admit != null)
        {
            await _options.Admit(root, cancel);
        }

        string digest = root.Descriptor.Digest;
        bool isTagged = tag != null && (_targetTags == null || _targetTags.Contains(tag))
            && (await _target.FindManifestAsync(tag, cancel))?.Digest == digest;
        bool isDone = _done.Contains(digest);
        if (isDone || isTagged || await IsThereAsync(root.Descriptor, cancel))
        {
            if (!isDone)
            {
                await ReviewAsync(root, 0, cancel);
            }

            if (tag != null && !isTagged)
            {
                await PushAsync(root, tag, cancel);
            }
        }
        else
        {
            await CopyTreeAsync(root, tag, 0, cancel);
        }

        if (tag != null)
        {
            _targetTags?.Add(tag);
        }

        return root.Descriptor;
    }

    /// <summary>Everything below a manifest that is not at the target, then the manifest.</summary>
    private async Task CopyTreeAsync(FetchedManifest fetched, string? tag, int depth, CancellationToken cancel)
    {
        RequireBounds(depth);
        Manifest manifest = fetched.Read();
        IEnumerable<ContentDescriptor> blobs = LayoutRepository.BlobsOf(manifest).Concat(manifest.Children.Where(child => !IsManifest(child)));
        await CopyBlobsAsync([.. blobs.DistinctBy(blob => blob.Digest)], cancel);
        foreach (ContentDescriptor child in manifest.Children.Where(IsManifest))
        {
            await CopyManifestAsync(child, depth + 1, cancel);
        }

        if (_options.Referrers != ReferrerCopy.None)
        {
            await CopyReferrersAsync(fetched.Descriptor.Digest, isNew: true, depth, cancel);
        }

        await PushAsync(fetched, tag, cancel);
    }

    /// <summary>An artifact that is there: only what refers to it, and to its children, may have come since.</summary>
    private async Task ReviewAsync(FetchedManifest fetched, int depth, CancellationToken cancel)
    {
        RequireBounds(depth);
        _done.Add(fetched.Descriptor.Digest);
        _counts.Add(now => now with { ManifestsPresent = now.ManifestsPresent + 1 });
        if (_options.Referrers != ReferrerCopy.All)
        {
            return;
        }

        foreach (ContentDescriptor child in fetched.Read().Children.Where(IsManifest))
        {
            await ReviewAsync(await _source.FetchManifestAsync(child.Digest, cancel), depth + 1, cancel);
        }

        await CopyReferrersAsync(fetched.Descriptor.Digest, isNew: false, depth, cancel);
    }

    private async Task CopyManifestAsync(ContentDescriptor descriptor, int depth, CancellationToken cancel)
    {
        if (_done.Contains(descriptor.Digest))
        {
            return;
        }

        bool isThere = await IsThereAsync(descriptor, cancel);
        if (isThere && _options.Referrers != ReferrerCopy.All)
        {
            _done.Add(descriptor.Digest);
            _counts.Add(now => now with { ManifestsPresent = now.ManifestsPresent + 1 });
            return;
        }

        FetchedManifest fetched = await _source.FetchManifestAsync(descriptor.Digest, cancel);
        await (isThere ? ReviewAsync(fetched, depth, cancel) : CopyTreeAsync(fetched, null, depth, cancel));
    }

    private async Task CopyReferrersAsync(string subject, bool isNew, int depth, CancellationToken cancel)
    {
        _sourceTags ??= new HashSet<string>(await _source.ListTagsAsync(cancel), StringComparer.Ordinal);
        IReadOnlyList<ContentDescriptor> listed = await _source.ListReferrersAsync(subject, _sourceTags, cancel);
        if (listed.Count > 0)
        {
            // What is listed at the target is complete there; what is only stored may not be listed yet, so the list decides.
            IReadOnlyList<ContentDescriptor> known = isNew && !_probe.Asks ? [] : await _target.ListReferrersAsync(subject, null, cancel);
            foreach (ContentDescriptor referrer in listed.Where(IsManifest))
            {
                await CopyReferrerAsync(referrer, known.Any(there => there.Digest == referrer.Digest), depth + 1, cancel);
            }
        }

        foreach (string tag in (string[])[OciNames.SignatureTag(subject), OciNames.AttestationTag(subject), OciNames.SbomTag(subject)])
        {
            if (_sourceTags.Contains(tag))
            {
                await CopyCosignTagAsync(tag, isNew, depth + 1, cancel);
            }
        }
    }

    private async Task CopyReferrerAsync(ContentDescriptor referrer, bool isListed, int depth, CancellationToken cancel)
    {
        if (_done.Contains(referrer.Digest))
        {
            return;
        }

        FetchedManifest fetched = await _source.FetchManifestAsync(referrer.Digest, cancel);
        await (isListed ? ReviewAsync(fetched, depth, cancel) : CopyTreeAsync(fetched, null, depth, cancel));
    }

    // cosign's own manifests are found by tag and have no referrers of their own.
    private async Task CopyCosignTagAsync(string tag, bool isNew, int depth, CancellationToken cancel)
    {
        RequireBounds(depth);
        FetchedManifest fetched = await _source.FetchManifestAsync(tag, cancel);
        bool asks = !isNew || (_probe.Asks && _targetTags?.Contains(tag) != false);
        if (asks && (await _target.FindManifestAsync(tag, cancel))?.Digest == fetched.Descriptor.Digest)
        {
            _counts.Add(now => now with { ManifestsPresent = now.ManifestsPresent + 1 });
            return;
        }

        await CopyBlobsAsync([.. LayoutRepository.BlobsOf(fetched.Read()).DistinctBy(blob => blob.Digest)], cancel);
        await PushAsync(fetched, tag, cancel);
    }

    private async Task CopyBlobsAsync(IReadOnlyList<ContentDescriptor> blobs, CancellationToken cancel)
    {
        List<ContentDescriptor> missing = [.. blobs.Where(blob => !_done.Contains(blob.Digest))];
        _counts.Add(now => now with { BytesKnown = now.BytesKnown + missing.Sum(blob => blob.SizeBytes) });
        await Parallel.ForEachAsync(missing, new ParallelOptions { MaxDegreeOfParallelism = _options.TransfersMax, CancellationToken = cancel },
            async (blob, stop) => await CopyBlobAsync(blob, stop));
        _done.UnionWith(missing.Select(blob => blob.Digest));
    }

    private async Task CopyBlobAsync(ContentDescriptor blob, CancellationToken cancel)
    {
        if (_probe.AsksFor(blob))
        {
            bool isThere = await _target.HoldsBlobAsync(blob, cancel);
            _probe.Report(isThere);
            if (isThere)
            {
                _counts.Add(now => now with { BlobsPresent = now.BlobsPresent + 1 });
                return;
            }
        }

        IBlobSource source = blob.Digest == Manifests.EmptyConfig.Digest ? s_empty : _source;
        bool isSent = await _target.TakeBlobAsync(blob, source, new CopyCounts.OfBlob(_counts), cancel);
        _counts.Add(now => isSent ? now with { BlobsSent = now.BlobsSent + 1 } : now with { BlobsMounted = now.BlobsMounted + 1 });
    }

    private async Task PushAsync(FetchedManifest fetched, string? tag, CancellationToken cancel)
    {
        await _target.PushManifestAsync(fetched, tag, cancel);
        _done.Add(fetched.Descriptor.Digest);
        _counts.Add(now => now with { ManifestsSent = now.ManifestsSent + 1 });
    }

    private async Task<bool> IsThereAsync(ContentDescriptor manifest, CancellationToken cancel)
    {
        if (!_probe.Asks)
        {
            return false;
        }

        bool isThere = await _target.FindManifestAsync(manifest.Digest, cancel) != null;
        _probe.Report(isThere);
        return isThere;
    }

    private void RequireBounds(int depth)
    {
        if (depth > RegistryLimits.TreeDepthMax || ++_manifests > RegistryLimits.TreeManifestsMax)
        {
            throw new RegistryException(Outcome.TooManyEntries,
                $"at most {RegistryLimits.TreeManifestsMax} manifests, nested at most {RegistryLimits.TreeDepthMax} deep",
                $"more in {_source.Name}", "copy the parts one by one by their digests");
        }
    }

    private static bool IsManifest(ContentDescriptor descriptor) => descriptor.MediaType is MediaTypes.Manifest or MediaTypes.Index;
}
