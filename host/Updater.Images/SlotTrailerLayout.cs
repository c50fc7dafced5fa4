namespace Updater.Images;

/// <summary>
/// Where the fields of a slot's trailer lie (MCUboot docs/design.md, "Image trailer"): from the end backwards the boot magic, image_ok, copy_done,
/// swap_info and swap_size, each on its own write unit (at least 8 bytes apart), and before them the swap status.
/// </summary>
public sealed class SlotTrailerLayout
{
    /// <summary>Size of the boot magic.</summary>
    public const int MagicBytes = 16;

    private const int StatusEntriesPerSector = 3;
    private const int SmallAlignBytes = 8;

    private static readonly byte[] s_fixedMagic =
        [0x77, 0xc2, 0x95, 0xf3, 0x60, 0xd2, 0xef, 0x7f, 0x35, 0x52, 0x50, 0x0f, 0x2c, 0xb6, 0x79, 0x80];

    private static readonly byte[] s_magicTail = [0x2d, 0xe1, 0x5d, 0x29, 0x41, 0x0b, 0x8d, 0x77, 0x67, 0x9c, 0x11, 0x0f, 0x1f, 0x8a];

    private readonly byte[] _magic;

    /// <summary>Computes the layout.</summary>
    /// <param name="slotSizeBytes">Size of the slot.</param>
    /// <param name="writeUnitBytes">Write unit: 1, 2, 4, 8, 16 or 32 (imgtool <c>--align</c>).</param>
    /// <param name="maxSectors">Sectors the swap status has room for (imgtool <c>--max-sectors</c>, <c>MCUBOOT_MAX_IMG_SECTORS</c>).</param>
    /// <exception cref="ImageFormatException">The trailer does not fit or an argument is out of range.</exception>
    public SlotTrailerLayout(int slotSizeBytes, int writeUnitBytes, int maxSectors)
    {
        if (writeUnitBytes is not (1 or 2 or 4 or 8 or 16 or 32))
        {
            throw new ImageFormatException("write unit not supported", "1, 2, 4, 8, 16 or 32", $"{writeUnitBytes}", "use the flash's own write unit");
        }

        if (maxSectors is < 1 or > ImageLimits.SectorsMax)
        {
            throw new ImageFormatException("number of sectors not supported", $"1 to {ImageLimits.SectorsMax}", $"{maxSectors}", "use the bootloader's MAX_IMG_SECTORS");
        }

        SlotSizeBytes = slotSizeBytes;
        WriteUnitBytes = writeUnitBytes;
        MaxSectors = maxSectors;
        FieldAlignBytes = Math.Max(SmallAlignBytes, writeUnitBytes);
        _magic = FieldAlignBytes == SmallAlignBytes ? s_fixedMagic : [(byte)FieldAlignBytes, (byte)(FieldAlignBytes >> 8), .. s_magicTail];
        MagicOffset = slotSizeBytes - MagicBytes;
        ImageOkOffset = slotSizeBytes - MagicFieldBytes - FieldAlignBytes;
        CopyDoneOffset = ImageOkOffset - FieldAlignBytes;
        SwapInfoOffset = CopyDoneOffset - FieldAlignBytes;
        SwapSizeOffset = SwapInfoOffset - FieldAlignBytes;
        StatusOffset = SwapSizeOffset - (maxSectors * StatusEntriesPerSector * writeUnitBytes);
        if (StatusOffset < 0)
        {
            throw new ImageFormatException("slot too small", $"at least {TrailerBytes} bytes for the trailer alone", $"{slotSizeBytes}", "use a larger slot or fewer sectors");
        }
    }

    /// <summary>Size of the slot.</summary>
    public int SlotSizeBytes { get; }

    /// <summary>Write unit.</summary>
    public int WriteUnitBytes { get; }

    /// <summary>Sectors the swap status has room for.</summary>
    public int MaxSectors { get; }

    /// <summary>Distance of the fields (<c>BOOT_MAX_ALIGN</c>).</summary>
    public int FieldAlignBytes { get; }

    /// <summary>The boot magic for this write unit.</summary>
    public ReadOnlySpan<byte> Magic => _magic;

    /// <summary>The last field with the padding in front of the magic, which is written along.</summary>
    public int MagicFieldBytes => (MagicBytes + FieldAlignBytes - 1) / FieldAlignBytes * FieldAlignBytes;

    /// <summary>Where the magic lies.</summary>
    public int MagicOffset { get; }

    /// <summary>Where the confirmation lies.</summary>
    public int ImageOkOffset { get; }

    /// <summary>Where the end of a swap is noted.</summary>
    public int CopyDoneOffset { get; }

    /// <summary>Where the kind of swap is noted.</summary>
    public int SwapInfoOffset { get; }

    /// <summary>Where the number of bytes to swap is noted.</summary>
    public int SwapSizeOffset { get; }

    /// <summary>Where the swap status begins: the whole trailer's start.</summary>
    public int StatusOffset { get; }

    /// <summary>Size of the whole trailer.</summary>
    public int TrailerBytes => SlotSizeBytes - StatusOffset;

    /// <summary>Entries of the swap status.</summary>
    public int StatusEntries => MaxSectors * StatusEntriesPerSector;

    /// <summary>Where one entry of the swap status lies.</summary>
    public int StatusEntryOffset(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, StatusEntries);
        return StatusOffset + (index * WriteUnitBytes);
    }
}
