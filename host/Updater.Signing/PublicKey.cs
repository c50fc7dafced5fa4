using System.Security.Cryptography;
using Updater.Core.Platform;

namespace Updater.Signing;

/// <summary>A P-256 public key as an uncompressed SubjectPublicKeyInfo (RFC 5480), 91 bytes: what a device's policy holds.</summary>
public sealed class PublicKey
{
    /// <summary>Size of the encoding, in bytes.</summary>
    public const int EncodedBytes = 91;

    private const string PemLabel = "PUBLIC KEY";
    private readonly byte[] _encoded;

    private PublicKey(byte[] encoded)
    {
        _encoded = encoded;
        KeyId = Convert.ToHexStringLower(SHA256.HashData(encoded));
    }

    /// <summary>SHA-256 of the encoding, in hexadecimal.</summary>
    public string KeyId { get; }

    /// <summary>The encoding, as a copy.</summary>
    public byte[] ToSubjectPublicKeyInfo() => (byte[])_encoded.Clone();

    /// <summary>The key in PEM.</summary>
    public string ToPem() => PemEncoding.WriteString(PemLabel, _encoded) + "\n";

    /// <summary>Reads a key.</summary>
    /// <param name="encoded">SubjectPublicKeyInfo.</param>
    public static PublicKey FromSubjectPublicKeyInfo(ReadOnlySpan<byte> encoded)
    {
        try
        {
            using ECDsa key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(encoded, out int count);
            return count == encoded.Length ? FromKey(key) : throw Malformed($"{encoded.Length - count} bytes behind the key", null);
        }
        catch (CryptographicException problem)
        {
            throw Malformed(problem.Message, problem);
        }
    }

    /// <summary>Reads a key in PEM, <c>PUBLIC KEY</c>.</summary>
    /// <param name="pem">The text.</param>
    public static PublicKey FromPem(string pem)
    {
        if (!PemEncoding.TryFind(pem, out PemFields fields) || !pem.AsSpan()[fields.Label].SequenceEqual(PemLabel))
        {
            throw Malformed("no block PUBLIC KEY", null);
        }

        return FromSubjectPublicKeyInfo(Convert.FromBase64String(pem[fields.Base64Data]));
    }

    /// <summary>Reads a key file in PEM.</summary>
    /// <param name="path">Path of the file.</param>
    public static PublicKey Read(string path) => FromPem(KeyFile.Read(path));

    /// <summary>Writes a key file in PEM.</summary>
    /// <param name="path">Path of the file; an existing one is refused.</param>
    public void Write(string path) => KeyFile.Write(path, ToPem(), isSecret: false);

    /// <summary>Whether a DER signature over data is this key's. For tools; what a device accepts is decided by the device's own code.</summary>
    /// <param name="data">The data.</param>
    /// <param name="signature">DER signature.</param>
    public bool Signed(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        using ECDsa key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(_encoded, out _);
        return key.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    internal static PublicKey FromKey(ECDsa key)
    {
        ECParameters parameters = key.ExportParameters(includePrivateParameters: false);
        if (!parameters.Curve.IsNamed || parameters.Curve.Oid.Value != ECCurve.NamedCurves.nistP256.Oid.Value)
        {
            throw Malformed($"curve {parameters.Curve.Oid?.FriendlyName ?? "without a name"}", null);
        }

        return new PublicKey(key.ExportSubjectPublicKeyInfo());
    }

    private static SigningException Malformed(string found, Exception? cause) =>
        new(Outcome.KeyMalformed, "a P-256 public key in SubjectPublicKeyInfo, PEM label PUBLIC KEY", found,
            "make keys with 'updater keygen', or openssl with curve prime256v1", cause);
}
