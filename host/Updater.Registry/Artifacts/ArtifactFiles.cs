using Updater.Core.Content;
using Updater.Core.Platform;

namespace Updater.Registry.Artifacts;

/// <summary>Pushes files as an artifact and pulls an artifact's files (as <c>oras push</c> and <c>oras pull</c> do).</summary>
/// <param name="client">Client of the registry.</param>
public sealed class ArtifactFiles(RegistryClient client)
{
    /// <summary>Pushes files as one artifact with the empty config.</summary>
    /// <param name="repository">Repository.</param>
    /// <param name="tag">Tag, or null to push by digest only.</param>
    /// <param name="artifactType">Artifact type.</param>
    /// <param name="files">The files, in the order of the layers.</param>
    /// <param name="options">Subject and annotations; null for none.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The manifest's descriptor.</returns>
    public async Task<ContentDescriptor> PushFilesAsync(string repository, string? tag, string artifactType, IReadOnlyList<ArtifactFile> files,
        ArtifactPushOptions? options = null, CancellationToken cancel = default)
    {
        options ??= new ArtifactPushOptions();
        RequirePushable(artifactType, files);
        List<ContentDescriptor> layers = [];
        foreach (ArtifactFile file in files)
        {
            layers.Add(await PushFileAsync(repository, file, options.Progress, cancel));
        }

        await client.PushBlobAsync(repository, Manifests.EmptyContent.ToArray(), MediaTypes.Empty, cancel);
        Manifest manifest = new()
        {
            MediaType = MediaTypes.Manifest,
            ArtifactType = artifactType,
            Config = Manifests.EmptyConfig,
            // image-spec, manifest.md, "Guidance for an Empty Descriptor": an artifact without files has the empty layer.
            Layers = layers.Count == 0 ? [Manifests.EmptyConfig] : layers,
            Subject = options.Subject == null ? null
                : new ContentDescriptor(options.Subject.MediaType, options.Subject.Digest, options.Subject.SizeBytes),
            Annotations = options.Annotations,
        };
        ContentDescriptor pushed = await client.PushManifestAsync(repository, Manifests.Write(manifest), MediaTypes.Manifest, tag, cancel);
        return pushed with { ArtifactType = artifactType, Annotations = options.Annotations };
    }

    /// <summary>
    /// Pulls an artifact's titled layers into a folder. Each file is written beside, checked and renamed. Titles that could lead out of the
    /// folder, and files reached over a symbolic link, are refused before anything is written.
    /// </summary>
    /// <param name="repository">Repository.</param>
    /// <param name="reference">Tag or digest of an image manifest.</param>
    /// <param name="folder">The folder; it is made if need be.</param>
    /// <param name="options">How to pull; null for the defaults.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The files, in the order of the layers.</returns>
    public async Task<IReadOnlyList<PulledFile>> PullFilesAsync(string repository, string reference, string folder,
        ArtifactPullOptions? options = null, CancellationToken cancel = default)
    {
        options ??= new ArtifactPullOptions();
        FetchedManifest fetched = await client.FetchManifestAsync(repository, reference, cancel);
        Manifest manifest = fetched.Read();
        if (manifest.MediaType == MediaTypes.Index)
        {
            throw new RegistryException(Outcome.MediaTypeUnknown, "an artifact with files", $"an index of {manifest.Children.Count} manifests",
                "pull one of them by its digest");
        }

        List<ContentDescriptor> layers = [.. manifest.Layers.Where(layer => layer.Annotation(AnnotationNames.Title) != null)];
        FileTitles.RequireDistinct(layers.Select(Title));
        if (layers.Sum(layer => layer.SizeBytes) is long sum && sum > options.BytesMax)
        {
            throw new RegistryException(Outcome.DocumentTooLarge, $"files of at most {options.BytesMax} bytes", $"{sum}",
                "check what the artifact holds, or allow more");
        }

        TargetFolder target = new(folder, options.Overwrites);
        List<string> paths = [.. layers.Select(layer => target.PathOf(Title(layer)))];
        List<PulledFile> files = [];
        for (int i = 0; i < layers.Count; i++)
        {
            ContentDescriptor layer = layers[i];
            await target.WriteAsync(Title(layer), stream => client.FetchBlobAsync(repository, layer, stream, options.Progress, cancel));
            files.Add(new PulledFile(paths[i], Title(layer), layer));
        }

        return files;
    }

    private static string Title(ContentDescriptor layer) => layer.Annotation(AnnotationNames.Title)!;

    private static void RequirePushable(string artifactType, IReadOnlyList<ArtifactFile> files)
    {
        foreach (string mediaType in files.Select(file => file.MediaType).Prepend(artifactType))
        {
            if (!OciNames.IsMediaType(mediaType))
            {
                throw new RegistryException(Outcome.ReferenceMalformed, "a media type as in application/vnd.example.v1+json", mediaType,
                    "correct the type");
            }
        }

        if (files.Count > RegistryLimits.EntriesMax)
        {
            throw new RegistryException(Outcome.TooManyEntries, $"at most {RegistryLimits.EntriesMax} files", $"{files.Count}",
                "push them as several artifacts, or packed");
        }

        FileTitles.RequireDistinct(files.Select(file => file.EffectiveTitle));
    }

    private async Task<ContentDescriptor> PushFileAsync(string repository, ArtifactFile file, IProgress<long>? progress, CancellationToken cancel)
    {
        FileStream content;
        try
        {
            content = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new RegistryException(Outcome.NotFound, $"a file to push at {file.Path}", problem.Message, "check the path", problem);
        }

        await using (content)
        {
            ContentDescriptor layer = await client.PushBlobAsync(repository, content, file.MediaType, progress, cancel);
            return layer with { Annotations = [new(AnnotationNames.Title, file.EffectiveTitle)] };
        }
    }
}
