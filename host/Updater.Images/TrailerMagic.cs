namespace Updater.Images;

/// <summary>State of a trailer's boot magic.</summary>
public enum TrailerMagic
{
    /// <summary>Erased.</summary>
    Unset,
    /// <summary>Right.</summary>
    Good,
    /// <summary>Neither: torn, or another alignment's.</summary>
    Bad,
}
