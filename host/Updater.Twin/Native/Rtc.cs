using Updater.Twin;

namespace nanoFramework.Runtime.Native;

/// <summary>Clock of the current device.</summary>
public static class Rtc
{
    /// <summary>Sets the clock; a twin notes what it was set to (<see cref="TwinDevice.ClockSetTo"/>), the process's own clock stays.</summary>
    public static bool SetSystemTime(DateTime time)
    {
        TwinDevice.Current.ClockSetTo = time;
        return true;
    }
}
