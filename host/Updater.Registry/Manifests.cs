using System.Buffers;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Updater.Core.Content;
using Updater.Core.Platform;

namespace Updater.Registry;

/// <summary>Writes and reads OCI manifests and indexes (image-spec, manifest.md and image-index.md). Output is compact, fields in the
/// specification's order.</summary>
public static class Manifests
{
    private static readonly JsonWriterOptions s_compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonDocumentOptions s_strict = new() { MaxDepth = RegistryLimits.JsonDepthMax, AllowDuplicateProperties = false };

    /// <summary>The empty JSON object, <c>{}</c>: config of an artifact that needs none.</summary>
    public static ReadOnlySpan<byte> EmptyContent => "{}"u8;

    /// <summary>Descriptor of <see cref="EmptyContent"/> (image-spec, manifest.md, "Guidance for an Empty Descriptor").</summary>
    public static ContentDescriptor EmptyConfig { get; } =
        Describe(MediaTypes.Empty, EmptyContent) with { Data = EmptyContent.ToArray() };

    /// <summary>The digest of some bytes, as text.</summary>
    /// <param name="content">The bytes.</param>
    public static string DigestOf(ReadOnlySpan<byte> content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>Describes content.</summary>
    /// <param name="mediaType">Media type.</param>
    /// <param name="content">The bytes.</param>
    public static ContentDescriptor Describe(string mediaType, ReadOnlySpan<byte> content) => new(mediaType, DigestOf(content), content.Length);

    /// <summary>Writes an image manifest or an index, by its media type.</summary>
    /// <param name="manifest">What to write.</param>
    public static byte[] Write(Manifest manifest)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, s_compact))
        {
            json.WriteStartObject();
            json.WriteNumber("schemaVersion", 2);
            json.WriteString("mediaType", manifest.MediaType);
            if (manifest.ArtifactType != null)
            {
                json.WriteString("artifactType", manifest.ArtifactType);
            }

            if (manifest.MediaType == MediaTypes.Index)
            {
                WriteList(json, "manifests", manifest.Children);
            }
            else
            {
                json.WritePropertyName("config");
                WriteDescriptor(json, manifest.Config ?? EmptyConfig);
                WriteList(json, "layers", manifest.Layers);
            }

            if (manifest.Subject != null)
            {
                json.WritePropertyName("subject");
                WriteDescriptor(json, manifest.Subject);
            }

            WriteAnnotations(json, manifest.Annotations);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads an image manifest or index.</summary>
    /// <param name="content">The document.</param>
    /// <param name="mediaType">The media type it came with, used where the document states none.</param>
    /// <exception cref="RegistryException">It is neither; the outcome says how.</exception>
    public static Manifest Read(ReadOnlyMemory<byte> content, string? mediaType = null)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(content, s_strict);
            return ReadRoot(document.RootElement, mediaType);
        }
        catch (JsonException problem)
        {
            throw new RegistryException(Outcome.JsonMalformed, "a manifest in JSON", problem.Message,
                "push the artifact again; if it persists, the registry alters content");
        }
    }

    internal static void WriteDescriptor(Utf8JsonWriter json, ContentDescriptor descriptor)
    {
        json.WriteStartObject();
        json.WriteString("mediaType", descriptor.MediaType);
        json.WriteString("digest", descriptor.Digest);
        json.WriteNumber("size", descriptor.SizeBytes);
        if (descriptor.Data != null)
        {
            json.WriteBase64String("data", descriptor.Data);
        }

        if (descriptor.ArtifactType != null)
        {
            json.WriteString("artifactType", descriptor.ArtifactType);
        }

        WriteAnnotations(json, descriptor.Annotations);
        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<ContentDescriptor> descriptors)
    {
        json.WriteStartArray(name);
        foreach (ContentDescriptor descriptor in descriptors)
        {
            WriteDescriptor(json, descriptor);
        }

        json.WriteEndArray();
    }

    private static void WriteAnnotations(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, string>> annotations)
    {
        if (annotations.Count == 0)
        {
            return;
        }

        json.WriteStartObject("annotations");
        foreach (KeyValuePair<string, string> pair in annotations)
        {
            json.WriteString(pair.Key, pair.Value);
        }

        json.WriteEndObject();
    }

    private static Manifest ReadRoot(JsonElement root, string? mediaType)
    {
        Require(root.ValueKind == JsonValueKind.Object, "a JSON object", root.ValueKind.ToString());
        string stated = Text(root, "mediaType") ?? mediaType ?? (root.TryGetProperty("manifests", out _) ? MediaTypes.Index : MediaTypes.Manifest);
        Require(root.TryGetProperty("schemaVersion", out JsonElement version) && version.ValueKind == JsonValueKind.Number
            && version.TryGetInt32(out int number) && number == 2,
            "schemaVersion 2", "another or none");
        return new Manifest
        {
            MediaType = stated,
            ArtifactType = Text(root, "artifactType"),
            Config = Single(root, "config"),
            Layers = List(root, "layers"),
            Children = List(root, "manifests"),
            Subject = Single(root, "subject"),
            Annotations = ReadAnnotations(root),
        };
    }

    private static ContentDescriptor? Single(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? ReadDescriptor(value) : null;

    private static List<ContentDescriptor> List(JsonElement parent, string name)
    {
        List<ContentDescriptor> list = [];
        if (!parent.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return list;
        }

        Require(value.ValueKind == JsonValueKind.Array, $"an array in '{name}'", value.ValueKind.ToString());
        Require(value.GetArrayLength() <= RegistryLimits.EntriesMax, $"at most {RegistryLimits.EntriesMax} entries in '{name}'",
            $"{value.GetArrayLength()}");
        foreach (JsonElement entry in value.EnumerateArray())
        {
            list.Add(ReadDescriptor(entry));
        }

        return list;
    }

    internal static ContentDescriptor ReadDescriptor(JsonElement value)
    {
        Require(value.ValueKind == JsonValueKind.Object, "a descriptor", value.ValueKind.ToString());
        string? digest = Text(value, "digest");
        Require(OciNames.IsDigest(digest), "a digest sha256:<64 hex digits>", digest ?? "none");
        long sizeBytes = -1;
        Require(value.TryGetProperty("size", out JsonElement size) && size.ValueKind == JsonValueKind.Number && size.TryGetInt64(out sizeBytes)
            && sizeBytes >= 0,
            "a size of 0 or more", "another or none");
        string? mediaType = Text(value, "mediaType");
        Require(mediaType != null, "a mediaType in each descriptor", "none");
        return new ContentDescriptor(mediaType!, digest!, sizeBytes)
        {
            ArtifactType = Text(value, "artifactType"),
            Annotations = ReadAnnotations(value),
        };
    }

    private static List<KeyValuePair<string, string>> ReadAnnotations(JsonElement parent)
    {
        List<KeyValuePair<string, string>> list = [];
        if (!parent.TryGetProperty("annotations", out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return list;
        }

        Require(value.ValueKind == JsonValueKind.Object, "an object in 'annotations'", value.ValueKind.ToString());
        foreach (JsonProperty property in value.EnumerateObject())
        {
            Require(property.Value.ValueKind == JsonValueKind.String, $"a string in annotation '{property.Name}'",
                property.Value.ValueKind.ToString());
            list.Add(new(property.Name, Decode(property.Value)));
        }

        return list;
    }

    private static string? Text(JsonElement parent, string name)
    {
        if (!parent.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        Require(value.ValueKind == JsonValueKind.String, $"a string in '{name}'", value.ValueKind.ToString());
        return Decode(value);
    }

    private static string Decode(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Lone surrogates: valid to the tokenizer, not decodable.
            throw Malformed("text in UTF-8", "a lone surrogate");
        }
    }

    private static void Require(bool condition, string expected, string found)
    {
        if (!condition)
        {
            throw Malformed(expected, found);
        }
    }

    private static RegistryException Malformed(string expected, string found) =>
        new(Outcome.ManifestMalformed, expected, found, "push the artifact again with a client that writes OCI manifests");
}
