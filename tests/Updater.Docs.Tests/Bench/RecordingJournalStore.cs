using Updater.Core.Platform;

namespace Updater.Docs.Tests.Bench;

/// <summary>Two journal records in memory, and every record ever written.</summary>
internal sealed class RecordingJournalStore : IJournalStore
{
    private readonly byte[][] _records = [new byte[Limits.RecordBytes], new byte[Limits.RecordBytes]];

    public List<(int Index, byte[] Record)> Written { get; } = [];

    public Outcome Read(int index, byte[] buffer)
    {
        _records[index].CopyTo(buffer, 0);
        return Outcome.Ok;
    }

    public Outcome Write(int index, byte[] buffer)
    {
        Assert.HasCount(Limits.RecordBytes, buffer);
        _records[index] = (byte[])buffer.Clone();
        Written.Add((index, _records[index]));
        return Outcome.Ok;
    }
}
