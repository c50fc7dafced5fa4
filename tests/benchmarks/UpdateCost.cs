namespace Updater.Benchmarks;

/// <summary>What one update and the poll after it cost on the wire.</summary>
/// <param name="Update">From the first poll to the confirmation, the restart and the trial's requests included.</param>
/// <param name="LayerBytes">Size of the layer.</param>
/// <param name="Poll">The poll after it, with nothing new.</param>
public sealed record UpdateCost(WireCount Update, int LayerBytes, WireCount Poll)
{
    /// <summary>Bytes received beyond the layer.</summary>
    public long OverheadBytes => Update.BytesReceived - LayerBytes;
}
