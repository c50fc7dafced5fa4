using Updater.Twin;

namespace nanoFramework.Runtime.Native;

/// <summary>What the current device is.</summary>
public static class SystemInfo
{
    /// <summary>Name of the firmware's target.</summary>
    public static string TargetName => TwinDevice.Current.Board.TargetName;
}
