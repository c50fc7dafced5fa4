namespace Updater.Registry.Copying;

/// <summary>Source of the empty config: its two bytes are known and need no request.</summary>
internal sealed class EmptyContentSource : IBlobSource
{
    public async Task FetchBlobAsync(ContentDescriptor blob, Stream target, IProgress<long>? progress, CancellationToken cancel)
    {
        await target.WriteAsync(Manifests.EmptyContent.ToArray(), cancel);
        progress?.Report(Manifests.EmptyContent.Length);
    }
}
