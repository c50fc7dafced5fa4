using Updater.Core.Platform;

namespace Updater.Cli.Verification;

/// <summary>A journal that lasts as long as one verification.</summary>
internal sealed class MemoryJournal : IJournalStore
{
    private readonly byte[][] _records = [new byte[Limits.RecordBytes], new byte[Limits.RecordBytes]];

    public Outcome Read(int index, byte[] buffer)
    {
        _records[index].CopyTo(buffer, 0);
        return Outcome.Ok;
    }

    public Outcome Write(int index, byte[] buffer)
    {
        buffer.AsSpan(0, Limits.RecordBytes).CopyTo(_records[index]);
        return Outcome.Ok;
    }
}
