using System.Collections;
using System.Globalization;

namespace Updater.Twin;

/// <summary>
/// NOR flash that takes nothing sloppy: programming only whole aligned write units, only units not programmed since their erase, erasing only whole
/// blocks. Programming a unit with 0xFF alone moves no charge, so it is allowed and leaves the unit erased; drivers copy such padding. Blocks take memory
/// from their first programmed bit to their erase.
/// </summary>
/// <remarks>
/// A torn program is a prefix of bytes; its last unit counts as programmed if a bit of it changed. A torn erase is an erased prefix of whole write units,
/// the rest of the block as it was.
/// </remarks>
public sealed class NorFlash
{
    private const byte Erased = 0xFF;

    private readonly PowerPlan _power;
    private readonly string _name;
    private readonly byte[]?[] _data;
    private readonly BitArray?[] _programmed;
    private readonly int[] _erases;
    private FlashCounters _counters;

    /// <summary>Makes an erased flash.</summary>
    /// <param name="geometry">Blocks and write unit.</param>
    /// <param name="power">Power of the device it belongs to; without one it has its own.</param>
    /// <param name="name">Name in logs.</param>
    public NorFlash(FlashGeometry geometry, PowerPlan? power = null, string name = "flash")
    {
        Geometry = geometry;
        _power = power ?? new PowerPlan();
        _name = name;
        _data = new byte[]?[geometry.BlockCount];
        _programmed = new BitArray?[geometry.BlockCount];
        _erases = new int[geometry.BlockCount];
    }

    /// <summary>Blocks and write unit.</summary>
    public FlashGeometry Geometry { get; }

    /// <summary>Size.</summary>
    public int SizeBytes => Geometry.SizeBytes;

    /// <summary>Power.</summary>
    public PowerPlan Power => _power;

    /// <summary>What was done so far.</summary>
    public FlashCounters Counters => _counters;

    /// <summary>Most erases of one block: the wear that ends a flash.</summary>
    public int MostErases => _erases.Max();

    /// <summary>Memory that holds contents at present.</summary>
    public long AllocatedBytes => _data.Sum(block => (long)(block?.Length ?? 0));

    /// <summary>Erases of one block.</summary>
    public int ErasesOf(int blockIndex) => _erases[blockIndex];

    /// <summary>Reads.</summary>
    /// <exception cref="FlashRuleException">Outside the flash.</exception>
    public void Read(int address, Span<byte> target)
    {
        _power.Demand();
        CheckRange("read", address, target.Length);
        while (target.Length > 0)
        {
            FlashBlock block = Geometry.BlockAt(address);
            int offset = address - block.Address;
            int count = Math.Min(target.Length, block.SizeBytes - offset);
            if (_data[block.Index] is { } data)
            {
                data.AsSpan(offset, count).CopyTo(target);
            }
            else
            {
                target[..count].Fill(Erased);
            }

            address += count;
            target = target[count..];
        }
    }

    /// <summary>Reads into a new array.</summary>
    public byte[] Read(int address, int count)
    {
        byte[] bytes = new byte[count];
        Read(address, bytes);
        return bytes;
    }

    /// <summary>Whether every byte reads as erased.</summary>
    public bool IsErased(int address, int count)
    {
        _power.Demand();
        CheckRange("read", address, count);
        while (count > 0)
        {
            FlashBlock block = Geometry.BlockAt(address);
            int offset = address - block.Address;
            int part = Math.Min(count, block.SizeBytes - offset);
            if (_data[block.Index] is { } data && data.AsSpan(offset, part).ContainsAnyExcept(Erased))
            {
                return false;
            }

            address += part;
            count -= part;
        }

        return true;
    }

    /// <summary>Programs whole write units.</summary>
    /// <exception cref="FlashRuleException">Misaligned, outside, or on a unit programmed since its erase.</exception>
    /// <exception cref="PowerLossException">The power goes.</exception>
    public void Program(int address, ReadOnlySpan<byte> data)
    {
        _power.Demand();
        CheckRange("program", address, data.Length);
        int unit = Geometry.WriteUnitBytes;
        if (address % unit != 0 || data.Length % unit != 0)
        {
            throw Broken($"program 0x{address:x6} +{data.Length}: expected multiples of the write unit {unit}; pad the data with 0xFF");
        }

        CheckErased(address, data);
        PowerStep step = _power.Begin(_name, PowerOperationKind.Program, address, data.Length);
        Store(address, data[..step.CountBytes]);
        _counters = _counters with { Programs = _counters.Programs + 1, BytesProgrammed = _counters.BytesProgrammed + step.CountBytes };
        _power.End(step);
    }

