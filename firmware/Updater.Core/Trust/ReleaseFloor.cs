namespace Updater.Core.Trust;

/// <summary>What a release must not fall below: the confirmed version and security counter.</summary>
public sealed class ReleaseFloor
{
    /// <summary>Confirmed version, packed.</summary>
    public ulong Version { get; set; }
    /// <summary>Confirmed security counter.</summary>
    public int SecurityCounter { get; set; }
}
