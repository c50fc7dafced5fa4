namespace Updater.Images;

/// <summary>What MCUboot does or will do with the two slots (<c>BOOT_SWAP_TYPE_*</c>), as the trailer's swap_info holds it.</summary>
public enum SwapKind
{
    /// <summary>Boot the primary slot.</summary>
    None = 1,
    /// <summary>Swap for one boot, then back unless confirmed.</summary>
    Test = 2,
    /// <summary>Swap for good.</summary>
    Permanent = 3,
    /// <summary>Swap back.</summary>
    Revert = 4,
}
