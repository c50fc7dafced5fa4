using System.Buffers.Binary;

namespace Updater.Images;

/// <summary>A dependency TLV: the image with this number needs at least this version.</summary>
/// <param name="Image">Number of the other image.</param>
/// <param name="Version">Its least version.</param>
public readonly record struct McubootDependency(byte Image, McubootVersion Version)
{
    /// <summary>Size of the TLV's value.</summary>
    public const int ValueBytes = 12;

    /// <summary>Reads a TLV's value; null if it has another length.</summary>
    public static McubootDependency? Read(ReadOnlySpan<byte> value) => value.Length != ValueBytes ? null : new McubootDependency(
        value[0],
        new McubootVersion(value[4], value[5], BinaryPrimitives.ReadUInt16LittleEndian(value[6..]), BinaryPrimitives.ReadUInt32LittleEndian(value[8..])));

    /// <summary>The TLV's value.</summary>
    public byte[] ToBytes()
    {
        byte[] value = new byte[ValueBytes];
        value[0] = Image;
        value[4] = Version.Major;
        value[5] = Version.Minor;
        BinaryPrimitives.WriteUInt16LittleEndian(value.AsSpan(6), Version.Revision);
        BinaryPrimitives.WriteUInt32LittleEndian(value.AsSpan(8), Version.Build);
        return value;
    }
}
