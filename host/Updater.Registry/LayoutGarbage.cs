namespace Updater.Registry;

/// <summary>Finds what nothing needs any more. Works on the store's own tables, under the store's lock.</summary>
internal sealed class LayoutGarbage(LayoutFiles files, Dictionary<string, LayoutRepository> repositories, GarbageOptions options)
{
    private readonly DateTime _youngest = (options.Clock.GetUtcNow() - options.AgeMin).UtcDateTime;
    private readonly HashSet<string> _kept = new(StringComparer.Ordinal);

    /// <summary>Manifests and blobs to remove, by repository.</summary>
    public List<(LayoutRepository Repository, string Digest)> Manifests { get; } = [];

    public List<(LayoutRepository Repository, string Digest)> Blobs { get; } = [];

    public List<FileInfo> Files { get; } = [];

    public void Find()
    {
        foreach (LayoutRepository repository in repositories.Values)
        {
            FindIn(repository);
        }

        foreach (FileInfo file in files.BlobFiles())
        {
            if (!_kept.Contains("sha256:" + file.Name) && file.LastWriteTimeUtc <= _youngest)
            {
                Files.Add(file);
            }
        }
    }

    private void FindIn(LayoutRepository repository)
    {
        Dictionary<string, Manifest?> manifests = repository.Manifests.Values.ToDictionary(stored => stored.Descriptor.Digest, Read,
            StringComparer.Ordinal);
        HashSet<string> reached = Reach(repository, manifests);
        HashSet<string> named = new(StringComparer.Ordinal);
        foreach ((string digest, Manifest? manifest) in manifests)
        {
            if (options.RemovesUntagged && !reached.Contains(digest) && IsOld(digest))
            {
                Manifests.Add((repository, digest));
                continue;
            }

            _kept.Add(digest);
            if (manifest != null)
            {
                named.UnionWith(LayoutRepository.BlobsOf(manifest).Concat(manifest.Children).Select(part => part.Digest));
            }
        }

        foreach (string blob in repository.Blobs)
        {
            if (!named.Contains(blob) && IsOld(blob))
            {
                Blobs.Add((repository, blob));
            }
            else
            {
                _kept.Add(blob);
            }
        }

        // Also what an index names that is neither: other content, kept as a blob (image-spec, image-index.md).
        _kept.UnionWith(named);
    }

    /// <summary>What tags lead to: down to children, and back from subjects to what refers to them, until nothing more is found.</summary>
    private static HashSet<string> Reach(LayoutRepository repository, Dictionary<string, Manifest?> manifests)
    {
        ILookup<string?, string> referrers = manifests.ToLookup(pair => pair.Value?.Subject?.Digest, pair => pair.Key);
        HashSet<string> reached = new(StringComparer.Ordinal);
        Queue<string> next = new(repository.Tags.Values);
        while (next.TryDequeue(out string? digest))
        {
            if (!manifests.TryGetValue(digest, out Manifest? manifest) || !reached.Add(digest))
            {
                continue;
            }

            foreach (string more in referrers[digest].Concat(manifest?.Children.Select(child => child.Digest) ?? []))
            {
                next.Enqueue(more);
            }
        }

        return reached;
    }

    private bool IsOld(string digest) => File.GetLastWriteTimeUtc(files.BlobPath(digest)) <= _youngest;

    private Manifest? Read(StoredManifest stored)
    {
        try
        {
            return Registry.Manifests.Read(File.ReadAllBytes(files.BlobPath(stored.Descriptor.Digest)), stored.Descriptor.MediaType);
        }
        catch (Exception problem) when (problem is RegistryException or FileNotFoundException)
        {
            // Pushed as anything at all (LayoutStoreOptions.AllowsAnyManifest): it names nothing.
            return null;
        }
    }
}
