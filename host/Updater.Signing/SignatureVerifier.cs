using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Registry;

namespace Updater.Signing;

/// <summary>
/// Says whether enough of a policy's keys signed a manifest, in cosign's tag form or as bundles, in any mixture: foreign signatures beside good ones
/// do no harm, and neither form hides the other. What a signature in the tag form is worth, the device's own code says (<see cref="TagTrust"/>).
/// </summary>
/// <param name="client">Client of the registry.</param>
public sealed class SignatureVerifier(RegistryClient client)
{
    private readonly RegistryEvidence _evidence = new(client);

    /// <summary>Judges a manifest or index.</summary>
    /// <param name="repository">Repository it is fetched from.</param>
    /// <param name="reference">Tag or digest. A tag is resolved once; the verdict names the digest, and only that may be used afterwards.</param>
    /// <param name="policy">Who must have signed.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The verdict; a refusal is one too.</returns>
    /// <exception cref="RegistryException">The registry could not be asked, or the manifest is not there.</exception>
    public async Task<SignatureVerdict> VerifyAsync(string repository, string reference, SignaturePolicy policy, CancellationToken cancel = default)
    {
        FetchedManifest manifest = await client.FetchManifestAsync(repository, reference, cancel);
        return await JudgeAsync(repository, manifest.Descriptor, policy, cancel);
    }

    /// <summary>Judges a child of an index by the index's signatures, which cover it by its digest.</summary>
    /// <param name="repository">Repository.</param>
    /// <param name="index">Tag or digest of the index.</param>
    /// <param name="child">Digest of the child.</param>
    /// <param name="policy">Who must have signed.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The verdict on the index.</returns>
    /// <exception cref="RegistryException">The registry could not be asked, or the index does not list the child.</exception>
    public async Task<SignatureVerdict> VerifyThroughIndexAsync(
        string repository, string index, string child, SignaturePolicy policy, CancellationToken cancel = default)
    {
        FetchedManifest fetched = await client.FetchManifestAsync(repository, index, cancel);
        return fetched.Read().Children.Any(listed => listed.Digest == child)
            ? await JudgeAsync(repository, fetched.Descriptor, policy, cancel)
            : throw new RegistryException(Outcome.NotFound, $"an index that lists {child}", fetched.Descriptor.Digest, "name the index the child is of");
    }

    private async Task<SignatureVerdict> JudgeAsync(string repository, ContentDescriptor subject, SignaturePolicy policy, CancellationToken cancel)
    {
        List<SignatureFinding> findings = await WeighTagFormAsync(repository, subject.Digest, policy, cancel);
        findings.AddRange(await WeighBundlesAsync(repository, subject.Digest, policy, cancel));
        string[] keyIds = [.. findings.Where(finding => finding.Outcome == Outcome.Ok).SelectMany(finding => finding.KeyIds).Distinct()];
        return new SignatureVerdict
        {
            Subject = subject,
            Outcome = keyIds.Length >= policy.Threshold ? Outcome.Ok : SignatureFinding.ReasonOf(findings, keyIds.Length > 0),
            Threshold = policy.Threshold,
            KeyIds = keyIds,
            Findings = findings,
        };
    }

    private async Task<List<SignatureFinding>> WeighTagFormAsync(string repository, string digest, SignaturePolicy policy, CancellationToken cancel)
    {
        (IReadOnlyList<ContentDescriptor> layers, (Outcome Outcome, string Found)? unread) =
            await _evidence.ListLayersAsync(repository, OciNames.SignatureTag(digest), cancel);
        TagTrust trust = new(policy);
        List<SignatureFinding> findings = [];
        if (unread != null)
        {
            findings.Add(new CheckList(SignatureForm.Tag, digest).Refused(unread.Value.Outcome, "signature manifest", unread.Value.Found));
        }

        foreach (ContentDescriptor layer in layers)
        {
            CheckList checks = new(SignatureForm.Tag, layer.Digest);
            if (findings.Count == SigningLimits.EntriesMax)
            {
                findings.Add(checks.Refused(Outcome.TooManyEntries, "count", $"more than {SigningLimits.EntriesMax}; the rest was not looked at"));
                break;
            }

            if (layer.MediaType != MediaTypes.SimpleSigning)
            {
                // The device passes such layers over: an attestation put under the tag of signatures, say.
                findings.Add(checks.Refused(Outcome.NoSignature, "layer type", layer.MediaType));
                continue;
            }

            (byte[]? payload, (Outcome Outcome, string Found)? failure) = await _evidence.FetchAsync(repository, layer, Limits.PayloadBytesMax, cancel);
            findings.Add(payload == null
                ? checks.Refused(failure!.Value.Outcome, "payload", failure.Value.Found)
                : trust.Weigh(payload, layer.Annotation(AnnotationNames.CosignSignature), layer.Digest, digest));
        }

        return findings;
    }

    private async Task<List<SignatureFinding>> WeighBundlesAsync(string repository, string digest, SignaturePolicy policy, CancellationToken cancel)
    {
        BundleTrust trust = new(new TrustedKeys(policy.Keys));
        List<SignatureFinding> findings = [];
        await foreach (BundleEntry entry in _evidence.ListBundlesAsync(repository, digest, SigningLimits.SignatureBundleBytesMax, cancel))
        {
            findings.Add(entry.Content == null
                ? new CheckList(SignatureForm.Bundle, entry.Digest).Refused(entry.Failure!.Value.Outcome, "bundle", entry.Failure.Value.Found)
                : trust.Weigh(entry.Content, entry.Digest, digest));
        }

        return findings;
    }
}
