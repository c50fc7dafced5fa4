namespace Updater.Twin.Boot;

/// <summary>How a boot ended.</summary>
public enum BootKind
{
    /// <summary>An image runs.</summary>
    Image,
    /// <summary>Nothing bootable: the device is a brick.</summary>
    NoImage,
}
