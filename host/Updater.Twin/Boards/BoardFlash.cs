namespace Updater.Twin.Boards;

/// <summary>A board's flash.</summary>
public sealed record BoardFlash
{
    /// <summary>Size; the sum of the erase blocks.</summary>
    public required int SizeBytes { get; init; }

    /// <summary>Write unit.</summary>
    public required int WriteUnitBytes { get; init; }

    /// <summary>Erase blocks in ascending order.</summary>
    public required IReadOnlyList<BoardBlocks> EraseBlocks { get; init; }
}
