namespace Updater.Registry.Tests;

/// <summary>A folder for a layout, gone afterwards.</summary>
internal sealed class LayoutFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("updater-layout-").FullName;

    public LayoutStore Open(LayoutStoreOptions? options = null) => new(Path, (options ?? new LayoutStoreOptions()) with { FlushesToDisk = false });

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
