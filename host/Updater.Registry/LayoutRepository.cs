namespace Updater.Registry;

/// <summary>One repository of a layout: which of the shared blobs are manifests, tags or blobs in it.</summary>
internal sealed class LayoutRepository
{
    public Dictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, StoredManifest> Manifests { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Blobs { get; } = new(StringComparer.Ordinal);

    /// <summary>Those of <see cref="Blobs"/> that no manifest names yet.</summary>
    public HashSet<string> Pending { get; } = new(StringComparer.Ordinal);

    public static IEnumerable<ContentDescriptor> BlobsOf(Manifest manifest) =>
        manifest.Config == null ? manifest.Layers : manifest.Layers.Prepend(manifest.Config);

    public bool Holds(string digest) => Blobs.Contains(digest) || Manifests.ContainsKey(digest);

    /// <summary>Adds a blob that no manifest names yet; whether it is new.</summary>
    public bool AddBlob(string digest)
    {
        bool isNew = Blobs.Add(digest);
        if (isNew)
        {
            Pending.Add(digest);
        }

        return isNew;
    }

    public bool RemoveBlob(string digest)
    {
        Pending.Remove(digest);
        return Blobs.Remove(digest);
    }

    public void Add(StoredManifest stored, Manifest? manifest)
    {
        Manifests[stored.Descriptor.Digest] = stored;
        if (manifest != null)
        {
            foreach (ContentDescriptor blob in BlobsOf(manifest))
            {
                Blobs.Add(blob.Digest);
                Pending.Remove(blob.Digest);
            }
        }
    }
}
