namespace Updater.Twin;

/// <summary>Erase blocks and write unit of a flash; blocks may differ in size (STM32: 32, 128 and 256 KB).</summary>
public sealed class FlashGeometry
{
    private const int SizeBytesMax = 256 * 1024 * 1024;

    private readonly int[] _addresses;

    /// <summary>Makes a geometry from regions in ascending order.</summary>
    /// <exception cref="ArgumentException">No blocks, a block that is no multiple of the write unit, or more than 256 MB.</exception>
    public FlashGeometry(IEnumerable<FlashRegion> regions, int writeUnitBytes)
    {
        if (writeUnitBytes is not (1 or 2 or 4 or 8 or 16 or 32))
        {
            throw new ArgumentException($"write unit: expected 1, 2, 4, 8, 16 or 32 bytes, found {writeUnitBytes}; use the flash's own", nameof(writeUnitBytes));
        }

        List<int> addresses = [0];
        long address = 0;
        foreach (FlashRegion region in regions)
        {
            if (region.BlockSizeBytes <= 0 || region.Count <= 0 || region.BlockSizeBytes % writeUnitBytes != 0
                || address + ((long)region.BlockSizeBytes * region.Count) > SizeBytesMax)
            {
                throw new ArgumentException($"erase blocks: expected positive multiples of the write unit {writeUnitBytes}, {SizeBytesMax} bytes at most together, "
                    + $"found {region.Count} of {region.BlockSizeBytes} bytes; correct the geometry", nameof(regions));
            }

            for (int i = 0; i < region.Count; i++)
            {
                address += region.BlockSizeBytes;
                addresses.Add((int)address);
            }
        }

        if (address == 0)
        {
            throw new ArgumentException("erase blocks: expected at least one, found none; correct the geometry", nameof(regions));
        }

        _addresses = [.. addresses];
        WriteUnitBytes = writeUnitBytes;
    }

    /// <summary>Size of the whole flash.</summary>
    public int SizeBytes => _addresses[^1];

    /// <summary>Smallest piece that is programmed, and alignment of programming.</summary>
    public int WriteUnitBytes { get; }

    /// <summary>Number of erase blocks.</summary>
    public int BlockCount => _addresses.Length - 1;

    /// <summary>A flash of equal blocks.</summary>
    public static FlashGeometry Uniform(int sizeBytes, int blockSizeBytes, int writeUnitBytes) =>
        new([new FlashRegion(blockSizeBytes, blockSizeBytes > 0 && sizeBytes % blockSizeBytes == 0 ? sizeBytes / blockSizeBytes : 0)], writeUnitBytes);

    /// <summary>The block with this number.</summary>
    public FlashBlock Block(int index) => new(index, _addresses[index], _addresses[index + 1] - _addresses[index]);

    /// <summary>The block that holds an address.</summary>
    public FlashBlock BlockAt(int address)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(address);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(address, SizeBytes);
        int found = Array.BinarySearch(_addresses, address);
        return Block(found >= 0 ? found : ~found - 1);
    }

    /// <summary>Whether a block begins here, or the flash ends.</summary>
    public bool IsBlockBoundary(int address) => Array.BinarySearch(_addresses, address) >= 0;
}
