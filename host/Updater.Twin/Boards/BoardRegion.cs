namespace Updater.Twin.Boards;

/// <summary>A part of the flash.</summary>
public sealed record BoardRegion
{
    /// <summary>Where it begins.</summary>
    public required int Offset { get; init; }

    /// <summary>Its size.</summary>
    public required int SizeBytes { get; init; }
}
