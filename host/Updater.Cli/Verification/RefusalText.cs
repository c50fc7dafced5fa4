using Updater.Cli.Commands;
using Updater.Cli.Failures;
using Updater.Cli.Inspection;
using Updater.Core.Content;
using Updater.Core.Manifests;
using Updater.Core.Platform;
using Updater.Core.Trust;

namespace Updater.Cli.Verification;

/// <summary>Says what a refusal of the device's agent means: the outcome is the agent's, the words and what was found are for people.</summary>
internal sealed class RefusalText
{
    private readonly VerificationRequest _request;
    private readonly ReleaseFacts _seen;
    private readonly Reference _reference;
    private readonly TrustPolicy _policy;
    private readonly string _repository;
    private readonly string _sign;

    private RefusalText(VerificationRequest request, ReleaseFacts seen)
    {
        _request = request;
        _seen = seen;
        _reference = request.Reference;
        _policy = request.Policy;
        _repository = ReferenceText.RepositoryOf(_reference);
        _sign = $"updater sign {_reference} --key KEY.pem";
    }

    /// <summary>The failure to report.</summary>
    /// <param name="outcome">What the agent decided.</param>
    /// <param name="request">What it was asked.</param>
    /// <param name="seen">What lies in the registry, as far as it could be read.</param>
    public static Failure Of(Outcome outcome, VerificationRequest request, ReleaseFacts seen)
    {
        RefusalText text = new(request, seen);
        (string expected, string found, string nextStep) = ExitCodes.ClassOf(outcome) switch
        {
            OutcomeClass.Transport => text.Transport(outcome),
            OutcomeClass.Format => text.Format(outcome),
            OutcomeClass.Trust => text.Trust(outcome),
            OutcomeClass.Integrity => (
                "content with the digest and size it is asked for by", "other content",
                "do not use it; ask the registry's owner, or publish it again"),
            _ => ("a release that the device accepts", OutcomeSummary.Of(outcome), "see docs/cli.md"),
        };
        return Failure.Of(outcome, expected, found, nextStep);
    }

    private (string Expected, string Found, string NextStep) Transport(Outcome outcome) => outcome switch
    {
        Outcome.Unreachable => ($"a connection to {_reference.Registry}", "none", "check the address, the network and that the registry runs"),
        Outcome.TimedOut => ($"an answer of {_reference.Registry} in time", "none", "try again later"),
        Outcome.NotFound => (
            $"{_reference}", "404 from the registry",
            $"check repository, tag and digest, or publish it: updater publish {Published()} FILE --board {_policy.Board}"),
        Outcome.Unauthorized => ($"access to {_repository}", "401 from the registry", "give --user and --password, or check them"),
        Outcome.Forbidden => ($"access to {_repository}", "403 from the registry", "ask for the right to this repository"),
        Outcome.ServerUnavailable => ($"an answer of {_reference.Registry}", "429 or 5xx", "try again later"),
        Outcome.BodyTruncated => ("the whole body", "the connection closed before its end", "try again"),
        _ => (
            "an answer of the distribution specification", OutcomeSummary.Of(outcome),
            "check that the address is a registry's and no proxy alters its answers"),
    };

    private (string Expected, string Found, string NextStep) Format(Outcome outcome) => outcome switch
    {
        Outcome.ManifestTooLarge => (
            $"a manifest of at most {Limits.ManifestBytesMax} bytes", _seen.SizeText, "publish with fewer annotations or layers"),
        Outcome.MediaTypeUnknown => (
            $"an OCI manifest or index with a layer of type {_policy.LayerType}", _seen.TypesText, "publish it with updater, or give --layer-type"),
        Outcome.NoLayerForBoard => (
            $"a manifest and one layer for board {_policy.Board}", _seen.BoardsText,
            $"publish an image for {_policy.Board}, or give another --board"),
        Outcome.VersionMalformed => (
            "a version major.minor.patch[+build]", _seen.Text(AnnotationNames.Version), "publish it with a version such as 1.2.3"),
        Outcome.CounterMalformed => (
            "a security counter from 0 to 2147483647", _seen.Text(AnnotationNames.SecurityCounter), "publish it with a counter such as 7"),
        Outcome.TooManyEntries => ("no more layers, children and signatures than a device reads", "more", "publish fewer of them"),
        Outcome.LayerAmbiguous => ($"one layer for board {_policy.Board}", "several", "publish one layer a board"),
        _ => (
            "a document as the OCI specification describes it", OutcomeSummary.Of(outcome),
            "publish it again with a client that writes OCI manifests"),
    };

