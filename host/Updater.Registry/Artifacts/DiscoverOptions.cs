namespace Updater.Registry.Artifacts;

/// <summary>How far a <see cref="Discoverer"/> looks.</summary>
public sealed record DiscoverOptions
{
    /// <summary>Artifact type of the referrers wanted; null for all. What leads to one is kept.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>Deepest level of referrers of referrers; 1 for those of the artifact alone.</summary>
    public int DepthMax { get; init; } = RegistryLimits.TreeDepthMax;

    /// <summary>Most referrers in the whole tree.</summary>
    public int CountMax { get; init; } = RegistryLimits.TreeManifestsMax;
}
