namespace Updater.Registry;

/// <summary>What <see cref="LayoutStore.CollectGarbage"/> removes.</summary>
public sealed record GarbageOptions
{
    /// <summary>Content younger than this stays: an artifact whose parts are just being pushed is not garbage.</summary>
    public TimeSpan AgeMin { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Whether manifests go to which no tag leads: neither tagged, nor in a tagged index, nor referring to what stays. Devices that hold
    /// a digest may still want them.</summary>
    public bool RemovesUntagged { get; init; }

    /// <summary>Whether only to tell what would be removed.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Tells the time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
