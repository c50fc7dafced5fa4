namespace Updater.Images;

/// <summary>State of a one-byte flag in a trailer.</summary>
public enum TrailerFlag
{
    /// <summary>Erased.</summary>
    Unset,
    /// <summary>1.</summary>
    Set,
    /// <summary>Neither.</summary>
    Bad,
}
