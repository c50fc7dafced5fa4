using Updater.Core.Content;
using Updater.Core.Digests;
using Updater.Core.Manifests;
using Updater.Core.Platform;

namespace Updater.Core.Trust;

/// <summary>
/// Counts which keys of a policy signed a manifest in cosign's tag form (cosign, specs/SIGNATURE_SPEC.md). A payload is read only after its signature is found
/// good, and signatures that do not count (foreign keys, other digests) do no harm to those that do.
/// </summary>
internal sealed class SignatureTally
{
    private const string PayloadType = "cosign container image signature";

    private readonly TrustPolicy _policy;
    private readonly EcdsaP256 _ecdsa;
    private readonly IDigest _digest;
    private readonly JsonReader _reader;
    private readonly BufferSource _source;
    private readonly byte[] _hash;
    private readonly byte[] _signature;
    private readonly bool[] _hasSigned;
    private Outcome _reason;

    internal SignatureTally(TrustPolicy policy, EcdsaP256 ecdsa, IDigest digest, JsonReader reader, byte[] hash)
    {
        _policy = policy;
        _ecdsa = ecdsa;
        _digest = digest;
        _reader = reader;
        _source = new BufferSource();
        _hash = hash;
        _signature = new byte[Limits.SignatureBytesMax];
        _hasSigned = new bool[policy.Keys.Length];
    }

    /// <summary>Different keys whose signature counted.</summary>
    internal int SignedCount { get; private set; }

    internal void Reset()
    {
        for (int i = 0; i < _hasSigned.Length; i++)
        {
            _hasSigned[i] = false;
        }

        SignedCount = 0;
        _reason = Outcome.NoSignature;
    }

    /// <summary>Why the count is too low: the reason that got furthest.</summary>
    internal Outcome Reason => SignedCount > 0 ? Outcome.ThresholdNotMet : _reason;

    internal void Add(byte[] manifestDigest, byte[] payload, int payloadCount, string signatureText)
    {
        Note(Check(manifestDigest, payload, payloadCount, signatureText));
    }

    // Outcomes of the trust class are listed from "nothing there" to "right key, wrong statement"; the larger one says more.
    internal void Note(Outcome outcome)
    {
        if (outcome != Outcome.Ok && (_reason == Outcome.NoSignature || (int)outcome > (int)_reason))
        {
            _reason = outcome;
        }
    }

    private Outcome Check(byte[] manifestDigest, byte[] payload, int payloadCount, string signatureText)
    {
        if (signatureText == null)
        {
            return Outcome.NoSignature;
        }

        Outcome outcome = Base64.Decode(signatureText, _signature, 0, _signature.Length, out int signatureCount);
        if (outcome != Outcome.Ok)
        {
            return Outcome.SignatureMalformed;
        }

        _digest.Reset();
        _digest.Update(payload, 0, payloadCount);
        _digest.Finish(_hash, 0);
        outcome = FindKey(signatureCount, out int keyIndex);
        if (outcome != Outcome.Ok)
        {
            return outcome;
        }

        outcome = CheckPayload(manifestDigest, payload, payloadCount);
        if (outcome == Outcome.Ok && !_hasSigned[keyIndex])
        {
            _hasSigned[keyIndex] = true;
            SignedCount++;
        }

        return outcome;
    }

    private Outcome FindKey(int signatureCount, out int keyIndex)
    {
        for (int i = 0; i < _hasSigned.Length; i++)
        {
            Outcome outcome = _ecdsa.Verify(_policy.Keys[i], _hash, 0, _signature, 0, signatureCount);
            if (outcome != Outcome.SignatureUntrusted)
            {
                keyIndex = i;
                return outcome;
            }
        }

        keyIndex = 0;
        return Outcome.SignatureUntrusted;
    }

    private Outcome CheckPayload(byte[] manifestDigest, byte[] bytes, int count)
    {
        _source.Reset(bytes, 0, count);
        Outcome outcome = SimpleSigningPayload.Read(_reader, _source, Limits.PayloadBytesMax, out SimpleSigningPayload payload);
        if (outcome != Outcome.Ok)
        {
            // Signed by a trusted key, but for another purpose: an attestation, say.
            return Outcome.PayloadTypeWrong;
        }

        if (payload.Type != PayloadType)
        {
            return Outcome.PayloadTypeWrong;
        }

        if (!DigestText.AreEqual(payload.Digest, manifestDigest))
        {
            return Outcome.SignatureForOtherDigest;
        }

        return payload.DockerReference == _policy.Repository ? Outcome.Ok : Outcome.SignatureForOtherRepository;
    }
}
