namespace Updater.Images;

/// <summary>Why a file cannot be read as an image.</summary>
public enum McubootFault
{
    /// <summary>It can.</summary>
    None,
    /// <summary>The first word is not MCUboot's.</summary>
    NotAnImage,
    /// <summary>The file ends before what its header or TLV areas state.</summary>
    Truncated,
    /// <summary>Sizes or TLV areas contradict each other or a limit.</summary>
    Malformed,
}
