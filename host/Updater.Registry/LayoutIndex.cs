using System.Buffers;
using System.Text.Json;
using Updater.Core.Content;
using Updater.Core.Platform;

namespace Updater.Registry;

/// <summary>
/// <c>index.json</c> of a layout: one entry for each tag (<c>org.opencontainers.image.ref.name</c>) and for each manifest without one, with its
/// repository (image-spec, image-layout.md, "index.json file").
/// </summary>
internal static class LayoutIndex
{
    private const string RefNameAnnotation = "org.opencontainers.image.ref.name";

    public static void Load(LayoutFiles files, LayoutStoreOptions options, Dictionary<string, LayoutRepository> repositories)
    {
        if (!File.Exists(files.IndexPath))
        {
            Save(files, repositories);
            return;
        }

        if (new FileInfo(files.IndexPath).Length > RegistryLimits.LayoutIndexBytesMax)
        {
            throw Damaged(files, "more than the limit", null);
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(files.IndexPath));
            foreach (JsonElement entry in document.RootElement.GetProperty("manifests").EnumerateArray())
            {
                Add(files, options, repositories, Manifests.ReadDescriptor(entry));
            }
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException or RegistryException)
        {
            throw Damaged(files, problem.Message, problem);
        }
    }

    public static void Save(LayoutFiles files, Dictionary<string, LayoutRepository> repositories)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("schemaVersion", 2);
            json.WriteString("mediaType", MediaTypes.Index);
            json.WriteStartArray("manifests");
            foreach ((string name, LayoutRepository repository) in repositories.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                WriteRepository(json, name, repository);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        files.WriteWhole(files.IndexPath, buffer.WrittenSpan);
    }

    private static void WriteRepository(Utf8JsonWriter json, string name, LayoutRepository repository)
    {
        HashSet<string> tagged = new(StringComparer.Ordinal);
        foreach ((string tag, string digest) in repository.Tags.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            tagged.Add(digest);
            WriteEntry(json, repository.Manifests[digest].Descriptor, [new(RefNameAnnotation, tag), new(LayoutStore.RepositoryAnnotation, name)]);
        }

        foreach (StoredManifest manifest in repository.Manifests.Values.OrderBy(manifest => manifest.Descriptor.Digest, StringComparer.Ordinal))
        {
            if (!tagged.Contains(manifest.Descriptor.Digest))
            {
                WriteEntry(json, manifest.Descriptor, [new(LayoutStore.RepositoryAnnotation, name)]);
            }
        }
    }

    private static void WriteEntry(Utf8JsonWriter json, ContentDescriptor descriptor, KeyValuePair<string, string>[] annotations) =>
        Manifests.WriteDescriptor(json,
            new ContentDescriptor(descriptor.MediaType, descriptor.Digest, descriptor.SizeBytes) { Annotations = annotations });

    private static void Add(LayoutFiles files, LayoutStoreOptions options, Dictionary<string, LayoutRepository> repositories, ContentDescriptor entry)
    {
        string name = entry.Annotation(LayoutStore.RepositoryAnnotation) ?? options.DefaultRepository;
        string path = files.BlobPath(entry.Digest);
        if (!OciNames.IsRepository(name) || !File.Exists(path) || entry.SizeBytes > RegistryLimits.ManifestBytesMax)
        {
            return;
        }

        if (!repositories.TryGetValue(name, out LayoutRepository? repository))
        {
            repository = new LayoutRepository();
            repositories.Add(name, repository);
        }

        string? tag = entry.Annotation(RefNameAnnotation);
        if (tag != null && OciNames.IsTag(tag))
        {
            repository.Tags[tag] = entry.Digest;
        }

        AddManifest(files, repository, entry, 0);
    }

    /// <summary>Adds a manifest and, since layouts of other tools list only the tops, the children of an index.</summary>
    private static void AddManifest(LayoutFiles files, LayoutRepository repository, ContentDescriptor entry, int depth)
    {
        string path = files.BlobPath(entry.Digest);
        if (depth > RegistryLimits.LayoutDepthMax || repository.Manifests.ContainsKey(entry.Digest) || !File.Exists(path)
            || new FileInfo(path).Length > RegistryLimits.ManifestBytesMax)
        {
            return;
        }

        byte[] content = File.ReadAllBytes(path);
        Manifest? manifest = null;
        try
        {
            manifest = Manifests.Read(content, entry.MediaType);
        }
        catch (RegistryException)
        {
            // Kept as it was pushed (LayoutStoreOptions.AllowsAnyManifest); whoever reads it decides.
        }

        repository.Add(LayoutStore.Describe(entry.MediaType, entry.Digest, content.Length, manifest), manifest);
        foreach (ContentDescriptor child in manifest?.Children ?? [])
        {
            AddManifest(files, repository, child, depth + 1);
        }
    }

    private static RegistryException Damaged(LayoutFiles files, string found, Exception? cause) =>
        new(Outcome.ManifestMalformed, $"an OCI image index in {files.IndexPath}", found, "move the file away and push again, or restore it", cause);
}
