using Updater.Core.Platform;

namespace Updater.Signing;

/// <summary>
/// Decides whether a bundle is a signature of a manifest: signed by a key of the policy, statement of type <c>…/sign/v1</c>, about this manifest. An
/// attestation never is, whatever the annotations of its manifest say: cosign's own verify lets one pass. No input or output here, so that this
/// decision can move to where the device makes it.
/// </summary>
internal sealed class BundleTrust(TrustedKeys keys)
{
    private readonly EnvelopeTrust _envelopes = new(keys);

    /// <summary>Decides on a bundle.</summary>
    /// <param name="content">The bundle.</param>
    /// <param name="entryDigest">Digest of the referring manifest.</param>
    /// <param name="manifestDigest">Digest of the manifest that has to be signed.</param>
    public SignatureFinding Weigh(byte[] content, string entryDigest, string manifestDigest)
    {
        CheckList checks = new(SignatureForm.Bundle, entryDigest);
        SigstoreBundle bundle;
        try
        {
            bundle = SigstoreBundle.Read(content, SigningLimits.SignatureBundleBytesMax);
        }
        catch (SigningException problem)
        {
            return checks.Refused(problem.Outcome, "bundle", problem.Found);
        }

        checks.Met("bundle", SigstoreNames.BundleType);
        return bundle.Envelope == null
            ? checks.Refused(Outcome.PayloadTypeWrong, "content", "the signature of a file, which names no manifest")
            : _envelopes.Open(bundle.Envelope, bundle.KeyHint, manifestDigest, checks, IsSignature, out _) ?? checks.Counts();
    }

    private static bool IsSignature(string predicateType) => predicateType == SigstoreNames.SignPredicate;
}
