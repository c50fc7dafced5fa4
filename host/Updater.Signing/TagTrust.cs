using Updater.Core.Content;
using Updater.Core.Digests;
using Updater.Core.Manifests;
using Updater.Core.Platform;
using Updater.Core.Trust;

namespace Updater.Signing;

/// <summary>
/// Lets the device's own <see cref="ReleaseTrust"/> decide on signatures in the tag form. One stage for each key, as it counts keys and the host also
/// says which.
/// </summary>
internal sealed class TagTrust
{
    // The stage that reads them is not reached: only signatures are weighed here.
    private const string AnyBoard = "any";
    private static readonly string[] s_checkNames = ["signature", "payload type", "manifest digest", "repository"];

    private readonly SignaturePolicy _policy;
    private readonly (PublicKey Key, ReleaseTrust Trust)[] _stages;

    public TagTrust(SignaturePolicy policy)
    {
        _policy = policy;
        EcdsaP256 ecdsa = new();
        JsonReader reader = new(new Workspace(Limits.ChunkBytesMin));
        _stages = [.. policy.Keys.Select(key => (key, new ReleaseTrust(PolicyOf(key), ecdsa, new Sha256(), reader)))];
    }

    /// <summary>Decides on one signature.</summary>
    /// <param name="payload">The signed bytes.</param>
    /// <param name="signatureText">Base64 of the signature, or null if the layer carries none.</param>
    /// <param name="entryDigest">Digest of the layer.</param>
    /// <param name="manifestDigest">Digest of the manifest that has to be signed.</param>
    public SignatureFinding Weigh(byte[] payload, string? signatureText, string entryDigest, string manifestDigest)
    {
        DigestText.Parse(manifestDigest, out byte[] named);
        Outcome reason = Outcome.NoSignature;
        PublicKey? signer = null;
        foreach ((PublicKey key, ReleaseTrust trust) in _stages)
        {
            trust.Name(named);
            trust.AddSignature(payload, payload.Length, signatureText!);
            Outcome outcome = trust.Stage == TrustStage.Signed ? Outcome.Ok : trust.Refusal();
            if (IsSigner(outcome))
            {
                signer = key;
                reason = outcome;
                break;
            }

            reason = outcome > reason ? outcome : reason;
        }

        return Finding(reason, signer, entryDigest, manifestDigest);
    }

    private TrustPolicy PolicyOf(PublicKey key)
    {
        Outcome outcome = TrustPolicy.Create([TrustedKeys.PointOf(key)], 1, _policy.Repository, null!, AnyBoard, MediaTypes.FirmwareImage,
            out TrustPolicy policy);
        Invariant.That(outcome == Outcome.Ok);
        return policy;
    }

    // What a payload says is only looked at once the key's signature over it was found good.
    private static bool IsSigner(Outcome outcome) => FirstUnmet(outcome) > 0;

    /// <summary>How many of the checks held.</summary>
    private static int FirstUnmet(Outcome outcome) => outcome switch
    {
        Outcome.Ok => 4,
        Outcome.SignatureForOtherRepository => 3,
        Outcome.SignatureForOtherDigest => 2,
        Outcome.PayloadTypeWrong => 1,
        _ => 0,
    };

    private SignatureFinding Finding(Outcome outcome, PublicKey? signer, string entryDigest, string manifestDigest)
    {
        CheckList checks = new(SignatureForm.Tag, entryDigest);
        string[] met = [signer == null ? "" : "key " + signer.KeyId, CosignPayload.Type, manifestDigest, _policy.Repository];
        int held = FirstUnmet(outcome);
        for (int i = 0; i < held; i++)
        {
            checks.Met(s_checkNames[i], met[i]);
        }

        if (signer != null)
        {
            checks.KeyIds.Add(signer.KeyId);
        }

        return outcome == Outcome.Ok ? checks.Counts() : checks.Refused(outcome, s_checkNames[held], Unmet(outcome));
    }

    private static string Unmet(Outcome outcome) => outcome switch
    {
        Outcome.NoSignature => "none on the layer",
        Outcome.SignatureMalformed => "not a DER signature of P-256 in base64",
        Outcome.SignatureUntrusted => "no key of the policy",
        Outcome.PayloadTypeWrong => "another",
        Outcome.SignatureForOtherDigest => "another",
        Outcome.SignatureForOtherRepository => "another",
        _ => outcome.ToString(),
    };
}
