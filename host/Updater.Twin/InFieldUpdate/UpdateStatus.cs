namespace nanoFramework.Runtime.InFieldUpdate;

/// <summary>State of an image.</summary>
public enum UpdateStatus
{
    /// <summary>Confirmed, no swap scheduled.</summary>
    Confirmed = 0,
    /// <summary>On trial: the next boot goes back unless it is confirmed.</summary>
    Testing = 1,
    /// <summary>A trial is scheduled.</summary>
    TestPending = 2,
    /// <summary>A permanent swap is scheduled.</summary>
    PermanentPending = 3,
    /// <summary>Going back is scheduled.</summary>
    RollbackPending = 4,
    /// <summary>Unknown.</summary>
    Unknown = 255,
}
