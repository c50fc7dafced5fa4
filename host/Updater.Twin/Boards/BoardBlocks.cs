namespace Updater.Twin.Boards;

/// <summary>Neighbouring erase blocks of one size.</summary>
public sealed record BoardBlocks
{
    /// <summary>Size of each.</summary>
    public required int SizeBytes { get; init; }

    /// <summary>How many.</summary>
    public required int Count { get; init; }
}
