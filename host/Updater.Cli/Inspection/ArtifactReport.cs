using System.Text.Json.Nodes;
using Updater.Cli.Commands;
using Updater.Cli.Reporting;
using Updater.Core.Content;
using Updater.Registry;
using Updater.Signing;

namespace Updater.Cli.Inspection;

/// <summary>Shows what a reference names: manifest or index, annotations, layers, signatures. Nothing of it is verified.</summary>
internal static class ArtifactReport
{
    /// <summary>Shows it.</summary>
    public static async Task<JsonObject> ShowAsync(CommandContext context, RegistryClient client, Reference reference, IReadOnlyList<PublicKey> keys)
    {
        FetchedManifest fetched = await client.FetchManifestAsync(reference.Repository, ReferenceText.NameOf(reference), context.Cancel);
        Manifest manifest = ManifestReading.Read(fetched);
        IReadOnlyList<SignatureEntry> signatures = await SignatureList.FetchAsync(
            client, reference.Repository, fetched.Descriptor.Digest, keys, context.Cancel);
        CommandOutput output = context.Output;
        output.Fields(
            ("reference", reference.ToString()),
            ("digest", fetched.Descriptor.Digest),
            ("type", manifest.MediaType),
            ("artifact", manifest.EffectiveArtifactType),
            ("size", NumberText.Bytes(fetched.Descriptor.SizeBytes)));
        foreach ((string name, string value) in manifest.Annotations)
        {
            output.Fields((name, value));
        }

        ShowContent(output, manifest);
        ShowSignatures(output, signatures, keys.Count > 0);
        return new JsonObject
        {
            ["reference"] = reference.ToString(),
            ["digest"] = fetched.Descriptor.Digest,
            ["mediaType"] = manifest.MediaType,
            ["artifactType"] = manifest.EffectiveArtifactType,
            ["sizeBytes"] = fetched.Descriptor.SizeBytes,
            ["annotations"] = Annotations(manifest.Annotations),
            ["layers"] = new JsonArray([.. manifest.Layers.Select(Describe)]),
            ["manifests"] = new JsonArray([.. manifest.Children.Select(Describe)]),
            ["subject"] = manifest.Subject == null ? null : Describe(manifest.Subject),
            ["signatures"] = new JsonArray([.. signatures.Select(Describe)]),
        };
    }

    private static void ShowContent(CommandOutput output, Manifest manifest)
    {
        TextTable table = new("content", "type", ">bytes", "digest", "label");
        foreach (ContentDescriptor layer in manifest.Layers)
        {
            table.Add("layer", layer.MediaType, $"{layer.SizeBytes}", layer.Digest, layer.Annotation(AnnotationNames.Title) ?? "");
        }

        foreach (ContentDescriptor child in manifest.Children)
        {
            table.Add("manifest", child.MediaType, $"{child.SizeBytes}", child.Digest, child.Annotation(AnnotationNames.Board) ?? "");
        }

        if (table.RowCount > 0)
        {
            output.Table(table);
        }
    }

    private static void ShowSignatures(CommandOutput output, IReadOnlyList<SignatureEntry> signatures, bool hasKeys)
    {
        if (signatures.Count == 0)
        {
            output.Line("  no signature");
            return;
        }

        TextTable table = new("signature", "for repository", "of manifest", "by key");
        foreach (SignatureEntry entry in signatures)
        {
            table.Add(
                entry.PayloadDigest, entry.Repository ?? "?", entry.ManifestDigest ?? "?",
                entry.KeyId ?? (hasKeys ? "none of those given" : "give --key"));
        }

        output.Table(table);
    }

    private static JsonNode Describe(ContentDescriptor content) => new JsonObject
    {
        ["mediaType"] = content.MediaType,
        ["digest"] = content.Digest,
        ["sizeBytes"] = content.SizeBytes,
        ["annotations"] = Annotations(content.Annotations),
    };

    private static JsonNode Describe(SignatureEntry entry) => new JsonObject
    {
        ["payloadDigest"] = entry.PayloadDigest,
        ["repository"] = entry.Repository,
        ["manifestDigest"] = entry.ManifestDigest,
        ["keyId"] = entry.KeyId,
    };

    private static JsonObject Annotations(IReadOnlyList<KeyValuePair<string, string>> annotations)
    {
        JsonObject result = [];
        foreach ((string name, string value) in annotations)
        {
            result[name] = value;
        }

        return result;
    }
}
