using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Registry;

namespace Updater.Signing;

/// <summary>Signs manifests in cosign's tag form (cosign, specs/SIGNATURE_SPEC.md): <c>cosign verify --key</c> takes the result.</summary>
/// <param name="client">Client of the registry.</param>
public sealed class CosignTagSigner(RegistryClient client)
{
    private const string ConfigType = "application/vnd.oci.image.config.v1+json";

    /// <summary>Signs a manifest or index. A signature by the same key over the same payload is kept, not doubled.</summary>
    /// <param name="repository">Repository.</param>
    /// <param name="reference">Tag or digest of what is signed. A tag is resolved once; what is signed is the digest.</param>
    /// <param name="key">Key to sign with.</param>
    /// <param name="options">How to sign; null for the defaults.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>Descriptor of the signed manifest.</returns>
    public async Task<ContentDescriptor> SignAsync(
        string repository, string reference, KeyPair key, CosignSignOptions? options = null, CancellationToken cancel = default)
    {
        options ??= new CosignSignOptions();
        FetchedManifest manifest = await client.FetchManifestAsync(repository, reference, cancel);
        await SignDigestAsync(repository, manifest.Descriptor.Digest, key, options, cancel);
        if (options.IsRecursive && manifest.Descriptor.MediaType == MediaTypes.Index)
        {
            foreach (ContentDescriptor child in manifest.Read().Children)
            {
                await SignDigestAsync(repository, child.Digest, key, options, cancel);
            }
        }

        return manifest.Descriptor;
    }

    private async Task SignDigestAsync(string repository, string digest, KeyPair key, CosignSignOptions options, CancellationToken cancel)
    {
        string dockerReference = options.DockerReference ?? $"{client.Authority}/{repository}";
        byte[] payload = CosignPayload.Write(dockerReference, digest, options.Annotations);
        string tag = OciNames.SignatureTag(digest);
        FetchedManifest? existing = await FindAsync(repository, tag, cancel);
        if (existing != null && IsSigned(existing.Read(), payload, key.Public))
        {
            return;
        }

        ContentDescriptor payloadBlob = await client.PushBlobAsync(repository, payload, MediaTypes.SimpleSigning, cancel);
        List<string> layers = existing == null ? [] : CosignManifest.LayersOf(existing.Content);
        List<string> payloads = existing == null ? [] : [.. existing.Read().Layers.Select(layer => layer.Digest)];
        layers.Add(CosignManifest.Layer(payloadBlob, key.Sign(payload)));
        payloads.Add(payloadBlob.Digest);
        if (layers.Count > RegistryLimits.EntriesMax)
        {
            throw new SigningException(Outcome.TooManyEntries, $"at most {RegistryLimits.EntriesMax} signatures", $"{layers.Count}",
                "delete the signature tag, then sign again");
        }

        byte[] config = CosignManifest.Config(payloads);
        await client.PushBlobAsync(repository, config, ConfigType, cancel);
        await client.PushManifestAsync(repository, CosignManifest.Write(config, layers), MediaTypes.Manifest, tag, cancel);
    }

    // No decision of trust: it only keeps a repeated 'sign' from growing the manifest.
    private static bool IsSigned(Manifest existing, byte[] payload, PublicKey key)
    {
        string digest = Manifests.DigestOf(payload);
        foreach (ContentDescriptor layer in existing.Layers)
        {
            string? text = layer.Digest == digest ? layer.Annotation(AnnotationNames.CosignSignature) : null;
            byte[] signature = new byte[256];
            if (text != null && Convert.TryFromBase64String(text, signature, out int count) && key.Signed(payload, signature.AsSpan(0, count)))
            {
                return true;
            }
        }

        return false;
    }

    private async Task<FetchedManifest?> FindAsync(string repository, string tag, CancellationToken cancel)
    {
        try
        {
            return await client.FetchManifestAsync(repository, tag, cancel);
        }
        catch (RegistryException problem) when (problem.Outcome == Outcome.NotFound)
        {
            return null;
        }
    }
}
