using System.Text;

namespace Updater.Signing;

/// <summary>The payload that cosign's tag form signs (cosign, specs/SIGNATURE_SPEC.md, "Payload"), byte for byte as cosign writes it.</summary>
public static class CosignPayload
{
    /// <summary>Value of <c>critical.type</c>.</summary>
    public const string Type = "cosign container image signature";

    /// <summary>Writes a payload.</summary>
    /// <param name="dockerReference">Registry and repository, without tag or digest.</param>
    /// <param name="manifestDigest">Digest of the signed manifest.</param>
    /// <param name="optional">Annotations, or null for none.</param>
    public static byte[] Write(string dockerReference, string manifestDigest, IReadOnlyDictionary<string, string>? optional = null)
    {
        StringBuilder json = new("{\"critical\":{\"identity\":{\"docker-reference\":");
        GoJson.AppendString(json, dockerReference);
        json.Append("},\"image\":{\"docker-manifest-digest\":");
        GoJson.AppendString(json, manifestDigest);
        json.Append("},\"type\":");
        GoJson.AppendString(json, Type);
        json.Append("},\"optional\":");
        AppendOptional(json, optional);
        json.Append('}');
        return Encoding.UTF8.GetBytes(json.ToString());
    }

    // Go writes maps sorted by key, and a nil map as null.
    private static void AppendOptional(StringBuilder json, IReadOnlyDictionary<string, string>? optional)
    {
        if (optional == null || optional.Count == 0)
        {
            json.Append("null");
            return;
        }

        char separator = '{';
        foreach ((string key, string value) in optional.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json.Append(separator);
            GoJson.AppendString(json, key);
            json.Append(':');
            GoJson.AppendString(json, value);
            separator = ',';
        }

        json.Append('}');
    }
}
