using System.Security.Cryptography;
using Updater.Core.Platform;
using Updater.Core.Trust;

namespace Updater.Signing;

/// <summary>A policy's keys as the device's own verification takes them: what counts as a right signature is decided there, also on the host. For one
/// thread.</summary>
internal sealed class TrustedKeys
{
    private readonly EcdsaP256 _ecdsa = new();
    private readonly (PublicKey Key, EcPublicKey Point)[] _keys;

    public TrustedKeys(IEnumerable<PublicKey> keys) => _keys = [.. keys.Select(key => (key, PointOf(key)))];

    /// <summary>The device's form of a key.</summary>
    public static EcPublicKey PointOf(PublicKey key)
    {
        byte[] encoded = key.ToSubjectPublicKeyInfo();
        Outcome outcome = EcPublicKey.Parse(encoded, 0, encoded.Length, out EcPublicKey point);
        return outcome == Outcome.Ok ? point
            : throw new SigningException(outcome, "a P-256 public key", key.KeyId, "make keys with 'updater keygen', or openssl with curve prime256v1");
    }

    /// <summary>Which key made a signature over data.</summary>
    /// <returns><see cref="Outcome.Ok"/>, <see cref="Outcome.SignatureMalformed"/> or <see cref="Outcome.SignatureUntrusted"/>.</returns>
    public Outcome FindSigner(ReadOnlySpan<byte> data, byte[] signature, out PublicKey? signer) =>
        FindSignerOfHash(SHA256.HashData(data), signature, out signer);

    /// <summary>Which key made a signature over data with this SHA-256.</summary>
    public Outcome FindSignerOfHash(byte[] sha256, byte[] signature, out PublicKey? signer)
    {
        signer = null;
        foreach ((PublicKey key, EcPublicKey point) in _keys)
        {
            Outcome outcome = _ecdsa.Verify(point, sha256, 0, signature, 0, signature.Length);
            if (outcome != Outcome.SignatureUntrusted)
            {
                signer = outcome == Outcome.Ok ? key : null;
                return outcome;
            }
        }

        return Outcome.SignatureUntrusted;
    }

    /// <summary>What can be said of the key of a signature that no key of the policy made.</summary>
    public string DescribeHint(string hint)
    {
        PublicKey? named = _keys.FirstOrDefault(pair => SigstoreBundle.HintOf(pair.Key) == hint).Key;
        return named != null ? $"names key {named.KeyId}, which did not sign this" : "no key of the policy";
    }
}
