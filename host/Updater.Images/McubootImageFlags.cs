namespace Updater.Images;

/// <summary>Flags of the image header (image.h, <c>IMAGE_F_*</c>).</summary>
[Flags]
public enum McubootImageFlags : uint
{
    /// <summary>None.</summary>
    None = 0,
    /// <summary>Position-independent code.</summary>
    PositionIndependent = 0x1,
    /// <summary>Encrypted with AES-128.</summary>
    EncryptedAes128 = 0x4,
    /// <summary>Encrypted with AES-256.</summary>
    EncryptedAes256 = 0x8,
    /// <summary>Not to be booted: data of some other image.</summary>
    NonBootable = 0x10,
    /// <summary>Copied to RAM at the load address.</summary>
    RamLoad = 0x20,
    /// <summary>Has to lie at the load address in ROM.</summary>
    RomFixed = 0x100,
    /// <summary>Compressed with LZMA1.</summary>
    CompressedLzma1 = 0x200,
    /// <summary>Compressed with LZMA2.</summary>
    CompressedLzma2 = 0x400,
    /// <summary>Arm Thumb filter used before compression.</summary>
    CompressedArmThumb = 0x800,
}
