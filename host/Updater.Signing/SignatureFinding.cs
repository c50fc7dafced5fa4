using Updater.Core.Platform;

namespace Updater.Signing;

/// <summary>What became of one signature or attestation.</summary>
/// <param name="Form">Where it lies.</param>
/// <param name="Digest">Digest of the layer (tag form) or of the referring manifest (bundle); of a file's signature, the file.</param>
/// <param name="Outcome"><see cref="Outcome.Ok"/> if it counts, else why not.</param>
/// <param name="KeyIds">Ids of the policy's keys that made it; the signature is right whatever the outcome says of the rest.</param>
/// <param name="Checks">What was checked, in order; the last one did not hold if it does not count.</param>
public sealed record SignatureFinding(
    SignatureForm Form, string Digest, Outcome Outcome, IReadOnlyList<string> KeyIds, IReadOnlyList<SignatureCheck> Checks)
{
    /// <summary>Why the findings do not suffice: the reason that got furthest, as the device says it.</summary>
    /// <param name="findings">The findings.</param>
    /// <param name="hasSigner">Whether some key counts already, so that only more of them are missing.</param>
    internal static Outcome ReasonOf(IEnumerable<SignatureFinding> findings, bool hasSigner)
    {
        Outcome reason = Outcome.NoSignature;
        foreach (SignatureFinding finding in findings)
        {
            if (finding.Outcome != Outcome.Ok && (reason == Outcome.NoSignature || finding.Outcome > reason))
            {
                reason = finding.Outcome;
            }
        }

        return hasSigner ? Outcome.ThresholdNotMet : reason;
    }
}
