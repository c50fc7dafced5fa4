using System.Text.Json;
using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Registry;

namespace Updater.Signing;

/// <summary>The manifest that holds signatures in cosign's tag form: one layer for each, and a config that lists them, field for field as cosign
/// writes them.</summary>
internal static class CosignManifest
{
    private const string ConfigType = "application/vnd.oci.image.config.v1+json";
    private const string ZeroTime = "0001-01-01T00:00:00Z";

    /// <summary>The layers of an existing signature manifest as they stand: cosign may have put certificates or bundles beside the
    /// signature.</summary>
    public static List<string> LayersOf(byte[] manifest)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(manifest);
            return [.. document.RootElement.GetProperty("layers").EnumerateArray().Select(layer => layer.GetRawText())];
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new SigningException(Outcome.ManifestMalformed, "a signature manifest with layers", problem.Message,
                "delete the signature tag, then sign again", problem);
        }
    }

    /// <summary>A layer for one signature.</summary>
    public static string Layer(ContentDescriptor payload, byte[] signature)
    {
        return Text(json =>
        {
            json.WriteStartObject();
            json.WriteString("mediaType", payload.MediaType);
            json.WriteNumber("size", payload.SizeBytes);
            json.WriteString("digest", payload.Digest);
            json.WriteStartObject("annotations");
            json.WriteString(AnnotationNames.CosignSignature, Convert.ToBase64String(signature));
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    /// <summary>The config, which names the payloads of all layers.</summary>
    public static byte[] Config(IReadOnlyList<string> payloadDigests)
    {
        return CompactJson.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("architecture", "");
            json.WriteString("created", ZeroTime);
            json.WriteStartArray("history");
            for (int i = 0; i < payloadDigests.Count; i++)
            {
                json.WriteStartObject();
                json.WriteString("created", ZeroTime);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("os", "");
            json.WriteStartObject("rootfs");
            json.WriteString("type", "layers");
            json.WriteStartArray("diff_ids");
            foreach (string digest in payloadDigests)
            {
                json.WriteStringValue(digest);
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteStartObject("config");
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    /// <summary>The manifest.</summary>
    public static byte[] Write(byte[] config, IReadOnlyList<string> layers)
    {
        return CompactJson.Write(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("schemaVersion", 2);
            json.WriteString("mediaType", MediaTypes.Manifest);
            json.WriteStartObject("config");
            json.WriteString("mediaType", ConfigType);
            json.WriteNumber("size", config.Length);
            json.WriteString("digest", Manifests.DigestOf(config));
            json.WriteEndObject();
            json.WriteStartArray("layers");
            foreach (string layer in layers)
            {
                json.WriteRawValue(layer);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static string Text(Action<Utf8JsonWriter> write) => System.Text.Encoding.UTF8.GetString(CompactJson.Write(write));
}
