namespace Updater.Twin;

/// <summary>One erase block.</summary>
/// <param name="Index">Its number.</param>
/// <param name="Address">Where it begins.</param>
/// <param name="SizeBytes">Its size.</param>
public readonly record struct FlashBlock(int Index, int Address, int SizeBytes)
{
    /// <summary>Where the next block begins.</summary>
    public int EndAddress => Address + SizeBytes;
}
