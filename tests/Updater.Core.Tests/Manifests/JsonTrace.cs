using System.Text;
using System.Text.Json;
using Updater.Core.Content;
using Updater.Core.Manifests;
using Updater.Core.Platform;

namespace Updater.Core.Tests.Manifests;

/// <summary>Whole readings of a document, as text to compare.</summary>
internal static class JsonTrace
{
    /// <summary>Tokens and texts up to the end or the failure, which is the last line.</summary>
    public static string Of(JsonReader reader, IByteSource source, int bytesMax, out Outcome outcome)
    {
        StringBuilder trace = new();
        reader.Reset(source, bytesMax);
        while (true)
        {
            outcome = reader.Read();
            if (outcome != Outcome.Ok || reader.Token == JsonToken.End)
            {
                return trace.Append(outcome).ToString();
            }

            trace.Append(reader.Token);
            if (reader.Token is JsonToken.Name or JsonToken.String or JsonToken.Number)
            {
                trace.Append(' ').Append(Encoding.UTF8.GetString(reader.Text, 0, reader.TextCount));
            }

            trace.Append('\n');
        }
    }

    /// <summary>The same by System.Text.Json; null if it refuses the document.</summary>
    public static string? OfPlatform(byte[] document)
    {
        try
        {
            JsonDocumentOptions options = new() { MaxDepth = Limits.JsonDepthMax, AllowDuplicateProperties = false };
            using JsonDocument parsed = JsonDocument.Parse(document, options);
            StringBuilder trace = new();
            Utf8JsonReader reader = new(document, new JsonReaderOptions { MaxDepth = Limits.JsonDepthMax });
            while (reader.Read())
            {
                trace.Append(TraceOf(ref reader)).Append('\n');
            }

            return trace.Append(Outcome.Ok).ToString();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: GetString refuses bad UTF-8 and lone surrogates, which the tokens alone do not.
            return null;
        }
    }

    private static string TraceOf(ref Utf8JsonReader reader)
    {
        return reader.TokenType switch
        {
            JsonTokenType.StartObject => nameof(JsonToken.ObjectStart),
            JsonTokenType.EndObject => nameof(JsonToken.ObjectEnd),
            JsonTokenType.StartArray => nameof(JsonToken.ArrayStart),
            JsonTokenType.EndArray => nameof(JsonToken.ArrayEnd),
            JsonTokenType.PropertyName => nameof(JsonToken.Name) + " " + reader.GetString(),
            JsonTokenType.String => nameof(JsonToken.String) + " " + reader.GetString(),
            JsonTokenType.Number => nameof(JsonToken.Number) + " " + Encoding.ASCII.GetString(reader.ValueSpan),
            _ => reader.TokenType.ToString(),
        };
    }
}
