using Updater.Core.Platform;

namespace Updater.Core.Tests.Slots;

/// <summary>Two records in memory; the next write can be torn after any number of bytes, or refused.</summary>
internal sealed class MemoryJournalStore : IJournalStore
{
    private readonly byte[][] _records = [new byte[Limits.RecordBytes], new byte[Limits.RecordBytes]];

    public int TearAfterBytes { get; set; } = -1;

    public bool RefusesWrites { get; set; }

    public int WritesCount { get; private set; }

    public byte[] this[int index] => _records[index];

    public Outcome Read(int index, byte[] buffer)
    {
        Array.Copy(_records[index], buffer, Limits.RecordBytes);
        return Outcome.Ok;
    }

    public Outcome Write(int index, byte[] buffer)
    {
        if (RefusesWrites)
        {
            return Outcome.JournalFailed;
        }

        WritesCount++;
        if (TearAfterBytes < 0)
        {
            Array.Copy(buffer, _records[index], Limits.RecordBytes);
            return Outcome.Ok;
        }

        // As flash does: erased first, then programmed from the start.
        Array.Fill(_records[index], (byte)0xFF);
        Array.Copy(buffer, _records[index], TearAfterBytes);
        TearAfterBytes = -1;
        return Outcome.JournalFailed;
    }
}
