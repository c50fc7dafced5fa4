namespace Updater.Cli.Site;

/// <summary>What went through a <see cref="LayerTap"/>.</summary>
internal sealed class LayerTraffic
{
    /// <summary>Whether one byte in the middle is altered.</summary>
    public bool IsTampered { get; set; }

    /// <summary>Layer bytes received, over all transfers.</summary>
    public long BytesReceived { get; set; }

    /// <summary>Offset the last transfer began at.</summary>
    public int LastStart { get; set; }
}
