using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Updater.Images;

/// <summary>A P-256 key a bootloader or verifier trusts. Safe to share between threads.</summary>
public sealed class McubootPublicKey
{
    private const string P256Oid = "1.2.840.10045.3.1.7";

    private readonly byte[] _spki;
    private readonly byte[] _hash;
    // Importing a key costs about as much as using it, and ECDsa must not be used by two threads at a time.
    private readonly ConcurrentBag<ECDsa> _idle = [];

    private McubootPublicKey(byte[] spki)
    {
        _spki = spki;
        _hash = SHA256.HashData(spki);
    }

    /// <summary>SubjectPublicKeyInfo, DER.</summary>
    public ReadOnlySpan<byte> Spki => _spki;

    /// <summary>SHA-256 of it: what the KEYHASH TLV holds.</summary>
    public ReadOnlySpan<byte> SpkiSha256 => _hash;

    /// <summary>The public half of a key.</summary>
    /// <exception cref="ImageFormatException">Not on P-256.</exception>
    public static McubootPublicKey From(ECDsa key)
    {
        string? oid = key.ExportParameters(false).Curve.Oid.Value;
        return oid == P256Oid
            ? new McubootPublicKey(key.ExportSubjectPublicKeyInfo())
            : throw new ImageFormatException("key cannot be used", "a key on P-256", $"curve {oid ?? "without name"}", "make one with updater keygen");
    }

    /// <summary>Reads a key from PEM, public or private.</summary>
    /// <exception cref="ImageFormatException">Not a P-256 key in PEM.</exception>
    public static McubootPublicKey FromPem(string pem)
    {
        using ECDsa key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException)
        {
            throw new ImageFormatException("key cannot be read", "a P-256 key in PEM", $"something else ({error.Message})", "make one with updater keygen");
        }

        return From(key);
    }

    /// <summary>Whether this key made the signature over a SHA-256 digest. Zero bytes behind the DER value are ignored, as imgtool's <c>--pad-sig</c> writes them.</summary>
    public bool Verify(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        if (signature.Length is < 8 or > ImageLimits.SignatureBytesMax || signature[0] != 0x30 || signature[1] + 2 > signature.Length)
        {
            return false;
        }

        int length = signature[1] + 2;
        if (signature[length..].ContainsAnyExcept((byte)0))
        {
            return false;
        }

        ECDsa key = _idle.TryTake(out ECDsa? idle) ? idle : Import();
        bool isRight = key.VerifyHash(digest, signature[..length], DSASignatureFormat.Rfc3279DerSequence);
        _idle.Add(key);
        return isRight;
    }

    private ECDsa Import()
    {
        ECDsa key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(_spki, out _);
        return key;
    }
}
