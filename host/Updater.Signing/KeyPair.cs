using System.Security.Cryptography;
using Updater.Core.Platform;

namespace Updater.Signing;

/// <summary>A P-256 key pair: makes signatures.</summary>
public sealed class KeyPair : IDisposable
{
    private const string EncryptedLabel = "ENCRYPTED PRIVATE KEY";
    private const int KeyDerivationRounds = 600_000;
    private readonly ECDsa _key;

    private KeyPair(ECDsa key)
    {
        _key = key;
        Public = PublicKey.FromKey(key);
    }

    /// <summary>The public half.</summary>
    public PublicKey Public { get; }

    /// <summary>SHA-256 of the public half, in hexadecimal.</summary>
    public string KeyId => Public.KeyId;

    /// <summary>Makes a new pair.</summary>
    public static KeyPair Generate() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Reads a private key in PEM: PKCS#8, encrypted PKCS#8, SEC1 (<c>EC PRIVATE KEY</c>) or cosign's encrypted form.</summary>
    /// <param name="pem">The text.</param>
    /// <param name="passphrase">Passphrase of an encrypted key, or null.</param>
    public static KeyPair FromPem(string pem, string? passphrase = null)
    {
        if (PemEncoding.TryFind(pem, out PemFields fields) && CosignKeyFile.IsLabel(pem.AsSpan()[fields.Label]))
        {
            return FromCosign(pem[fields.Base64Data], passphrase);
        }

        bool isEncrypted = pem.Contains(EncryptedLabel, StringComparison.Ordinal);
        if (isEncrypted && passphrase == null)
        {
            throw Malformed("an encrypted key and no passphrase", "give the passphrase", null);
        }

        ECDsa key = ECDsa.Create();
        try
        {
            if (isEncrypted)
            {
                key.ImportFromEncryptedPem(pem, passphrase);
            }
            else
            {
                key.ImportFromPem(pem);
            }

            // A public key alone can be imported too, but not exported as a private one.
            key.ExportParameters(includePrivateParameters: true);
            return new KeyPair(key);
        }
        catch (Exception problem) when (problem is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw Malformed(problem.Message, isEncrypted ? "check the passphrase" : "give a PEM file with a private key", problem);
        }
        catch (SigningException)
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>Reads a key file in PEM.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="passphrase">Passphrase of an encrypted key, or null.</param>
    public static KeyPair Read(string path, string? passphrase = null) => FromPem(KeyFile.Read(path), passphrase);

    /// <summary>The private key in PEM: PKCS#8, encrypted (PBES2, AES-256) if there is a passphrase.</summary>
    /// <param name="passphrase">Passphrase, or null.</param>
    public string ToPrivatePem(string? passphrase = null) => (passphrase == null
        ? _key.ExportPkcs8PrivateKeyPem()
        : _key.ExportEncryptedPkcs8PrivateKeyPem(passphrase,
            new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, KeyDerivationRounds))) + "\n";

    /// <summary>The private key in cosign's encrypted form, which <c>cosign sign --key</c> takes too.</summary>
    /// <param name="passphrase">Passphrase; cosign allows an empty one.</param>
    public string ToCosignPem(string passphrase)
    {
        byte[] secret = _key.ExportPkcs8PrivateKey();
        string pem = CosignKeyFile.Seal(secret, passphrase);
        CryptographicOperations.ZeroMemory(secret);
        return pem;
    }

    /// <summary>Writes the private key in cosign's encrypted form to a file only its owner may read.</summary>
    /// <param name="path">Path of the file; an existing one is refused.</param>
    /// <param name="passphrase">Passphrase; cosign allows an empty one.</param>
    public void WriteCosign(string path, string passphrase) => KeyFile.Write(path, ToCosignPem(passphrase), isSecret: true);

    /// <summary>The private key in PEM, SEC1.</summary>
    public string ToSec1Pem() => _key.ExportECPrivateKeyPem() + "\n";

    /// <summary>Writes the private key to a file only its owner may read.</summary>
    /// <param name="path">Path of the file; an existing one is refused.</param>
    /// <param name="passphrase">Passphrase, or null.</param>
    public void WritePrivate(string path, string? passphrase = null) => KeyFile.Write(path, ToPrivatePem(passphrase), isSecret: true);

    /// <summary>Signs data: ECDSA over its SHA-256, in DER.</summary>
    /// <param name="data">The data.</param>
    public byte[] Sign(ReadOnlySpan<byte> data) => _key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private static KeyPair FromCosign(string base64, string? passphrase)
    {
        if (passphrase == null)
        {
            throw Malformed("a key in cosign's encrypted form and no passphrase", "give the passphrase", null);
        }

        byte[] secret = CosignKeyFile.Open(Convert.FromBase64String(base64), passphrase);
        ECDsa key = ECDsa.Create();
        try
        {
            key.ImportPkcs8PrivateKey(secret, out int count);
            return count == secret.Length ? new KeyPair(key) : throw new CryptographicException($"{secret.Length - count} bytes behind the key");
        }
        catch (CryptographicException problem)
        {
            key.Dispose();
            throw Malformed(problem.Message, "give a P-256 key: 'cosign generate-key-pair' makes one", problem);
        }
        catch (SigningException)
        {
            key.Dispose();
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private static SigningException Malformed(string found, string nextStep, Exception? cause) =>
        new(Outcome.KeyMalformed, "a P-256 private key in PEM (PKCS#8, SEC1 or cosign's encrypted form)", found, nextStep, cause);
}
