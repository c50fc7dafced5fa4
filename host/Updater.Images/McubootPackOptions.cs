using System.Security.Cryptography;

namespace Updater.Images;

/// <summary>How an image is made; the defaults are nanoFramework's (<c>imgtool sign --header-size 0x200 --pad-header --align 4</c>).</summary>
public sealed record McubootPackOptions
{
    /// <summary>Version in the header.</summary>
    public required McubootVersion Version { get; init; }

    /// <summary>Header with its padding.</summary>
    public int HeaderSizeBytes { get; init; } = 0x200;

    /// <summary>P-256 key that signs; without one the image has a digest alone.</summary>
    public ECDsa? SigningKey { get; init; }

    /// <summary>How the key is named.</summary>
    public PublicKeyForm PublicKeyForm { get; init; }

    /// <summary>Pads the signature with zero bytes to 72 bytes, so that the image's size does not vary.</summary>
    public bool PadsSignature { get; init; }

    /// <summary>Security counter for anti-rollback; <see cref="McubootVersion.AutoSecurityCounter"/> is imgtool's <c>auto</c>.</summary>
    public uint? SecurityCounter { get; init; }

    /// <summary>Images that have to be there.</summary>
    public IReadOnlyList<McubootDependency> Dependencies { get; init; } = [];

    /// <summary>Software type of a boot record for attestation; null for none.</summary>
    public string? BootRecordType { get; init; }

    /// <summary>Entries of one's own in the protected area, types from 0xA0.</summary>
    public IReadOnlyList<KeyValuePair<McubootTlvType, ReadOnlyMemory<byte>>> CustomTlvs { get; init; } = [];

    /// <summary>Load address of an image to be copied to RAM.</summary>
    public uint LoadAddress { get; init; }

    /// <summary>Address of an image bound to one place in ROM.</summary>
    public uint? RomFixedAddress { get; init; }

    /// <summary>Flags the image as not to be booted.</summary>
    public bool IsNonBootable { get; init; }

    /// <summary>Size of the slot; checked, and needed for padding.</summary>
    public int? SlotSizeBytes { get; init; }

    /// <summary>Padding and trailer.</summary>
    public SlotPadding Padding { get; init; }

    /// <summary>Write unit of the flash.</summary>
    public int AlignBytes { get; init; } = 4;

    /// <summary>Sectors the trailer's swap status has room for.</summary>
    public int MaxSectors { get; init; } = 128;
}
