namespace Updater.Registry.Copying;

/// <summary>
/// Decides whether to ask the target for small content before sending it. A copy that was interrupted finds what is there among the first
/// answers; after several "not there" in a row asking costs more than it saves. Large content is always asked for.
/// </summary>
internal sealed class TargetProbe
{
    private int _misses;

    public bool Asks => Volatile.Read(ref _misses) < RegistryLimits.MissesMax;

    public bool AsksFor(ContentDescriptor content) => content.SizeBytes > RegistryLimits.UnaskedBytesMax || Asks;

    public void Report(bool isThere)
    {
        if (isThere)
        {
            Volatile.Write(ref _misses, 0);
        }
        else
        {
            Interlocked.Increment(ref _misses);
        }
    }
}