    /// <summary>Erases the block that begins at <paramref name="address"/>.</summary>
    /// <exception cref="FlashRuleException">No block begins there.</exception>
    /// <exception cref="PowerLossException">The power goes.</exception>
    public void EraseBlock(int address)
    {
        _power.Demand();
        CheckRange("erase", address, 1);
        FlashBlock block = Geometry.BlockAt(address);
        if (block.Address != address)
        {
            throw Broken($"erase 0x{address:x6}: expected the start of a block, found the middle of block {block.Index} at 0x{block.Address:x6}; erase whole blocks");
        }

        PowerStep step = _power.Begin(_name, PowerOperationKind.Erase, address, block.SizeBytes);
        _erases[block.Index]++;
        _counters = _counters with { Erases = _counters.Erases + 1 };
        Clear(block, step.CountBytes / Geometry.WriteUnitBytes * Geometry.WriteUnitBytes);
        _power.End(step);
    }

    /// <summary>Erases whole blocks, in ascending order, one operation each.</summary>
    /// <exception cref="FlashRuleException">Not on block boundaries.</exception>
    /// <exception cref="PowerLossException">The power goes.</exception>
    public void Erase(int address, int count)
    {
        CheckRange("erase", address, count);
        if (!Geometry.IsBlockBoundary(address) || !Geometry.IsBlockBoundary(address + count))
        {
            throw Broken($"erase 0x{address:x6} +{count}: expected whole blocks; align to the geometry");
        }

        for (int end = address + count; address < end; address = Geometry.BlockAt(address).EndAddress)
        {
            EraseBlock(address);
        }
    }

    private void Clear(FlashBlock block, int countBytes)
    {
        if (countBytes == block.SizeBytes)
        {
            _data[block.Index] = null;
            _programmed[block.Index] = null;
            return;
        }

        if (_data[block.Index] is { } data && _programmed[block.Index] is { } programmed)
        {
            data.AsSpan(0, countBytes).Fill(Erased);
            for (int i = 0; i < countBytes / Geometry.WriteUnitBytes; i++)
            {
                programmed[i] = false;
            }
        }
    }

    private void CheckErased(int address, ReadOnlySpan<byte> data)
    {
        int unit = Geometry.WriteUnitBytes;
        FlashBlock block = default;
        BitArray? programmed = null;
        for (int i = 0; i < data.Length; i += unit)
        {
            if (address + i >= block.EndAddress)
            {
                block = Geometry.BlockAt(address + i);
                programmed = _programmed[block.Index];
                if (programmed == null)
                {
                    i = Math.Min(block.EndAddress - address, data.Length) - unit;
                    continue;
                }
            }

            if (programmed != null && programmed[(address + i - block.Address) / unit] && data.Slice(i, unit).ContainsAnyExcept(Erased))
            {
                throw Broken($"program 0x{address:x6} +{data.Length}: unit 0x{address + i:x6} was programmed since its erase; erase block {block.Index} first");
            }
        }
    }

    private void Store(int address, ReadOnlySpan<byte> data)
    {
        int unit = Geometry.WriteUnitBytes;
        while (data.Length > 0)
        {
            FlashBlock block = Geometry.BlockAt(address);
            int offset = address - block.Address;
            ReadOnlySpan<byte> part = data[..Math.Min(data.Length, block.SizeBytes - offset)];
            if (part.ContainsAnyExcept(Erased))
            {
                byte[] content = Content(block);
                BitArray programmed = _programmed[block.Index]!;
                for (int i = 0; i < part.Length; i += unit)
                {
                    ReadOnlySpan<byte> bytes = part[i..Math.Min(i + unit, part.Length)];
                    if (bytes.ContainsAnyExcept(Erased))
                    {
                        bytes.CopyTo(content.AsSpan(offset + i));
                        programmed[(offset + i) / unit] = true;
                    }
                }
            }

            address += part.Length;
            data = data[part.Length..];
        }
    }

    private byte[] Content(FlashBlock block)
    {
        if (_data[block.Index] is { } present)
        {
            return present;
        }

        byte[] data = GC.AllocateUninitializedArray<byte>(block.SizeBytes);
        data.AsSpan().Fill(Erased);
        _data[block.Index] = data;
        _programmed[block.Index] = new BitArray(block.SizeBytes / Geometry.WriteUnitBytes);
        return data;
    }

    private void CheckRange(string operation, int address, int count)
    {
        if (address < 0 || count < 0 || address > SizeBytes - count)
        {
            throw Broken(string.Create(CultureInfo.InvariantCulture, $"{operation} 0x{address:x6} +{count}: outside the flash of {SizeBytes} bytes; check the slot"));
        }
    }

    private FlashRuleException Broken(string message) => new($"{_name}: {message}");
}
