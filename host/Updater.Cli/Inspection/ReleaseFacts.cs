using Updater.Core.Content;
using Updater.Registry;
using Updater.Signing;

namespace Updater.Cli.Inspection;

/// <summary>What lies in a registry under a name, unverified: for messages that say what was found.</summary>
internal sealed record ReleaseFacts
{
    private const string Nothing = "nothing that could be read";

    /// <summary>Digest of what the name stands for, or null.</summary>
    public string? Digest { get; private init; }

    private ContentDescriptor? Descriptor { get; init; }

    private Manifest? Manifest { get; init; }

    private Manifest? Child { get; init; }

    private IReadOnlyList<SignatureEntry> Signatures { get; init; } = [];

    /// <summary>The manifest's size.</summary>
    public string SizeText => Descriptor == null ? "a larger one" : $"{Descriptor.SizeBytes} bytes";

    /// <summary>Media types of manifest and layers.</summary>
    public string TypesText => Descriptor == null
        ? Nothing
        : string.Join(", ", [Descriptor.MediaType, .. (Child ?? Manifest)?.Layers.Select(layer => layer.MediaType).Distinct() ?? []]);

    /// <summary>Boards that something is there for.</summary>
    public string BoardsText
    {
        get
        {
            string[] boards = [
                .. new[] { (Child ?? Manifest)?.Annotation(AnnotationNames.Board) }.Concat(
                    Manifest?.Children.Select(child => child.Annotation(AnnotationNames.Board)) ?? [])
                .OfType<string>().Distinct(StringComparer.Ordinal)];
            return boards.Length == 0 ? "no board named" : "only " + string.Join(", ", boards);
        }
    }

    /// <summary>Where signatures are expected.</summary>
    public string SignatureTag => Digest == null ? "sha256-….sig" : OciNames.SignatureTag(Digest);

    /// <summary>What the signatures say.</summary>
    public string SignaturesText => Signatures.Count == 0
        ? Nothing
        : $"{Signatures.Count} {(Signatures.Count == 1 ? "signature" : "signatures")}: {string.Join("; ", Signatures.Select(Describe))}";

    /// <summary>Names of the annotations that are there.</summary>
    public string AnnotationsText =>
        (Child ?? Manifest)?.Annotations is { Count: > 0 } annotations ? string.Join(", ", annotations.Select(pair => pair.Key)) : "none";

    /// <summary>An annotation's value.</summary>
    public string Text(string annotation) => (Child ?? Manifest)?.Annotation(annotation) ?? "none";

    /// <summary>Whether an annotation is there.</summary>
    public bool Has(string annotation) => (Child ?? Manifest)?.Annotation(annotation) != null;

    /// <summary>Reads what can be read.</summary>
    public static async Task<ReleaseFacts> ReadAsync(
        RegistryClient client, Reference reference, string board, IReadOnlyList<PublicKey> keys, CancellationToken cancel)
    {
        ReleaseFacts facts = new();
        try
        {
            FetchedManifest fetched = await client.FetchManifestAsync(reference.Repository, Commands.ReferenceText.NameOf(reference), cancel);
            facts = facts with { Digest = fetched.Descriptor.Digest, Descriptor = fetched.Descriptor };
            facts = facts with { Signatures = await SignatureList.FetchAsync(client, reference.Repository, fetched.Descriptor.Digest, keys, cancel) };
            Manifest manifest = fetched.Read();
            facts = facts with { Manifest = manifest };
            ContentDescriptor? child = manifest.Children.FirstOrDefault(entry => entry.Annotation(AnnotationNames.Board) == board);
            return child == null
                ? facts
                : facts with { Child = (await client.FetchManifestAsync(reference.Repository, child.Digest, cancel)).Read() };
        }
        catch (RegistryException)
        {
            // The refusal is decided; these are only the words around it.
            return facts;
        }
    }

    private static string Describe(SignatureEntry entry)
    {
        string key = entry.KeyId == null ? "a key that was not given" : "key " + entry.KeyId;
        return $"by {key}, of {entry.ManifestDigest ?? "something else"} for {entry.Repository ?? "no repository"}";
    }
}
