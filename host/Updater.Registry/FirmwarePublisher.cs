using System.Globalization;
using Updater.Core.Content;

namespace Updater.Registry;

/// <summary>Pushes firmware as OCI artifacts: one board as a manifest, several as an index of manifests.</summary>
/// <param name="client">Client of the registry.</param>
public sealed class FirmwarePublisher(RegistryClient client)
{
    private const string CreatedAnnotation = "org.opencontainers.image.created";

    /// <summary>Pushes one image and its manifest.</summary>
    /// <param name="repository">Repository.</param>
    /// <param name="tag">Tag, or null to push by digest only.</param>
    /// <param name="artifact">What to publish.</param>
    /// <param name="progress">Told how many bytes of the image were sent.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The manifest's descriptor.</returns>
    public async Task<ContentDescriptor> PublishAsync(
        string repository, string? tag, FirmwareArtifact artifact, IProgress<long>? progress = null, CancellationToken cancel = default)
    {
        ContentDescriptor layer = await client.PushBlobAsync(repository, artifact.Image, artifact.LayerType, progress, cancel);
        await client.PushBlobAsync(repository, Manifests.EmptyContent.ToArray(), MediaTypes.Empty, cancel);
        List<KeyValuePair<string, string>> annotations = AnnotationsOf(artifact);
        Manifest manifest = new()
        {
            MediaType = MediaTypes.Manifest,
            ArtifactType = MediaTypes.FirmwareArtifact,
            Config = Manifests.EmptyConfig,
            Layers = [layer with { Annotations = LayerAnnotations(artifact) }],
            Annotations = annotations,
        };
        ContentDescriptor pushed = await client.PushManifestAsync(repository, Manifests.Write(manifest), MediaTypes.Manifest, tag, cancel);
        return pushed with { ArtifactType = MediaTypes.FirmwareArtifact, Annotations = annotations };
    }

    /// <summary>Pushes images for several boards and an index whose descriptors carry the boards.</summary>
    /// <param name="repository">Repository.</param>
    /// <param name="tag">Tag of the index, or null.</param>
    /// <param name="artifacts">One for each board.</param>
    /// <param name="progress">Told how many bytes of the images were sent, over all.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The index's descriptor.</returns>
    public async Task<ContentDescriptor> PublishIndexAsync(
        string repository, string? tag, IReadOnlyList<FirmwareArtifact> artifacts, IProgress<long>? progress = null,
        CancellationToken cancel = default)
    {
        List<ContentDescriptor> children = [];
        long sentBytes = 0;
        foreach (FirmwareArtifact artifact in artifacts)
        {
            long before = sentBytes;
            SumProgress sum = new(count => { sentBytes = before + count; progress?.Report(sentBytes); });
            ContentDescriptor child = await PublishAsync(repository, null, artifact, sum, cancel);
            children.Add(child with { Annotations = [new(AnnotationNames.Board, artifact.Board)] });
        }

        Manifest index = new()
        {
            MediaType = MediaTypes.Index,
            ArtifactType = MediaTypes.FirmwareArtifact,
            Children = children,
            Annotations = IndexAnnotations(artifacts),
        };
        return await client.PushManifestAsync(repository, Manifests.Write(index), MediaTypes.Index, tag, cancel);
    }

    private static List<KeyValuePair<string, string>> AnnotationsOf(FirmwareArtifact artifact)
    {
        List<KeyValuePair<string, string>> annotations = [];
        if (artifact.Created is DateTimeOffset created)
        {
            // RFC 3339, whole seconds (image-spec, annotations.md).
            annotations.Add(new(CreatedAnnotation, created.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)));
        }

        annotations.Add(new(AnnotationNames.Version, artifact.Version));
        annotations.Add(new(AnnotationNames.Board, artifact.Board));
        if (artifact.Product != null)
        {
            annotations.Add(new(AnnotationNames.Product, artifact.Product));
        }

        if (artifact.SecurityCounter is int counter)
        {
            annotations.Add(new(AnnotationNames.SecurityCounter, counter.ToString(CultureInfo.InvariantCulture)));
        }

        annotations.AddRange(artifact.Annotations);
        return annotations;
    }

    private static List<KeyValuePair<string, string>> LayerAnnotations(FirmwareArtifact artifact) =>
        artifact.Title == null ? [] : [new(AnnotationNames.Title, artifact.Title)];

    // What all children agree on can be read without fetching one.
    private static List<KeyValuePair<string, string>> IndexAnnotations(IReadOnlyList<FirmwareArtifact> artifacts)
    {
        List<KeyValuePair<string, string>> annotations = [];
        if (artifacts.Count > 0 && artifacts.All(artifact => artifact.Version == artifacts[0].Version))
        {
            annotations.Add(new(AnnotationNames.Version, artifacts[0].Version));
        }

        return annotations;
    }

    private sealed class SumProgress(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}
