using Updater.Core.Platform;
using Updater.Twin;

namespace Updater.Simulation;

/// <summary>
/// The journal's two records on the device's simulated flash: two areas of whole erase blocks. Each area is filled record by record and erased when full,
/// so that most writes cost no erase, as on a flash file system. Every operation goes through the device's power plan.
/// </summary>
public sealed class FlashJournalStore : IJournalStore
{
    private readonly NorFlash _flash;
    private readonly int[] _areaOffset = new int[2];
    private readonly int _areaSizeBytes;

    /// <summary>Lays the records into the board's storage region.</summary>
    /// <param name="device">The device; its storage region must hold two erase blocks.</param>
    /// <exception cref="ArgumentException">The storage region is too small.</exception>
    public FlashJournalStore(TwinDevice device)
    {
        _flash = device.Flash;
        FlashBlock first = _flash.Geometry.BlockAt(device.Storage.Offset);
        _areaSizeBytes = Math.Max(first.SizeBytes, Limits.RecordBytes);
        if (device.Storage.SizeBytes < 2 * _areaSizeBytes)
        {
            throw new ArgumentException($"storage of board {device.Board.Name}: expected two erase blocks of {_areaSizeBytes} bytes, found {device.Storage.SizeBytes} bytes");
        }

        _areaOffset[0] = device.Storage.Offset;
        _areaOffset[1] = device.Storage.Offset + _areaSizeBytes;
    }

    /// <inheritdoc/>
    public Outcome Read(int index, byte[] buffer)
    {
        int free = FreeOffset(index);
        int last = Math.Max(free - Limits.RecordBytes, _areaOffset[index]);
        _flash.Read(last, buffer.AsSpan(0, Limits.RecordBytes));
        return Outcome.Ok;
    }

    /// <inheritdoc/>
    public Outcome Write(int index, byte[] buffer)
    {
        int free = FreeOffset(index);
        if (free == _areaOffset[index] + _areaSizeBytes)
        {
            _flash.Erase(_areaOffset[index], _areaSizeBytes);
            free = _areaOffset[index];
        }

        _flash.Program(free, buffer.AsSpan(0, Limits.RecordBytes));
        return Outcome.Ok;
    }

    // Behind the last record that was begun. After a torn erase that may be an old record: it reads as valid and older, which the journal expects.
    private int FreeOffset(int index)
    {
        int offset = _areaOffset[index] + _areaSizeBytes;
        while (offset > _areaOffset[index] && _flash.IsErased(offset - Limits.RecordBytes, Limits.RecordBytes))
        {
            offset -= Limits.RecordBytes;
        }

        return offset;
    }
}
