using System.Buffers.Binary;
using Updater.Images;

namespace Updater.Twin.Boot;

/// <summary>One image slot: an area of flash with a trailer at its end. Offsets are the slot's own.</summary>
public sealed class FlashSlot
{
    private const byte Erased = 0xFF;

    /// <summary>Makes a slot.</summary>
    /// <exception cref="ArgumentException">Not on block boundaries, or its blocks differ in size.</exception>
    public FlashSlot(NorFlash flash, string name, int address, int maxSectors, int sizeBytes)
    {
        FlashGeometry geometry = flash.Geometry;
        int sectorBytes = geometry.BlockAt(address).SizeBytes;
        if (!geometry.IsBlockBoundary(address) || !geometry.IsBlockBoundary(address + sizeBytes))
        {
            throw new ArgumentException($"{name} slot: expected whole erase blocks, found 0x{address:x} +0x{sizeBytes:x}; correct the board file");
        }

        if (!Enumerable.Range(0, sizeBytes / sectorBytes).All(i => geometry.BlockAt(address + (i * sectorBytes)).Address == address + (i * sectorBytes))
            || geometry.BlockAt(address + sizeBytes - 1).SizeBytes != sectorBytes)
        {
            throw new ArgumentException($"{name} slot: swap using move needs equal erase blocks, found different ones; correct the board file");
        }

        if (sizeBytes / sectorBytes > maxSectors)
        {
            throw new ArgumentException($"{name} slot: expected at most {maxSectors} sectors, found {sizeBytes / sectorBytes}; raise maxSectors as in the bootloader");
        }

        Flash = flash;
        Name = name;
        Address = address;
        SizeBytes = sizeBytes;
        SectorBytes = sectorBytes;
        Layout = new SlotTrailerLayout(sizeBytes, geometry.WriteUnitBytes, maxSectors);
    }

    /// <summary>The flash.</summary>
    public NorFlash Flash { get; }

    /// <summary>Name in messages.</summary>
    public string Name { get; }

    /// <summary>Where the slot begins in the flash.</summary>
    public int Address { get; }

    /// <summary>Size.</summary>
    public int SizeBytes { get; }

    /// <summary>Size of its erase blocks.</summary>
    public int SectorBytes { get; }

    /// <summary>Number of its erase blocks.</summary>
    public int SectorCount => SizeBytes / SectorBytes;

    /// <summary>Where the trailer's fields lie.</summary>
    public SlotTrailerLayout Layout { get; }

    /// <summary>Start of the first sector that holds a part of the trailer.</summary>
    public int TrailerSectorOffset => Layout.StatusOffset / SectorBytes * SectorBytes;

    /// <summary>Reads.</summary>
    public void Read(int offset, Span<byte> target) => Flash.Read(Address + offset, target);

    /// <summary>Reads into a new array.</summary>
    public byte[] Read(int offset, int count) => Flash.Read(Address + offset, count);

    /// <summary>Programs whole write units.</summary>
    public void Program(int offset, ReadOnlySpan<byte> data) => Flash.Program(Address + offset, data);

    /// <summary>Erases one sector.</summary>
    public void EraseSector(int index) => Flash.EraseBlock(Address + (index * SectorBytes));

    /// <summary>Erases everything, trailer included, in ascending order: the header goes first.</summary>
    public void EraseAll() => Flash.Erase(Address, SizeBytes);

    /// <summary>Erases the trailer's sectors, the last one first, so that the flags go before the status they are about.</summary>
    public void EraseTrailer()
    {
        for (int sector = SectorCount - 1; sector >= TrailerSectorOffset / SectorBytes; sector--)
        {
            EraseSector(sector);
        }
    }

    /// <summary>Reads the trailer.</summary>
    public SlotTrailer ReadTrailer() => SlotTrailer.ReadFields(Read(Layout.SwapSizeOffset, SizeBytes - Layout.SwapSizeOffset), Layout);

    /// <summary>Reads the header; without image it lacks the magic.</summary>
    public McubootHeader ReadHeader() => McubootHeader.Read(Read(0, ImageLimits.HeaderBytes));

    /// <summary>Whether the header reads as erased.</summary>
    public bool IsHeaderErased() => Flash.IsErased(Address, ImageLimits.HeaderBytes);

    /// <summary>
    /// Reads the image with its TLVs but not what lies behind it; null without magic or if it would not fit.
    /// </summary>
    public McubootImage? ReadImage()
    {
        McubootHeader header = ReadHeader();
        if (!header.HasMagic || header.SpanBytes + ImageLimits.TlvHeaderBytes > SizeBytes)
        {
            return null;
        }

        int span = (int)header.SpanBytes;
        int tlvBytes = BinaryPrimitives.ReadUInt16LittleEndian(Read(span + 2, 2));
        return McubootImage.InspectInPlace(Read(0, Math.Min(span + Math.Max(tlvBytes, ImageLimits.TlvHeaderBytes), SizeBytes)));
    }

    /// <summary>Writes the boot magic with the padding before it.</summary>
    public void WriteMagic()
    {
        byte[] field = new byte[Layout.MagicFieldBytes];
        field.AsSpan().Fill(Erased);
        Layout.Magic.CopyTo(field.AsSpan(field.Length - SlotTrailerLayout.MagicBytes));
        Program(SizeBytes - field.Length, field);
    }

    /// <summary>Confirms.</summary>
    public void WriteImageOk() => WriteField(Layout.ImageOkOffset, [1]);

    /// <summary>Notes the end of a swap.</summary>
    public void WriteCopyDone() => WriteField(Layout.CopyDoneOffset, [1]);

    /// <summary>Notes the kind of swap.</summary>
    public void WriteSwapInfo(SwapKind kind) => WriteField(Layout.SwapInfoOffset, [(byte)kind]);

    /// <summary>Notes how much is swapped.</summary>
    public void WriteSwapSize(int sizeBytes)
    {
        Span<byte> value = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(value, sizeBytes);
        WriteField(Layout.SwapSizeOffset, value);
    }

    /// <summary>Writes one entry of the swap status.</summary>
    public void WriteStatus(int entry, byte state) => WriteField(Layout.StatusEntryOffset(entry), [state]);

    /// <summary>Number of the last entry of the swap status that is written, plus one; 0 if none is.</summary>
    public int ReadStatusLength()
    {
        byte[] status = Read(Layout.StatusOffset, Layout.StatusEntries * Layout.WriteUnitBytes);
        for (int entry = Layout.StatusEntries; entry > 0; entry--)
        {
            if (status[(entry - 1) * Layout.WriteUnitBytes] != Erased)
            {
                return entry;
            }
        }

        return 0;
    }

    private void WriteField(int offset, ReadOnlySpan<byte> value)
    {
        int unit = Layout.WriteUnitBytes;
        Span<byte> field = stackalloc byte[(value.Length + unit - 1) / unit * unit];
        field.Fill(Erased);
        value.CopyTo(field);
        Program(offset, field);
    }
}
