using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Updater.Signing;

/// <summary>Writes JSON without white space, escaping only what JSON asks for.</summary>
internal static class CompactJson
{
    private static readonly JsonWriterOptions s_compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, s_compact))
        {
            write(json);
        }

        return buffer.WrittenSpan.ToArray();
    }
}
