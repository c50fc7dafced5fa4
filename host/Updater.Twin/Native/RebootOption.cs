namespace nanoFramework.Runtime.Native;

/// <summary>How to restart.</summary>
public enum RebootOption
{
    /// <summary>The whole device.</summary>
    NormalReboot,
    /// <summary>Into nanoBooter.</summary>
    EnterNanoBooter,
    /// <summary>The runtime alone.</summary>
    ClrOnly,
    /// <summary>Into the vendor's bootloader.</summary>
    EnterProprietaryBooter = 8,
}
