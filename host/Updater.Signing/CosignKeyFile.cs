using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Org.BouncyCastle.Crypto.Generators;
using Updater.Core.Platform;

namespace Updater.Signing;

/// <summary>
/// cosign's encrypted private key (cosign, pkg/cosign/keys.go; go-securesystemslib, encrypted): a PEM block of JSON that holds PKCS#8, sealed with
/// a key that scrypt (RFC 7914) derives from the passphrase. The file is untrusted: what it asks of scrypt is bounded.
/// </summary>
internal static class CosignKeyFile
{
    public const string Label = "ENCRYPTED SIGSTORE PRIVATE KEY";

    /// <summary>cosign 1's label.</summary>
    public const string OldLabel = "ENCRYPTED COSIGN PRIVATE KEY";

    private const string KdfName = "scrypt";
    private const string CipherName = "nacl/secretbox";

    // As cosign 2.5 and 3.1 write them; they refuse other cost parameters.
    private const int WrittenN = 65536;
    private const int WrittenR = 8;
    private const int WrittenP = 1;
    private const int WrittenSaltBytes = 32;

    private static readonly JsonDocumentOptions s_strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    /// <summary>Whether a PEM label is one of cosign's.</summary>
    public static bool IsLabel(ReadOnlySpan<char> label) => label.SequenceEqual(Label) || label.SequenceEqual(OldLabel);

    /// <summary>Opens the content of the PEM block.</summary>
    /// <returns>PKCS#8; the caller wipes it.</returns>
    public static byte[] Open(byte[] content, string passphrase)
    {
        Sealed read = Read(content);
        byte[] key = Derive(passphrase, read.Salt, read.N, read.R, read.P);
        byte[]? opened = SecretBox.Open(key, read.Nonce, read.Box);
        CryptographicOperations.ZeroMemory(key);
        return opened ?? throw new SigningException(Outcome.KeyMalformed, "the passphrase this key was encrypted with",
            "one that does not open it, or a damaged file", "check the passphrase; if it is right, restore the key file from a copy");
    }

    /// <summary>Seals PKCS#8 and writes the PEM text.</summary>
    public static string Seal(byte[] pkcs8, string passphrase)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(WrittenSaltBytes);
        byte[] nonce = RandomNumberGenerator.GetBytes(SecretBox.NonceBytes);
        byte[] key = Derive(passphrase, salt, WrittenN, WrittenR, WrittenP);
        byte[] box = SecretBox.Seal(key, nonce, pkcs8);
        CryptographicOperations.ZeroMemory(key);
        return PemEncoding.WriteString(Label, Write(salt, nonce, box)) + "\n";
    }

    private static byte[] Write(byte[] salt, byte[] nonce, byte[] box) => CompactJson.Write(json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("kdf");
        json.WriteString("name", KdfName);
        json.WriteStartObject("params");
        json.WriteNumber("N", WrittenN);
        json.WriteNumber("r", WrittenR);
        json.WriteNumber("p", WrittenP);
        json.WriteEndObject();
        json.WriteBase64String("salt", salt);
        json.WriteEndObject();
        json.WriteStartObject("cipher");
        json.WriteString("name", CipherName);
        json.WriteBase64String("nonce", nonce);
        json.WriteEndObject();
        json.WriteBase64String("ciphertext", box);
        json.WriteEndObject();
    });

    private static Sealed Read(byte[] content)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(content, s_strict);
            JsonElement kdf = document.RootElement.GetProperty("kdf");
            JsonElement cipher = document.RootElement.GetProperty("cipher");
            RequireName(kdf, KdfName);
            RequireName(cipher, CipherName);
            JsonElement costs = kdf.GetProperty("params");
            Sealed read = new(costs.GetProperty("N").GetInt32(), costs.GetProperty("r").GetInt32(), costs.GetProperty("p").GetInt32(),
                kdf.GetProperty("salt").GetBytesFromBase64(), cipher.GetProperty("nonce").GetBytesFromBase64(),
                document.RootElement.GetProperty("ciphertext").GetBytesFromBase64());
            RequireBounds(read);
            return read;
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new SigningException(Outcome.KeyMalformed, "a key in cosign's encrypted form (JSON with kdf, cipher, ciphertext)", problem.Message,
                "restore the key file from a copy, or make keys with 'cosign generate-key-pair'", problem);
        }
    }

    private static void RequireName(JsonElement part, string name)
    {
        string? found = part.GetProperty("name").GetString();
        if (found != name)
        {
            throw Hostile(name, found ?? "none");
        }
    }

    // The checks multiply in 64 bits numbers of 31 bits, so each product is bounded before the next.
    private static void RequireBounds(Sealed read)
    {
        if (read.N < 2 || !BitOperations.IsPow2(read.N) || read.R < 1 || read.P < 1)
        {
            throw Hostile("scrypt with N a power of two from 2 and r, p from 1 (RFC 7914, section 2)", $"N {read.N}, r {read.R}, p {read.P}");
        }

        long memory = (long)read.N * read.R;
        if (memory > SigningLimits.ScryptBytesMax / 128 || read.P > SigningLimits.ScryptWorkMax / memory)
        {
            throw Hostile($"scrypt with at most {SigningLimits.ScryptBytesMax} bytes of memory and N r p of at most {SigningLimits.ScryptWorkMax}",
                $"N {read.N}, r {read.R}, p {read.P}");
        }

        // BouncyCastle takes no larger N with r 1 (RFC 7914, section 2: N less than 2^(128 r / 8)).
        if (read.R == 1 && read.N >= 1 << 16)
        {
            throw Hostile("scrypt with N below 65536 where r is 1 (RFC 7914, section 2)", $"N {read.N}");
        }

        if (read.Salt.Length is 0 or > SigningLimits.SaltBytesMax || read.Nonce.Length != SecretBox.NonceBytes
            || read.Box.Length <= SecretBox.TagBytes || read.Box.Length > SigningLimits.KeyFileBytesMax)
        {
            throw Hostile($"a salt of 1 to {SigningLimits.SaltBytesMax} bytes, a nonce of {SecretBox.NonceBytes}, "
                + $"a ciphertext of {SecretBox.TagBytes + 1} to {SigningLimits.KeyFileBytesMax}",
                $"{read.Salt.Length}, {read.Nonce.Length} and {read.Box.Length}");
        }
    }

    private static byte[] Derive(string passphrase, byte[] salt, int n, int r, int p)
    {
        byte[] secret = Encoding.UTF8.GetBytes(passphrase);
        if (secret.Length > SigningLimits.PassphraseBytesMax)
        {
            throw Hostile($"a passphrase of at most {SigningLimits.PassphraseBytesMax} bytes", $"{secret.Length}");
        }

        byte[] key = SCrypt.Generate(secret, salt, n, r, p, SecretBox.KeyBytes);
        CryptographicOperations.ZeroMemory(secret);
        return key;
    }

    private static SigningException Hostile(string expected, string found) =>
        new(Outcome.KeyMalformed, expected, found, "use a key file of cosign's making, or make a new one");

    private sealed record Sealed(int N, int R, int P, byte[] Salt, byte[] Nonce, byte[] Box);
}
