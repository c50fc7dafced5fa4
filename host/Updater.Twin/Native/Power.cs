using Updater.Twin;

namespace nanoFramework.Runtime.Native;

/// <summary>Power of the current device.</summary>
public static class Power
{
    /// <summary>Restarts the device.</summary>
    /// <exception cref="RebootException">Always: the call does not return.</exception>
    public static void RebootDevice(RebootOption rebootOption = RebootOption.NormalReboot)
    {
        _ = rebootOption;
        TwinDevice.Current.Restart();
    }
}
