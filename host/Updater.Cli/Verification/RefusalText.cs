using System.Globalization;
using Updater.Cli.Commands;
using Updater.Cli.Failures;
using Updater.Cli.Inspection;
using Updater.Core.Content;
using Updater.Core.Manifests;
using Updater.Core.Platform;
using Updater.Core.Trust;

namespace Updater.Cli.Verification;

/// <summary>Says what a refusal of the device's agent means: the outcome is the agent's, the words and what was found are for people.</summary>
internal static class RefusalText
{
    /// <summary>The failure to report.</summary>
    /// <param name="outcome">What the agent decided.</param>
    /// <param name="request">What it was asked.</param>
    /// <param name="seen">What lies in the registry, as far as it could be read.</param>
    public static Failure Of(Outcome outcome, VerificationRequest request, ReleaseFacts seen)
    {
        (string expected, string found, string nextStep) = Describe(outcome, request, seen);
        return Failure.Of(outcome, expected, found, nextStep);
    }

    private static (string Expected, string Found, string NextStep) Describe(Outcome outcome, VerificationRequest request, ReleaseFacts seen)
    {
        Reference reference = request.Reference;
        TrustPolicy policy = request.Policy;
        string sign = $"updater sign {reference} --key KEY.pem";
        return outcome switch
        {
            Outcome.Unreachable => ($"a connection to {reference.Registry}", "none", "check the address, the network and that the registry runs"),
            Outcome.TimedOut => ($"an answer of {reference.Registry} in time", "none", "try again later"),
            Outcome.NotFound => ($"{reference}", "404 from the registry", "check repository, tag and digest; updater inspect shows what is there"),
            Outcome.Unauthorized => ($"access to {ReferenceText.RepositoryOf(reference)}", "401 from the registry", "give --user and --password, or check them"),
            Outcome.Forbidden => ($"access to {ReferenceText.RepositoryOf(reference)}", "403 from the registry", "ask for the right to this repository"),
            Outcome.ServerUnavailable => ($"an answer of {reference.Registry}", "429 or 5xx", "try again later"),
            Outcome.ManifestTooLarge => ($"a manifest of at most {Limits.ManifestBytesMax} bytes", seen.SizeText, "publish with fewer annotations or layers"),
            Outcome.MediaTypeUnknown => ($"an OCI manifest or index with a layer of type {policy.LayerType}", seen.TypesText, "publish it with updater, or give --layer-type"),
            Outcome.NoLayerForBoard => ($"a manifest and one layer for board {policy.Board}", seen.BoardsText, $"publish an image for {policy.Board}, or give another --board"),
            Outcome.NoSignature => ($"a signature at {ReferenceText.RepositoryOf(reference)}:{seen.SignatureTag}", "none", sign),
            Outcome.SignatureUntrusted => ($"a signature by {Keys(policy)}", seen.SignaturesText, $"check --key, or sign it: {sign}"),
            Outcome.SignatureMalformed => ("a P-256 signature in DER", "something else", sign),
            Outcome.ThresholdNotMet => ($"signatures by {policy.Threshold} of the {policy.Keys.Length} keys", seen.SignaturesText, $"sign it with the other keys too: {sign}"),
            Outcome.SignatureForOtherDigest => ($"a signature of {seen.Digest}", seen.SignaturesText, sign),
            Outcome.SignatureForOtherRepository => ($"a signature for {policy.Repository}", seen.SignaturesText, $"verify with --repository NAME, or sign again with --repository {policy.Repository}"),
            Outcome.PayloadTypeWrong => ("a payload of type \"cosign container image signature\"", seen.SignaturesText, sign),
            Outcome.BoardMismatch => ($"board {policy.Board}", seen.BoardsText, "give the board it is for, or publish an image for this one"),
            Outcome.ProductMismatch => ($"product {policy.Product}", seen.Text(AnnotationNames.Product), "give the product it is for, or publish it for this one"),
            Outcome.VersionTooLow => ($"version {FirmwareVersion.Format(request.FloorVersion)} or later", seen.Text(AnnotationNames.Version), "publish a later version"),
            Outcome.CounterTooLow => (
                string.Create(CultureInfo.InvariantCulture, $"a security counter of {request.FloorCounter} or more"), seen.Text(AnnotationNames.SecurityCounter), "publish it with a higher --counter"),
            Outcome.AnnotationMissing => ($"the signed annotations {Required(policy)}", seen.AnnotationsText, "publish it with updater publish, which writes them"),
            Outcome.VersionMalformed => ("a version major.minor.patch[+build]", seen.Text(AnnotationNames.Version), "publish it with a version such as 1.2.3"),
            Outcome.CounterMalformed => ("a security counter from 0 to 2147483647", seen.Text(AnnotationNames.SecurityCounter), "publish it with a counter such as 7"),
            Outcome.TooManyEntries => ("no more layers, children and signatures than a device reads", "more", "publish fewer of them"),
            Outcome.LayerAmbiguous => ($"one layer for board {policy.Board}", "several", "publish one layer a board"),
            Outcome.DigestMismatch or Outcome.SizeMismatch or Outcome.TrailingData => (
                "content with the digest and size it is asked for by", "other content", "do not use it; ask the registry's owner, or publish it again"),
            Outcome.BodyTruncated => ("the whole body", "the connection closed before its end", "try again"),
            _ when ExitCodes.ClassOf(outcome) == OutcomeClass.Format => ("a document as the OCI specification describes it", OutcomeSummary.Of(outcome), "publish it again with a client that writes OCI manifests"),
            _ when ExitCodes.ClassOf(outcome) == OutcomeClass.Transport => ("an answer of the distribution specification", OutcomeSummary.Of(outcome), "check that the address is a registry's and no proxy alters its answers"),
            _ => ("a release that the device accepts", OutcomeSummary.Of(outcome), "see docs/cli.md"),
        };
    }

    private static string Keys(TrustPolicy policy) => policy.Keys.Length == 1 ? $"key {KeyId(policy.Keys[0])}" : "one of the keys " + string.Join(", ", policy.Keys.Select(KeyId));

    private static string KeyId(EcPublicKey key)
    {
        byte[] id = new byte[EcPublicKey.IdBytes];
        key.CopyId(id, 0);
        return Convert.ToHexStringLower(id);
    }

    private static string Required(TrustPolicy policy) =>
        string.Join(", ", [AnnotationNames.Version, AnnotationNames.Board, AnnotationNames.SecurityCounter, .. policy.Product == null ? Array.Empty<string>() : [AnnotationNames.Product]]);
}