    private (string Expected, string Found, string NextStep) Trust(Outcome outcome) => outcome switch
    {
        Outcome.NoSignature => ($"a signature at {_repository}:{_seen.SignatureTag}", "none", _sign),
        Outcome.SignatureUntrusted => ($"a signature by {Keys()}", _seen.SignaturesText, $"check --key, or sign it: {_sign}"),
        Outcome.SignatureMalformed => ("a P-256 signature in DER", "something else", _sign),
        Outcome.ThresholdNotMet => (
            $"signatures by {_policy.Threshold} of the {_policy.Keys.Length} keys", _seen.SignaturesText, $"sign it with the other keys too: {_sign}"),
        Outcome.SignatureForOtherDigest => ($"a signature of {_seen.Digest}", _seen.SignaturesText, _sign),
        Outcome.SignatureForOtherRepository => (
            $"a signature for {_policy.Repository}", _seen.SignaturesText,
            $"verify with --repository NAME, or sign again with --repository {_policy.Repository}"),
        Outcome.PayloadTypeWrong => ("a payload of type \"cosign container image signature\"", _seen.SignaturesText, _sign),
        Outcome.BoardMismatch => ($"board {_policy.Board}", _seen.BoardsText, "give the board it is for, or publish an image for this one"),
        Outcome.ProductMismatch => (
            $"product {_policy.Product}", _seen.Text(AnnotationNames.Product), "give the product it is for, or publish it for this one"),
        Outcome.VersionTooLow => (
            $"version {FirmwareVersion.Format(_request.FloorVersion)} or later", _seen.Text(AnnotationNames.Version), "publish a later version"),
        Outcome.CounterTooLow => (
            $"a security counter of {_request.FloorCounter} or more", _seen.Text(AnnotationNames.SecurityCounter),
            "publish it with a higher --counter"),
        Outcome.AnnotationMissing => AnnotationMissing(),
        _ => ("a release that the policy allows", OutcomeSummary.Of(outcome), "see docs/cli.md"),
    };

    private string Keys() =>
        _policy.Keys.Length == 1 ? $"key {KeyId(_policy.Keys[0])}" : "one of the keys " + string.Join(", ", _policy.Keys.Select(KeyId));

    private static string KeyId(EcPublicKey key)
    {
        byte[] id = new byte[EcPublicKey.IdBytes];
        key.CopyId(id, 0);
        return Convert.ToHexStringLower(id);
    }

    private (string Expected, string Found, string NextStep) AnnotationMissing()
    {
        string[] always = [AnnotationNames.Version, AnnotationNames.Board, AnnotationNames.SecurityCounter];
        string[] required = _policy.Product == null ? always : [.. always, AnnotationNames.Product];
        string[] missing = [.. required.Where(name => !_seen.Has(name))];
        string expected = $"the signed annotations {string.Join(", ", required)}";
        return missing.Length == 0
            ? (expected, _seen.AnnotationsText, "publish it with updater publish, which writes them")
            : (
                expected, $"no {string.Join(", no ", missing)}; there are: {_seen.AnnotationsText}",
                missing is [AnnotationNames.Product]
                    ? $"publish again with --product {_policy.Product} and sign it, or leave out --product here"
                    : "publish it with updater publish, which writes them");
    }

    // A release is published under a tag.
    private string Published() => $"{_repository}:{_reference.Tag ?? "TAG"}";
}
