namespace Updater.Registry.Artifacts;

/// <summary>A file that was pulled.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Title">Its title in the artifact.</param>
/// <param name="Layer">Its descriptor.</param>
public sealed record PulledFile(string Path, string Title, ContentDescriptor Layer);
