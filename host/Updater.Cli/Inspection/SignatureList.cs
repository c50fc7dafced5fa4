using System.Text.Json;
using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Registry;
using Updater.Signing;

namespace Updater.Cli.Inspection;

/// <summary>Reads the signatures of a release in cosign's tag form, to list them.</summary>
internal static class SignatureList
{
    /// <summary>Lists the signatures of a manifest; none if it has none.</summary>
    public static async Task<IReadOnlyList<SignatureEntry>> FetchAsync(
        RegistryClient client, string repository, string digest, IReadOnlyList<PublicKey> keys, CancellationToken cancel)
    {
        Manifest manifest;
        try
        {
            manifest = (await client.FetchManifestAsync(repository, OciNames.SignatureTag(digest), cancel)).Read();
        }
        catch (RegistryException problem) when (problem.Outcome == Outcome.NotFound)
        {
            return [];
        }

        List<SignatureEntry> entries = [];
        IEnumerable<ContentDescriptor> layers = manifest.Layers.Where(layer => layer.MediaType == MediaTypes.SimpleSigning);
        foreach (ContentDescriptor layer in layers.Take(CliLimits.SignaturesListedMax))
        {
            entries.Add(await ReadAsync(client, repository, layer, keys, cancel));
        }

        return entries;
    }

    private static async Task<SignatureEntry> ReadAsync(
        RegistryClient client, string repository, ContentDescriptor layer, IReadOnlyList<PublicKey> keys, CancellationToken cancel)
    {
        byte[] payload;
        try
        {
            payload = await client.FetchBlobAsync(repository, layer, CliLimits.PayloadBytesMax, cancel);
        }
        catch (RegistryException)
        {
            return new SignatureEntry(layer.Digest, null, null, null);
        }

        byte[] signature = new byte[256];
        bool isText = Convert.TryFromBase64String(layer.Annotation(AnnotationNames.CosignSignature) ?? "", signature, out int count);
        PublicKey? key = isText ? keys.FirstOrDefault(key => key.Signed(payload, signature.AsSpan(0, count))) : null;
        (string? named, string? digest) = Critical(payload);
        return new SignatureEntry(layer.Digest, named, digest, key?.KeyId);
    }

    private static (string? Repository, string? Digest) Critical(byte[] payload)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(payload);
            JsonElement critical = document.RootElement.GetProperty("critical");
            return (
                critical.GetProperty("identity").GetProperty("docker-reference").GetString(),
                critical.GetProperty("image").GetProperty("docker-manifest-digest").GetString());
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return (null, null);
        }
    }
}
