namespace Updater.Simulation;

/// <summary>How a run of a simulated device ended.</summary>
public enum DeviceEnd
{
    /// <summary>The condition to stop was met.</summary>
    Stopped,
    /// <summary>The agent halted: the device is not set up to update.</summary>
    Halted,
    /// <summary>The bootloader found nothing to boot. This must never happen.</summary>
    Bricked,
    /// <summary>The device was booted as often as allowed without meeting the condition.</summary>
    OutOfBoots,
    /// <summary>The agent changed state as often as allowed without meeting the condition.</summary>
    OutOfMoves,
    /// <summary>It was stopped before the condition was met.</summary>
    OutOfTime,
}
