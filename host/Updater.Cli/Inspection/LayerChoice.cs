using Updater.Cli.Commands;
using Updater.Cli.Failures;
using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Registry;

namespace Updater.Cli.Inspection;

/// <summary>Finds the layer to fetch: of a manifest, or of the manifest for a board that an index lists.</summary>
internal static class LayerChoice
{
    /// <summary>Finds the layer.</summary>
    /// <param name="client">Client of the registry.</param>
    /// <param name="reference">What to look into.</param>
    /// <param name="board">Board, or null where there is no choice.</param>
    /// <param name="verified">The layer that was verified, or null; then no other one is found.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task<ContentDescriptor> FindAsync(
        RegistryClient client, Reference reference, string? board, ContentDescriptor? verified, CancellationToken cancel)
    {
        FetchedManifest fetched = await client.FetchManifestAsync(reference.Repository, ReferenceText.NameOf(reference), cancel);
        Manifest manifest = ManifestReading.Read(fetched);
        if (manifest.MediaType == MediaTypes.Index)
        {
            manifest = await ChildAsync(client, reference, manifest, board, cancel);
        }
        else if (manifest.MediaType != MediaTypes.Manifest)
        {
            throw CliException.Of(
                Outcome.MediaTypeUnknown, $"{MediaTypes.Manifest} or {MediaTypes.Index}", manifest.MediaType,
                "check that the reference names a firmware artifact");
        }

        ContentDescriptor[] fitting =
        [
            .. manifest.Layers.Where(
                layer => IsFor(layer, board) && (verified == null || (layer.Digest == verified.Digest && layer.SizeBytes == verified.SizeBytes)))
        ];
        string found = $"{manifest.Layers.Count} layers: {string.Join(", ", manifest.Layers.Select(layer => layer.MediaType))}";
        return fitting.Length switch
        {
            1 => fitting[0],
            0 => throw CliException.Of(
                Outcome.NoLayerForBoard, board == null ? "a layer" : $"a layer for board {board}", found, "check the reference and --board"),
            _ => throw CliException.Of(Outcome.LayerAmbiguous, "one layer", found, "give --board, or verify with --key, which chooses by type"),
        };
    }

    private static async Task<Manifest> ChildAsync(
        RegistryClient client, Reference reference, Manifest index, string? board, CancellationToken cancel)
    {
        string boards = string.Join(", ", index.Children.Select(child => child.Annotation(AnnotationNames.Board) ?? "(no label)"));
        if (board == null && index.Children.Count != 1)
        {
            throw CliException.Of(Outcome.NoLayerForBoard, "a board to choose a manifest by", $"an index for {boards}", "give --board");
        }

        // Other clients write no labels into an index; then the children themselves say what they are for.
        foreach (ContentDescriptor child in index.Children.Where(child => IsFor(child, board)))
        {
            if (child.MediaType != MediaTypes.Manifest)
            {
                continue;
            }

            Manifest manifest = (await client.FetchManifestAsync(reference.Repository, child.Digest, cancel)).Read();
            if (board == null || child.Annotation(AnnotationNames.Board) == board || manifest.Annotation(AnnotationNames.Board) == board)
            {
                return manifest;
            }
        }

        throw CliException.Of(
            Outcome.NoLayerForBoard, $"a manifest for board {board}", $"an index for {boards}",
            $"publish an image for {board}, or give another --board");
    }

    private static bool IsFor(ContentDescriptor content, string? board) =>
        board == null || content.Annotation(AnnotationNames.Board) is not string label || label == board;
}
