using Updater.Twin;

namespace nanoFramework.Runtime.Native;

/// <summary>Power of the current device.</summary>
public class Power
{
    /// <summary>Raised before the current device restarts; handlers belong to the device that added them.</summary>
    public static event RebootEventHandler OnRebootEvent
    {
        add => TwinDevice.Current.Restarting += value;
        remove => TwinDevice.Current.Restarting -= value;
    }

    /// <summary>Restarts the device.</summary>
    /// <exception cref="RebootException">Always: the call does not return.</exception>
    public static void RebootDevice(RebootOption rebootOption = RebootOption.NormalReboot)
    {
        _ = rebootOption;
        TwinDevice.Current.Restart();
    }

    /// <summary>Restarts the device; a twin ends no threads and so needs no time for it.</summary>
    /// <exception cref="RebootException">Always: the call does not return.</exception>
    public static void RebootDevice(int exeConstraintTimeout, RebootOption rebootOption = RebootOption.NormalReboot)
    {
        _ = exeConstraintTimeout;
        RebootDevice(rebootOption);
    }
}
