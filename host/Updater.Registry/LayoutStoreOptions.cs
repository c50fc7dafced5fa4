namespace Updater.Registry;

/// <summary>How a <see cref="LayoutStore"/> works.</summary>
public sealed record LayoutStoreOptions
{
    /// <summary>Repository of entries in <c>index.json</c> that name none: layouts written by other tools.</summary>
    public string DefaultRepository { get; init; } = "library";

    /// <summary>Whether a manifest may name blobs and children that are not there. Its JSON is still read.</summary>
    public bool AllowsMissingContent { get; init; }

    /// <summary>Whether anything at all may be pushed as a manifest, not even JSON: for tests of those who read it.</summary>
    public bool AllowsAnyManifest { get; init; }

    /// <summary>Whether nothing is ever written, not even a lock: for layouts on media that cannot be, or that are somebody else's. Several may
    /// read one then.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Whether content is forced to the disk before it becomes visible. Without it a crash of the machine (not of the process) may lose
    /// pushes.</summary>
    public bool FlushesToDisk { get; init; } = true;

    /// <summary>Largest blob taken, in bytes.</summary>
    public long BlobBytesMax { get; init; } = RegistryLimits.BlobBytesMax;
}
