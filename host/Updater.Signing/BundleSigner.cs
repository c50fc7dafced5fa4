using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Registry;

namespace Updater.Signing;

/// <summary>Signs manifests with Sigstore bundles, one referrer a signature: <c>cosign verify --key</c> of version 3 takes the result. Such a signature
/// names no repository.</summary>
/// <param name="client">Client of the registry.</param>
/// <param name="time">Clock for the manifest's annotation; null for the system's.</param>
public sealed class BundleSigner(RegistryClient client, TimeProvider? time = null)
{
    private readonly RegistryEvidence _evidence = new(client);
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Signs a manifest or index. A signature by the same key is kept, not doubled.</summary>
    /// <param name="repository">Repository.</param>
    /// <param name="reference">Tag or digest of what is signed. A tag is resolved once; what is signed is the digest.</param>
    /// <param name="key">Key to sign with.</param>
    /// <param name="isRecursive">Whether the children of an index are signed as well, as <c>cosign sign -r</c>.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>Descriptor of the signed manifest.</returns>
    public async Task<ContentDescriptor> SignAsync(
        string repository, string reference, KeyPair key, bool isRecursive = false, CancellationToken cancel = default)
    {
        FetchedManifest manifest = await client.FetchManifestAsync(repository, reference, cancel);
        await SignOneAsync(repository, manifest.Descriptor, key, cancel);
        if (isRecursive && manifest.Descriptor.MediaType == MediaTypes.Index)
        {
            foreach (ContentDescriptor child in manifest.Read().Children)
            {
                await SignOneAsync(repository, child, key, cancel);
            }
        }

        return manifest.Descriptor;
    }

    private async Task SignOneAsync(string repository, ContentDescriptor subject, KeyPair key, CancellationToken cancel)
    {
        BundleTrust trust = new(new TrustedKeys([key.Public]));
        await foreach (BundleEntry entry in _evidence.ListBundlesAsync(repository, subject.Digest, SigningLimits.SignatureBundleBytesMax, cancel))
        {
            if (entry.Content != null && trust.Weigh(entry.Content, entry.Digest, subject.Digest).Outcome == Outcome.Ok)
            {
                return;
            }
        }

        SigstoreBundle bundle = SigstoreBundle.Sign(InTotoStatement.Signature(subject.Digest), key);
        await BundlePush.PushAsync(client, repository, subject, bundle, SigstoreNames.SignPredicate, _time.GetUtcNow(), cancel);
    }
}
