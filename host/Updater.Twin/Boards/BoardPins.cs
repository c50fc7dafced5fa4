namespace Updater.Twin.Boards;

/// <summary>Pins an application may use; null where the board has none.</summary>
public sealed record BoardPins
{
    /// <summary>Button that asks for an update.</summary>
    public int? Trigger { get; init; }

    /// <summary>Status light.</summary>
    public int? Led { get; init; }
}
