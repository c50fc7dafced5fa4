using Updater.Core.Platform;
using Updater.Registry;

namespace Updater.Signing;

/// <summary>What a policy says of a manifest, with all that was looked at.</summary>
public sealed record SignatureVerdict
{
    /// <summary>The manifest that was judged.</summary>
    public required ContentDescriptor Subject { get; init; }

    /// <summary><see cref="Outcome.Ok"/> if enough keys signed, else why not.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>Whether enough keys signed.</summary>
    public bool IsAccepted => Outcome == Outcome.Ok;

    /// <summary>How many keys had to sign.</summary>
    public required int Threshold { get; init; }

    /// <summary>Ids of the policy's keys that signed, in either form.</summary>
    public required IReadOnlyList<string> KeyIds { get; init; }

    /// <summary>Each signature that was found.</summary>
    public required IReadOnlyList<SignatureFinding> Findings { get; init; }

    /// <summary>Throws unless enough keys signed.</summary>
    /// <exception cref="SigningException">Too few keys signed; the outcome says why.</exception>
    public void ThrowIfRefused()
    {
        if (!IsAccepted)
        {
            throw new SigningException(Outcome, $"signatures of {Threshold} of the policy's keys over {Subject.Digest}", Found(), NextStep());
        }
    }

    private string Found() => Findings.Count == 0
        ? "no signature"
        : $"{KeyIds.Count} that counts, of {Findings.Count} signature(s): " + string.Join("; ", Findings.Take(4).Select(Describe));

    private static string Describe(SignatureFinding finding) => finding.Outcome == Outcome.Ok
        ? $"{finding.Form} form: good"
        : $"{finding.Form} form: {finding.Outcome}" + (finding.Checks.Count == 0 ? "" : $" ({finding.Checks[^1].Name}: {finding.Checks[^1].Found})");

    private string NextStep() => Outcome switch
    {
        Outcome.NoSignature => "sign it with 'updater sign', or name the digest that was signed",
        Outcome.SignatureForOtherRepository => "name the repository it was signed for, or sign it for this one",
        Outcome.PayloadTypeWrong => "sign it with 'updater sign': an attestation is no signature",
        Outcome.ThresholdNotMet => "have the other keys' owners sign it",
        _ => "check the keys, and do not use the artifact until the right one signed it",
    };
}
