namespace Updater.Registry.Artifacts;

/// <summary>How files are pulled.</summary>
public sealed record ArtifactPullOptions
{
    /// <summary>Whether a file that is there is replaced; else it is refused.</summary>
    public bool Overwrites { get; init; }

    /// <summary>Most bytes taken, over all files.</summary>
    public long BytesMax { get; init; } = RegistryLimits.BlobBytesMax;

    /// <summary>Told how many bytes of the file under way came.</summary>
    public IProgress<long>? Progress { get; init; }
}
