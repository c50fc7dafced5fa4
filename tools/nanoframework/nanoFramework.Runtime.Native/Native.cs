using System;

namespace nanoFramework.Runtime.Native;

public enum RebootOption
{
    NormalReboot = 0,
    EnterNanoBooter = 1,
    ClrOnly = 2,
    EnterProprietaryBooter = 8,
}

public delegate void RebootEventHandler();

public class Power
{
    public extern Power();
    public static extern event RebootEventHandler OnRebootEvent;
    public static extern void RebootDevice(RebootOption rebootOption = RebootOption.NormalReboot);
    public static extern void RebootDevice(int exeConstraintTimeout, RebootOption rebootOption = RebootOption.NormalReboot);
}

public static class Rtc
{
    public static extern bool SetSystemTime(DateTime time);
}

public static class SystemInfo
{
    public static extern byte Model { get; }
    public static extern byte OEM { get; }
    public static extern string OEMString { get; }
    public static extern string Platform { get; }
    public static extern ushort SKU { get; }
    public static extern string TargetName { get; }
    public static extern Version Version { get; }
}
