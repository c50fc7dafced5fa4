namespace Updater.Registry.Artifacts;

/// <summary>What else there is to say of an artifact that is pushed.</summary>
public sealed record ArtifactPushOptions
{
    /// <summary>What the artifact refers to, or null.</summary>
    public ContentDescriptor? Subject { get; init; }

    /// <summary>Annotations of the manifest.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Annotations { get; init; } = [];

    /// <summary>Told how many bytes of the file under way were sent.</summary>
    public IProgress<long>? Progress { get; init; }
}
