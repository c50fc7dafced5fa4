using System.Security.Cryptography;
using System.Text.Json;
using Updater.Core.Platform;

namespace Updater.Signing;

/// <summary>
/// A Sigstore bundle v0.3 made with a plain key (sigstore/protobuf-specs, sigstore_bundle.proto): an envelope or the signature of a file, with exactly
/// one signature. Untrusted until that is found good. Bundles with certificates are refused: they need a root of trust, not a key.
/// </summary>
public sealed record SigstoreBundle
{
    /// <summary>What the signer says of the key: base64 of the SHA-256 of its SubjectPublicKeyInfo, if cosign wrote it. Untrusted.</summary>
    public string KeyHint { get; init; } = "";

    /// <summary>The envelope, or null.</summary>
    public DsseEnvelope? Envelope { get; init; }

    /// <summary>The signature of a file, or null.</summary>
    public MessageSignature? Message { get; init; }

    /// <summary>Entries of transparency logs that the bundle carries. They are not checked: a key's signature needs none.</summary>
    public int LogEntriesCount { get; init; }

    /// <summary>A bundle around an in-toto statement, signed.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="key">Key to sign with.</param>
    public static SigstoreBundle Sign(InTotoStatement statement, KeyPair key) => new()
    {
        KeyHint = HintOf(key.Public),
        Envelope = DsseEnvelope.Sign(SigstoreNames.StatementPayloadType, statement.Write(), key),
    };

    /// <summary>A bundle with the signature of a file, as <c>cosign sign-blob</c> makes it.</summary>
    /// <param name="content">The file.</param>
    /// <param name="key">Key to sign with.</param>
    public static SigstoreBundle Sign(ReadOnlySpan<byte> content, KeyPair key) => new()
    {
        KeyHint = HintOf(key.Public),
        Message = new MessageSignature(SHA256.HashData(content), key.Sign(content)),
    };

    /// <summary>The hint cosign writes for a key.</summary>
    /// <param name="key">The key.</param>
    public static string HintOf(PublicKey key) => Convert.ToBase64String(Convert.FromHexString(key.KeyId));

    /// <summary>Reads a bundle.</summary>
    /// <param name="content">The document.</param>
    /// <param name="bytesMax">Largest size taken.</param>
    /// <exception cref="SigningException">It is no such bundle; the outcome says how.</exception>
    public static SigstoreBundle Read(ReadOnlyMemory<byte> content, int bytesMax = SigningLimits.AttestationBytesMax)
    {
        using JsonDocument document = ProtoJson.Parse(content, bytesMax, "a Sigstore bundle");
        JsonElement root = document.RootElement;
        string? mediaType = ProtoJson.Text(root, "mediaType");
        if (mediaType is not (SigstoreNames.BundleType or SigstoreNames.BundleOldType))
        {
            throw new SigningException(Outcome.MediaTypeUnknown, SigstoreNames.BundleType, mediaType ?? "no mediaType",
                "sign with cosign 3, or cosign 2 with --new-bundle-format");
        }

        JsonElement material = ProtoJson.Require(ProtoJson.Object(root, "verificationMaterial"), "'verificationMaterial' of a bundle");
        JsonElement? envelope = ProtoJson.Object(root, "dsseEnvelope");
        JsonElement? message = ProtoJson.Object(root, "messageSignature");
        if ((envelope == null) == (message == null))
        {
            throw ProtoJson.Malformed("one of 'dsseEnvelope' and 'messageSignature'", envelope == null ? "none" : "both");
        }

        return new SigstoreBundle
        {
            KeyHint = ReadHint(material),
            Envelope = envelope == null ? null : ReadEnvelope(envelope.Value),
            Message = message == null ? null : ReadMessage(message.Value),
            LogEntriesCount = ProtoJson.Array(material, "tlogEntries", SigningLimits.EntriesMax)?.GetArrayLength() ?? 0,
        };
    }

    /// <summary>Writes the bundle as cosign 3 writes it, field for field.</summary>
    public byte[] Write() => CompactJson.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("mediaType", SigstoreNames.BundleType);
        json.WriteStartObject("verificationMaterial");
        json.WriteStartObject("publicKey");
        json.WriteString("hint", KeyHint);
        json.WriteEndObject();
        json.WriteEndObject();
        if (Envelope != null)
        {
            WriteEnvelope(json, Envelope);
        }

        if (Message != null)
        {
            WriteMessage(json, Message);
        }

        json.WriteEndObject();
    });

    private static string ReadHint(JsonElement material)
    {
        JsonElement? key = ProtoJson.Object(material, "publicKey");
        foreach (string other in (string[])["certificate", "x509CertificateChain"])
        {
            if (ProtoJson.Field(material, other) != null)
            {
                throw key != null
                    ? ProtoJson.Malformed($"one of 'publicKey' and '{other}'", "both")
                    : new SigningException(Outcome.SignatureUntrusted, "a bundle made with a key ('publicKey')", $"one made with a certificate ('{other}')",
                        "verify it with cosign, or sign with a key");
            }
        }

        return ProtoJson.Text(ProtoJson.Require(key, "'publicKey' in the bundle's verification material"), "hint") ?? "";
    }

    // sigstore_bundle.proto, "dsse_envelope": exactly one signature.
    private static DsseEnvelope ReadEnvelope(JsonElement value)
    {
        DsseEnvelope envelope = DsseEnvelope.Read(value);
        return envelope.Signatures.Count == 1 ? envelope
            : throw new SigningException(Outcome.TooManyEntries, "exactly one signature in a bundle", $"{envelope.Signatures.Count}",
                "sign with each key in a bundle of its own");
    }

    private static MessageSignature ReadMessage(JsonElement value)
    {
        byte[]? sha256 = null;
        if (ProtoJson.Object(value, "messageDigest") is JsonElement digest)
        {
            JsonElement? algorithm = ProtoJson.Field(digest, "algorithm");
            bool isSha256 = algorithm is { ValueKind: JsonValueKind.String } text && ProtoJson.Decode(text, "algorithm") == "SHA2_256"
                || algorithm is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out int id) && id == 1;
            sha256 = isSha256 ? ProtoJson.Bytes(digest, "digest")
                : throw ProtoJson.Malformed("a digest of algorithm SHA2_256", algorithm?.ToString() ?? "none");
        }

        return new MessageSignature(sha256, ProtoJson.Require(ProtoJson.Bytes(value, "signature"), "'signature' of a message"));
    }

    private static void WriteEnvelope(Utf8JsonWriter json, DsseEnvelope envelope)
    {
        json.WriteStartObject("dsseEnvelope");
        json.WriteBase64String("payload", envelope.Payload);
        json.WriteString("payloadType", envelope.PayloadType);
        json.WriteStartArray("signatures");
        foreach (DsseSignature signature in envelope.Signatures)
        {
            json.WriteStartObject();
            json.WriteBase64String("sig", signature.Signature);
            if (!string.IsNullOrEmpty(signature.KeyId))
            {
                json.WriteString("keyid", signature.KeyId);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteMessage(Utf8JsonWriter json, MessageSignature message)
    {
        json.WriteStartObject("messageSignature");
        if (message.Sha256 != null)
        {
            json.WriteStartObject("messageDigest");
            json.WriteString("algorithm", "SHA2_256");
            json.WriteBase64String("digest", message.Sha256);
            json.WriteEndObject();
        }

        json.WriteBase64String("signature", message.Signature);
        json.WriteEndObject();
    }
}
