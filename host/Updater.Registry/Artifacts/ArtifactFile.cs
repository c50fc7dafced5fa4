namespace Updater.Registry.Artifacts;

/// <summary>A file to push as a layer.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="MediaType">Media type of the layer.</param>
/// <param name="Title">Name under which it is pulled; null for the file's own name.</param>
public sealed record ArtifactFile(string Path, string MediaType, string? Title = null)
{
    /// <summary>The name under which the file is pulled.</summary>
    public string EffectiveTitle => Title ?? System.IO.Path.GetFileName(Path);
}
