using System.Runtime.CompilerServices;
using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Registry;

namespace Updater.Signing;

/// <summary>
/// Fetches what is attached to a manifest: layers of the <c>.sig</c> and <c>.att</c> tags, bundles among the referrers. What is missing, too large or
/// altered is one entry that does not count; a registry that does not answer is a failure of the whole, never "no signature".
/// </summary>
internal sealed class RegistryEvidence(RegistryClient client)
{
    /// <summary>The layers of the manifest behind a tag, none if there is no such tag; or why they cannot be read.</summary>
    public async Task<(IReadOnlyList<ContentDescriptor> Layers, (Outcome Outcome, string Found)? Failure)> ListLayersAsync(
        string repository, string tag, CancellationToken cancel)
    {
        try
        {
            return ((await client.FetchManifestAsync(repository, tag, cancel)).Read().Layers, null);
        }
        catch (RegistryException problem) when (problem.Outcome == Outcome.NotFound)
        {
            return ([], null);
        }
        catch (RegistryException problem) when (IsOfTheEntry(problem.Outcome))
        {
            return ([], (problem.Outcome, problem.Found));
        }
    }

    /// <summary>A blob, or why it could not be had.</summary>
    public async Task<(byte[]? Content, (Outcome Outcome, string Found)? Failure)> FetchAsync(
        string repository, ContentDescriptor blob, int bytesMax, CancellationToken cancel)
    {
        try
        {
            return (await client.FetchBlobAsync(repository, blob, bytesMax, cancel), null);
        }
        catch (RegistryException problem) when (IsOfTheEntry(problem.Outcome))
        {
            return (null, (problem.Outcome, problem.Found));
        }
    }

    /// <summary>The bundles that refer to a manifest.</summary>
    public async IAsyncEnumerable<BundleEntry> ListBundlesAsync(
        string repository, string digest, int bytesMax, [EnumeratorCancellation] CancellationToken cancel)
    {
        (IReadOnlyList<ContentDescriptor> listed, (Outcome, string)? failure) = await ListReferrersAsync(repository, digest, cancel);
        if (failure != null)
        {
            yield return new BundleEntry(digest, null, failure);
        }

        int count = 0;
        foreach (ContentDescriptor referrer in listed)
        {
            if (!MayBeBundle(referrer.ArtifactType))
            {
                continue;
            }

            if (count++ == SigningLimits.EntriesMax)
            {
                yield return new BundleEntry(referrer.Digest, null, (Outcome.TooManyEntries, $"more than {SigningLimits.EntriesMax}; the rest was not looked at"));
                yield break;
            }

            BundleEntry? entry = await FetchBundleAsync(repository, referrer.Digest, bytesMax, cancel);
            if (entry != null)
            {
                yield return entry;
            }
        }
    }

    private async Task<(IReadOnlyList<ContentDescriptor> Listed, (Outcome Outcome, string Found)? Failure)> ListReferrersAsync(
        string repository, string digest, CancellationToken cancel)
    {
        try
        {
            return (await client.ListReferrersAsync(repository, digest, null, cancel), null);
        }
        catch (RegistryException problem) when (IsOfTheEntry(problem.Outcome))
        {
            return ([], (problem.Outcome, problem.Found));
        }
    }

    // distribution-spec has descriptors state the artifact type, but cosign 3 writes the empty type into fallback indexes: then the manifest tells.
    private static bool MayBeBundle(string? artifactType) =>
        artifactType is null or "" or MediaTypes.Empty || IsBundle(artifactType);

    private static bool IsBundle(string? mediaType) => mediaType is SigstoreNames.BundleType or SigstoreNames.BundleOldType;

    private static bool IsOfTheEntry(Outcome outcome) => outcome == Outcome.NotFound || (int)outcome / 100 != (int)OutcomeClass.Transport;

    /// <summary>Null if the referrer is no bundle.</summary>
    private async Task<BundleEntry?> FetchBundleAsync(string repository, string digest, int bytesMax, CancellationToken cancel)
    {
        Manifest manifest;
        try
        {
            manifest = (await client.FetchManifestAsync(repository, digest, cancel)).Read();
        }
        catch (RegistryException problem) when (IsOfTheEntry(problem.Outcome))
        {
            return new BundleEntry(digest, null, (problem.Outcome, problem.Found));
        }

        if (!IsBundle(manifest.EffectiveArtifactType))
        {
            return null;
        }

        if (manifest.Layers.Count != 1 || !IsBundle(manifest.Layers[0].MediaType))
        {
            return new BundleEntry(digest, null, (Outcome.ManifestMalformed, $"{manifest.Layers.Count} layer(s), not one bundle"));
        }

        (byte[]? content, (Outcome, string)? failure) = await FetchAsync(repository, manifest.Layers[0], bytesMax, cancel);
        return new BundleEntry(digest, content, failure);
    }
}
