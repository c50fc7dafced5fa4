namespace Updater.Registry.Copying;

/// <summary>Counts what a copy does and tells it, one thread at a time.</summary>
internal sealed class CopyCounts(IProgress<ArtifactCopyProgress>? progress)
{
    private readonly Lock _lock = new();
    private ArtifactCopyProgress _now = new(0, 0, 0, 0, 0, 0, 0);

    public ArtifactCopyProgress Now
    {
        get
        {
            lock (_lock)
            {
                return _now;
            }
        }
    }

    public void Add(Func<ArtifactCopyProgress, ArtifactCopyProgress> change)
    {
        lock (_lock)
        {
            _now = change(_now);
            progress?.Report(_now);
        }
    }

    /// <summary>Progress of one blob; it may start over, then the count goes back.</summary>
    public sealed class OfBlob(CopyCounts counts) : IProgress<long>
    {
        private long _reported;

        public void Report(long value)
        {
            counts.Add(now => now with { BytesSent = now.BytesSent + value - _reported });
            _reported = value;
        }
    }
}
