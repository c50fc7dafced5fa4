namespace Updater.Registry.Copying;

/// <summary>Where a blob's bytes come from.</summary>
public interface IBlobSource
{
    /// <summary>Fetches a blob, digest and size checked; nobody may use what was written unless this returns.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="target">Where it goes; only written to.</param>
    /// <param name="progress">Told how many bytes there are so far.</param>
    /// <param name="cancel">Stops it.</param>
    Task FetchBlobAsync(ContentDescriptor blob, Stream target, IProgress<long>? progress, CancellationToken cancel);
}
