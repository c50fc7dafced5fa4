namespace Updater.Twin.Boards;

/// <summary>A pair of slots.</summary>
public sealed record BoardImage
{
    /// <summary>Where the slot that runs begins.</summary>
    public required int PrimaryOffset { get; init; }

    /// <summary>Where the slot for updates begins.</summary>
    public required int SecondaryOffset { get; init; }

    /// <summary>Size of each slot.</summary>
    public required int SlotSizeBytes { get; init; }

    /// <summary>The bootloader's <c>MAX_IMG_SECTORS</c>: it sets the size of the trailer.</summary>
    public required int MaxSectors { get; init; }
}
