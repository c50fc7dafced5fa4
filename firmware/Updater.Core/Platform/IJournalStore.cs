namespace Updater.Core.Platform;

/// <summary>
/// Two records of <see cref="Limits.RecordBytes"/> bytes that survive power loss. A write that is cut may leave anything in its own record and must not
/// touch the other one; the journal's checksum finds torn records.
/// </summary>
public interface IJournalStore
{
    /// <summary>Reads record <paramref name="index"/> (0 or 1) into the start of <paramref name="buffer"/>. A record never written reads as anything.</summary>
    /// <returns><see cref="Outcome.Ok"/> or <see cref="Outcome.JournalFailed"/>.</returns>
    Outcome Read(int index, byte[] buffer);

    /// <summary>Replaces record <paramref name="index"/>; on return it is durable.</summary>
    /// <returns><see cref="Outcome.Ok"/> or <see cref="Outcome.JournalFailed"/>.</returns>
    Outcome Write(int index, byte[] buffer);
}
