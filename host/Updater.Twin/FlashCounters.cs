namespace Updater.Twin;

/// <summary>What was done to a flash.</summary>
/// <param name="Erases">Blocks erased.</param>
/// <param name="Programs">Programming operations.</param>
/// <param name="BytesProgrammed">Bytes they programmed.</param>
public readonly record struct FlashCounters(long Erases, long Programs, long BytesProgrammed)
{
    /// <summary>What was done since <paramref name="earlier"/>.</summary>
    public FlashCounters Since(FlashCounters earlier) =>
        new(Erases - earlier.Erases, Programs - earlier.Programs, BytesProgrammed - earlier.BytesProgrammed);
}
