namespace Updater.Registry.Copying;

/// <summary>How an <see cref="ArtifactCopier"/> works.</summary>
public sealed record ArtifactCopyOptions
{
    /// <summary>Whether signatures, attestations and other referrers come along.</summary>
    public ReferrerCopy Referrers { get; init; }

    /// <summary>Decides on an artifact before anything of it becomes visible: throws to refuse it. Null takes all.</summary>
    public Func<FetchedManifest, CancellationToken, Task>? Admit { get; init; }

    /// <summary>Told what was done, after each manifest and blob and while bytes of large blobs come; never by two threads at once.</summary>
    public IProgress<ArtifactCopyProgress>? Progress { get; init; }

    /// <summary>Blobs of one manifest copied at the same time.</summary>
    public int TransfersMax { get; init; } = RegistryLimits.TransfersMax;
}
