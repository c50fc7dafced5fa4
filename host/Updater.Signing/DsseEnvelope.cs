using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Updater.Signing;

/// <summary>A DSSE envelope (secure-systems-lab/dsse, envelope.md): a payload with its type, both signed. Untrusted until its signature is found
/// good.</summary>
public sealed record DsseEnvelope
{
    /// <summary>Type of the payload.</summary>
    public required string PayloadType { get; init; }

    /// <summary>The payload.</summary>
    public required byte[] Payload { get; init; }

    /// <summary>The signatures.</summary>
    public required IReadOnlyList<DsseSignature> Signatures { get; init; }

    /// <summary>What is signed: the pre-authentication encoding (DSSE protocol.md), <c>DSSEv1 length type length payload</c>.</summary>
    public byte[] ToSignedBytes()
    {
        int typeBytes = Encoding.UTF8.GetByteCount(PayloadType);
        byte[] head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"DSSEv1 {typeBytes} {PayloadType} {Payload.Length} "));
        return [.. head, .. Payload];
    }

    /// <summary>An envelope around a payload, signed.</summary>
    /// <param name="payloadType">Type of the payload.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="key">Key to sign with.</param>
    public static DsseEnvelope Sign(string payloadType, byte[] payload, KeyPair key)
    {
        DsseEnvelope bare = new() { PayloadType = payloadType, Payload = payload, Signatures = [] };
        return bare with { Signatures = [new DsseSignature(key.Sign(bare.ToSignedBytes()))] };
    }

    /// <summary>Reads an envelope that stands alone.</summary>
    /// <param name="content">The document.</param>
    /// <param name="bytesMax">Largest size taken.</param>
    /// <exception cref="SigningException">It is none; the outcome says how.</exception>
    public static DsseEnvelope Read(ReadOnlyMemory<byte> content, int bytesMax = SigningLimits.AttestationBytesMax)
    {
        using JsonDocument document = ProtoJson.Parse(content, bytesMax, "a DSSE envelope");
        return Read(document.RootElement);
    }

    /// <summary>Writes the envelope as it stands alone in cosign's tag form: payload type first, an empty key id.</summary>
    public byte[] Write() => CompactJson.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("payloadType", PayloadType);
        json.WriteBase64String("payload", Payload);
        json.WriteStartArray("signatures");
        foreach (DsseSignature signature in Signatures)
        {
            json.WriteStartObject();
            json.WriteString("keyid", signature.KeyId ?? "");
            json.WriteBase64String("sig", signature.Signature);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    internal static DsseEnvelope Read(JsonElement value)
    {
        List<DsseSignature> signatures = [];
        JsonElement list = ProtoJson.Require(ProtoJson.Array(value, "signatures", SigningLimits.EnvelopeSignaturesMax), "signatures of an envelope");
        foreach (JsonElement entry in list.EnumerateArray())
        {
            if (entry.ValueKind != JsonValueKind.Object)
            {
                throw ProtoJson.Malformed("an object in 'signatures'", entry.ValueKind.ToString());
            }

            byte[] signature = ProtoJson.Require(ProtoJson.Bytes(entry, "sig"), "'sig' in each signature");
            signatures.Add(new DsseSignature(signature, ProtoJson.Text(entry, "keyid")));
        }

        return signatures.Count == 0
            ? throw ProtoJson.Malformed("a signature in the envelope", "none")
            : new DsseEnvelope
            {
                PayloadType = ProtoJson.Require(ProtoJson.Text(value, "payloadType"), "'payloadType' of an envelope"),
                Payload = ProtoJson.Require(ProtoJson.Bytes(value, "payload"), "'payload' of an envelope"),
                Signatures = signatures,
            };
    }
}
