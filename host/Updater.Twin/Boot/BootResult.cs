using nanoFramework.Runtime.InFieldUpdate;
using Updater.Images;

namespace Updater.Twin.Boot;

/// <summary>How a boot ended and what runs now.</summary>
public sealed class BootResult
{
    private BootResult(BootKind kind, McubootHeader header, byte[] digest, UpdateStatus status, SwapKind swap, string reason)
    {
        Kind = kind;
        Version = header.Version;
        ImageHash = digest;
        Status = status;
        Swap = swap;
        Reason = reason;
    }

    /// <summary>Whether an image runs.</summary>
    public BootKind Kind { get; }

    /// <summary>Whether an image runs.</summary>
    public bool HasImage => Kind == BootKind.Image;

    /// <summary>Version of the running image.</summary>
    public McubootVersion Version { get; }

    /// <summary>SHA-256 of the running image, as its TLV and the bootloader's check say; empty without image.</summary>
    public byte[] ImageHash { get; }

    /// <summary>State of the running image.</summary>
    public UpdateStatus Status { get; }

    /// <summary>What the bootloader did with the slots.</summary>
    public SwapKind Swap { get; }

    /// <summary>Why nothing runs; empty otherwise.</summary>
    public string Reason { get; }

    /// <summary>One line for people.</summary>
    public override string ToString() => HasImage
        ? $"{Version} {Convert.ToHexStringLower(ImageHash)[..8]} {Status} after {Swap}"
        : $"no bootable image: {Reason}";

    internal static BootResult Running(McubootImage image, UpdateStatus status, SwapKind swap) =>
        new(BootKind.Image, image.Header, image.Digest?.ToArray() ?? [], status, swap, "");

    internal static BootResult NoImage(SwapKind swap, string reason) =>
        new(BootKind.NoImage, default, [], UpdateStatus.Unknown, swap, reason);
}
