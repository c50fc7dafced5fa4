namespace Updater.Core.Platform;

/// <summary>Little-endian numbers in byte arrays: on the device an object costs 12 bytes a field, so records stay packed.</summary>
public static class PackedBytes
{
    /// <summary>Reads 32 bits.</summary>
    public static int GetInt32(byte[] bytes, int offset)
    {
        return bytes[offset] | bytes[offset + 1] << 8 | bytes[offset + 2] << 16 | bytes[offset + 3] << 24;
    }

    /// <summary>Writes 32 bits.</summary>
    public static void SetInt32(byte[] bytes, int offset, int value)
    {
        bytes[offset] = (byte)value;
        bytes[offset + 1] = (byte)(value >> 8);
        bytes[offset + 2] = (byte)(value >> 16);
        bytes[offset + 3] = (byte)(value >> 24);
    }

    /// <summary>Reads 64 bits.</summary>
    public static ulong GetUInt64(byte[] bytes, int offset)
    {
        return (uint)GetInt32(bytes, offset) | (ulong)(uint)GetInt32(bytes, offset + 4) << 32;
    }

    /// <summary>Writes 64 bits.</summary>
    public static void SetUInt64(byte[] bytes, int offset, ulong value)
    {
        SetInt32(bytes, offset, (int)value);
        SetInt32(bytes, offset + 4, (int)(value >> 32));
    }

    /// <summary>Whether two ranges hold the same bytes.</summary>
    public static bool AreEqual(byte[] left, int leftOffset, byte[] right, int rightOffset, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (left[leftOffset + i] != right[rightOffset + i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a range is all zero, as in a field never set.</summary>
    public static bool IsZero(byte[] bytes, int offset, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (bytes[offset + i] != 0)
            {
                return false;
            }
        }

        return true;
    }
}
