namespace Updater.Core.Platform;

/// <summary>The hundreds of an <see cref="Outcome"/>. Ten times the class is the companion's exit code.</summary>
public enum OutcomeClass
{
    /// <summary>Done.</summary>
    Ok = 0,
    /// <summary>Getting bytes.</summary>
    Transport = 1,
    /// <summary>Reading bytes.</summary>
    Format = 2,
    /// <summary>Believing bytes.</summary>
    Trust = 3,
    /// <summary>Bytes that are not the promised ones.</summary>
    Integrity = 4,
    /// <summary>Keeping bytes.</summary>
    Storage = 5,
    /// <summary>Starting the image.</summary>
    Boot = 6,
}
