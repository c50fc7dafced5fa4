using System.Text.Json;
using Updater.Core.Platform;

namespace Updater.Signing;

/// <summary>
/// Reads JSON as the protobuf specification maps it (protobuf.dev, "ProtoJSON Format"): names in lowerCamelCase or as in the proto file, null as
/// absent, bytes in either base64 alphabet with or without padding, unknown fields left alone. One thing is stricter: no name twice.
/// </summary>
internal static class ProtoJson
{
    private static readonly JsonDocumentOptions s_strict = new() { MaxDepth = SigningLimits.JsonDepthMax, AllowDuplicateProperties = false };

    /// <summary>Parses a document that is an object.</summary>
    public static JsonDocument Parse(ReadOnlyMemory<byte> content, int bytesMax, string what)
    {
        if (content.Length > bytesMax)
        {
            throw new SigningException(Outcome.DocumentTooLarge, $"{what} of at most {bytesMax} bytes", $"{content.Length}",
                "check what the file or layer holds");
        }

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(content, s_strict);
        }
        catch (JsonException problem)
        {
            throw new SigningException(Outcome.JsonMalformed, $"{what} in JSON", problem.Message, "sign again, or fetch the file again", problem);
        }

        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            JsonValueKind kind = document.RootElement.ValueKind;
            document.Dispose();
            throw Malformed($"{what} as a JSON object", kind.ToString());
        }

        return document;
    }

    /// <summary>A field by its lowerCamelCase name or the proto file's one; null if absent or null.</summary>
    public static JsonElement? Field(JsonElement parent, string name)
    {
        JsonElement? found = null;
        string protoName = ProtoName(name);
        if (parent.TryGetProperty(name, out JsonElement value))
        {
            found = value;
        }

        if (protoName != name && parent.TryGetProperty(protoName, out value))
        {
            found = found == null ? value : throw Malformed($"one of '{name}' and '{protoName}'", "both");
        }

        return found is { ValueKind: JsonValueKind.Null } ? null : found;
    }

    public static JsonElement? Object(JsonElement parent, string name) => Of(parent, name, JsonValueKind.Object);

    public static JsonElement? Array(JsonElement parent, string name, int entriesMax)
    {
        JsonElement? value = Of(parent, name, JsonValueKind.Array);
        return value is JsonElement list && list.GetArrayLength() > entriesMax
            ? throw new SigningException(Outcome.TooManyEntries, $"at most {entriesMax} entries in '{name}'", $"{list.GetArrayLength()}",
                "sign or attest again")
            : value;
    }

    public static string? Text(JsonElement parent, string name) =>
        Of(parent, name, JsonValueKind.String) is JsonElement value ? Decode(value, name) : null;

    public static byte[]? Bytes(JsonElement parent, string name)
    {
        string? text = Text(parent, name);
        if (text == null)
        {
            return null;
        }

        string standard = text.Replace('-', '+').Replace('_', '/').TrimEnd('=');
        byte[] bytes = new byte[standard.Length / 4 * 3 + 3];
        return Convert.TryFromBase64String(standard.PadRight((standard.Length + 3) / 4 * 4, '='), bytes, out int count)
            ? bytes[..count]
            : throw new SigningException(Outcome.Base64Malformed, $"base64 in '{name}'", "other characters or another length",
                "sign again, or fetch the file again");
    }

    public static T Require<T>(T? value, string what)
        where T : class => value ?? throw Malformed(what, "none");

    public static T Require<T>(T? value, string what)
        where T : struct => value ?? throw Malformed(what, "none");

    public static SigningException Malformed(string expected, string found) =>
        new(Outcome.ManifestMalformed, expected, found, "sign or attest again with cosign or 'updater'");

    public static string Decode(JsonElement value, string name)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Lone surrogates: valid to the tokenizer, not decodable.
            throw Malformed($"text in UTF-8 in '{name}'", "a lone surrogate");
        }
    }

    private static JsonElement? Of(JsonElement parent, string name, JsonValueKind kind)
    {
        JsonElement? value = Field(parent, name);
        return value == null || value.Value.ValueKind == kind ? value : throw Malformed($"{kind} in '{name}'", value.Value.ValueKind.ToString());
    }

    private static string ProtoName(string name) => string.Concat(name.Select(c => char.IsAsciiLetterUpper(c) ? "_" + char.ToLowerInvariant(c) : c.ToString()));
}
