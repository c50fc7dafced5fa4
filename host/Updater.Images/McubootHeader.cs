using System.Buffers.Binary;

namespace Updater.Images;

/// <summary>The 32 bytes an image starts with (image.h, <c>struct image_header</c>), little-endian.</summary>
/// <param name="Magic">Has to be <see cref="ExpectedMagic"/>.</param>
/// <param name="LoadAddress">Where the image wants to lie, if a flag says so.</param>
/// <param name="HeaderSizeBytes">Header with its padding; the payload follows.</param>
/// <param name="ProtectedTlvSizeBytes">Size of the protected TLV area, its info header included; 0 without one.</param>
/// <param name="ImageSizeBytes">Size of the payload.</param>
/// <param name="Flags">Flags.</param>
/// <param name="Version">Version.</param>
public readonly record struct McubootHeader(
    uint Magic, uint LoadAddress, int HeaderSizeBytes, int ProtectedTlvSizeBytes, uint ImageSizeBytes, McubootImageFlags Flags, McubootVersion Version)
{
    /// <summary>First word of every image.</summary>
    public const uint ExpectedMagic = 0x96f3b83d;

    /// <summary>Whether the first word is right.</summary>
    public bool HasMagic => Magic == ExpectedMagic;

    /// <summary>Header, payload and protected TLVs: what the digest covers, and where the TLV area begins that it does not cover.</summary>
    public long SpanBytes => (long)HeaderSizeBytes + ImageSizeBytes + ProtectedTlvSizeBytes;

    /// <summary>Reads a header.</summary>
    /// <param name="bytes">At least <see cref="ImageLimits.HeaderBytes"/> bytes.</param>
    public static McubootHeader Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[10..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]),
        (McubootImageFlags)BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]),
        new McubootVersion(bytes[20], bytes[21], BinaryPrimitives.ReadUInt16LittleEndian(bytes[22..]), BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..])));

    /// <summary>Writes the header without its padding.</summary>
    /// <param name="bytes">At least <see cref="ImageLimits.HeaderBytes"/> bytes.</param>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], LoadAddress);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[8..], (ushort)HeaderSizeBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[10..], (ushort)ProtectedTlvSizeBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[12..], ImageSizeBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[16..], (uint)Flags);
        bytes[20] = Version.Major;
        bytes[21] = Version.Minor;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[22..], Version.Revision);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[24..], Version.Build);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[28..], 0);
    }
}
