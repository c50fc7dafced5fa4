using Updater.Twin;

namespace nanoFramework.Runtime.Native;

/// <summary>What the current device is.</summary>
public static class SystemInfo
{
    /// <summary>Name of the firmware's target.</summary>
    public static string TargetName => TwinDevice.Current.Board.TargetName;

    /// <summary>Platform of the target.</summary>
    public static string Platform => TargetName.Split('_')[0];

    /// <summary>Maker.</summary>
    public static string OEMString => "Updater twin";

    /// <summary>Maker's number.</summary>
    public static byte OEM => 0;

    /// <summary>Model number.</summary>
    public static byte Model => 0;

    /// <summary>Stock number.</summary>
    public static ushort SKU => 0;

    /// <summary>Version of the firmware under the application.</summary>
    public static Version Version { get; } = new(0, 0, 0, 0);
}
