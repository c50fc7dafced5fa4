using Updater.Images;

namespace nanoFramework.Runtime.InFieldUpdate;

/// <summary>What a slot holds.</summary>
public class ImageInfo
{
    internal ImageInfo(SlotId slot, McubootImage image, SwapKind swap, bool isConfirmed)
    {
        Image = ImageType.Deployment;
        Slot = slot;
        Version = ToVersion(image.Header.Version);
        ImageHash = image.Digest?.ToArray();
        HasValidHeader = image.Fault == McubootFault.None;
        IsActive = slot == SlotId.Primary;
        IsConfirmed = isConfirmed;
        IsPending = slot == SlotId.Secondary && swap is SwapKind.Test or SwapKind.Permanent;
        IsBootable = !image.Header.Flags.HasFlag(McubootImageFlags.NonBootable);
        IsRollbackPending = swap == SwapKind.Revert;
    }

    /// <summary>Which image.</summary>
    public ImageType Image { get; }

    /// <summary>Which slot.</summary>
    public SlotId Slot { get; }

    /// <summary>Major, minor, revision (as Build) and build number (as Revision).</summary>
    public Version Version { get; }

    /// <summary>SHA-256 in the TLV area; null without one.</summary>
    public byte[]? ImageHash { get; }

    /// <summary>Whether header and TLV area could be read.</summary>
    public bool HasValidHeader { get; }

    /// <summary>Whether it runs.</summary>
    public bool IsActive { get; }

    /// <summary>Whether it is confirmed.</summary>
    public bool IsConfirmed { get; }

    /// <summary>Whether the next boot swaps it in.</summary>
    public bool IsPending { get; }

    /// <summary>Whether it may run.</summary>
    public bool IsBootable { get; }

    /// <summary>Whether the next boot goes back.</summary>
    public bool IsRollbackPending { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Image} {Slot}: v{Version}";

    // System.Version holds 31 bits; nanoFramework stores the build number as it is, here it is cut.
    internal static Version ToVersion(McubootVersion version) => new(version.Major, version.Minor, version.Revision, (int)(version.Build & int.MaxValue));
}
