using Updater.Core.Digests;
using Updater.Core.Platform;
using Updater.Core.Slots;
using Updater.Device.Storage;

namespace Updater.Device.Tests.Storage;

[TestClass]
public sealed class FileJournalStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("journal").FullName;

    private string Prefix => Path.Combine(_folder, "updater.j");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void Missing_files_read_as_a_fresh_journal_and_are_not_made_by_reading()
    {
        Assert.AreEqual(Outcome.Ok, Load(Prefix, out Journal journal));

        Assert.IsTrue(journal.IsFresh);
        Assert.AreEqual(JournalPhase.Idle, journal.Phase);
        Assert.IsEmpty(Directory.GetFiles(_folder));
    }

    [TestMethod]
    public void Read_of_a_missing_file_leaves_nothing_of_the_buffer()
    {
        byte[] buffer = new byte[Limits.RecordBytes + 1];
        Array.Fill(buffer, (byte)0xEE);

        Assert.AreEqual(Outcome.Ok, new FileJournalStore(Prefix).Read(1, buffer));

        CollectionAssert.AreEqual(new byte[Limits.RecordBytes], buffer[..Limits.RecordBytes]);
        Assert.AreEqual((byte)0xEE, buffer[^1], "more than a record was touched");
    }

    [TestMethod]
    public void Written_records_are_read_back_through_the_journal_and_take_turns()
    {
        for (int save = 1; save <= 5; save++)
        {
            Assert.AreEqual(Outcome.Ok, Load(Prefix, out Journal journal));
            Assert.AreEqual(save == 1, journal.IsFresh);
            Assert.AreEqual((save - 1) * 4096, journal.PendingOffset);
            journal.SetProgress(save * 4096);
            Assert.AreEqual(Outcome.Ok, journal.Save());
            Assert.HasCount(Math.Min(save, 2), Directory.GetFiles(_folder));
        }

        Assert.AreEqual(Limits.RecordBytes, new FileInfo(Prefix + "0").Length);
        Assert.AreEqual(Limits.RecordBytes, new FileInfo(Prefix + "1").Length);
    }

    [TestMethod]
    public void Record_cut_at_any_length_leaves_the_record_before_it_in_force()
    {
        byte[] newer = WriteTwo();
        for (int length = 0; length < Limits.RecordBytes; length++)
        {
            File.WriteAllBytes(Prefix + "1", newer[..length]);
            Assert.AreEqual(Outcome.Ok, Load(Prefix, out Journal journal), $"cut to {length} bytes");
            Assert.AreEqual(4096, journal.PendingOffset, $"cut to {length} bytes");
        }

        File.WriteAllBytes(Prefix + "1", newer);
        Load(Prefix, out Journal whole);
        Assert.AreEqual(8192, whole.PendingOffset);
    }

    [TestMethod]
    public void Record_with_any_flipped_byte_leaves_the_record_before_it_in_force()
    {
        byte[] newer = WriteTwo();
        for (int i = 0; i < Limits.RecordBytes; i++)
        {
            byte[] flipped = (byte[])newer.Clone();
            flipped[i] ^= 0xFF;
            File.WriteAllBytes(Prefix + "1", flipped);
            Assert.AreEqual(Outcome.Ok, Load(Prefix, out Journal journal), $"byte {i}");
            Assert.AreEqual(4096, journal.PendingOffset, $"byte {i}");
        }
    }

    [TestMethod]
    public void Save_after_a_torn_record_writes_over_the_torn_one()
    {
        byte[] newer = WriteTwo();
        byte[] older = File.ReadAllBytes(Prefix + "0");
        File.WriteAllBytes(Prefix + "1", newer[..100]);
        Load(Prefix, out Journal journal);
        journal.SetProgress(12288);
        Assert.AreEqual(Outcome.Ok, journal.Save());

        CollectionAssert.AreEqual(older, File.ReadAllBytes(Prefix + "0"));
        Load(Prefix, out Journal loaded);
        Assert.AreEqual(12288, loaded.PendingOffset);
    }

    [TestMethod]
    public void Longer_file_than_a_record_reads_as_the_record()
    {
        byte[] newer = WriteTwo();
        File.WriteAllBytes(Prefix + "1", [.. newer, .. new byte[5000]]);

        Load(Prefix, out Journal journal);

        Assert.AreEqual(8192, journal.PendingOffset);
    }

    [TestMethod]
    [DataRow("0", 8192)]
    [DataRow("1", 4096)]
    public void One_lost_file_leaves_the_other_in_force(string lost, int offset)
    {
        WriteTwo();
        File.Delete(Prefix + lost);

        Load(Prefix, out Journal journal);

        Assert.IsFalse(journal.IsFresh);
        Assert.AreEqual(offset, journal.PendingOffset);
    }

    [TestMethod]
    public void Both_files_lost_is_a_fresh_journal()
    {
        WriteTwo();
        File.Delete(Prefix + "0");
        File.Delete(Prefix + "1");

        Assert.AreEqual(Outcome.Ok, Load(Prefix, out Journal journal));

        Assert.IsTrue(journal.IsFresh);
        Assert.AreEqual(0, journal.PendingOffset);
    }

    [TestMethod]
    public void Missing_folder_refuses_the_write()
    {
        string prefix = Path.Combine(_folder, "nowhere", "updater.j");
        Assert.AreEqual(Outcome.Ok, Load(prefix, out Journal journal));
        Assert.IsTrue(journal.IsFresh);

        Assert.AreEqual(Outcome.JournalFailed, journal.Save());
        Assert.IsTrue(journal.IsFresh, "a record that was not kept counts as none");
    }

    [TestMethod]
    public void File_in_place_of_the_folder_refuses_the_write()
    {
        string file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");
        FileJournalStore store = new(Path.Combine(file, "updater.j"));

        Assert.AreEqual(Outcome.JournalFailed, store.Write(0, new byte[Limits.RecordBytes]));
    }

    [TestMethod]
    public void Folder_in_place_of_the_file_refuses_the_write()
    {
        Directory.CreateDirectory(Prefix + "0");

        Assert.AreEqual(Outcome.JournalFailed, new FileJournalStore(Prefix).Write(0, new byte[Limits.RecordBytes]));
    }

    [TestMethod]
    public void File_that_may_not_be_opened_refuses_the_read_and_the_write()
    {
        WriteTwo();
        using FileStream holder = new(Prefix + "0", FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        FileJournalStore store = new(Prefix);

        Assert.AreEqual(Outcome.JournalFailed, store.Read(0, new byte[Limits.RecordBytes]));
        Assert.AreEqual(Outcome.JournalFailed, store.Write(0, new byte[Limits.RecordBytes]));
        Assert.AreEqual(Outcome.Ok, store.Read(1, new byte[Limits.RecordBytes]));
        Assert.AreEqual(Outcome.JournalFailed, Load(Prefix, out _));
    }

    // The older record says 4096, the newer 8192.
    private byte[] WriteTwo()
    {
        Load(Prefix, out Journal journal);
        for (int save = 1; save <= 2; save++)
        {
            journal.SetProgress(save * 4096);
            Assert.AreEqual(Outcome.Ok, journal.Save());
        }

        return File.ReadAllBytes(Prefix + "1");
    }

    private static Outcome Load(string prefix, out Journal journal)
    {
        journal = new Journal(new FileJournalStore(prefix), new Workspace(Limits.ChunkBytes), new Sha256());
        return journal.Load();
    }
}
