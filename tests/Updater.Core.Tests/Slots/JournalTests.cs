using Updater.Core.Content;
using Updater.Core.Digests;
using Updater.Core.Platform;
using Updater.Core.Slots;
using Updater.Core.Trust;

namespace Updater.Core.Tests.Slots;

[TestClass]
public sealed class JournalTests
{
    private static readonly byte[] s_header = Enumerable.Range(1, Limits.ImageHeaderBytes).Select(i => (byte)i).ToArray();

    [TestMethod]
    public void Fresh_journal_is_idle_and_confirms_nothing()
    {
        Journal journal = Load(new MemoryJournalStore());

        Assert.IsTrue(journal.IsFresh);
        Assert.AreEqual(JournalPhase.Idle, journal.Phase);
        Assert.AreEqual(0UL, journal.ConfirmedVersion);
        Assert.IsNull(journal.CopyConfirmedRelease());
        Assert.IsNull(journal.GetFault());
    }

    [TestMethod]
    public void Saved_state_survives_a_restart()
    {
        MemoryJournalStore store = new();
        Journal journal = Load(store);
        VerifiedRelease release = Release(7);
        journal.BeginTransfer(release, s_header);
        byte[] state = journal.DigestState(out int offset);
        state[offset] = 0xAB;
        journal.SetProgress(4096);
        journal.SetFault(new FaultRecord(Outcome.TimedOut, 8, 4096, release.Digest, 1));
        Assert.AreEqual(Outcome.Ok, journal.Save());

        Journal loaded = Load(store);

        Assert.IsFalse(loaded.IsFresh);
        Assert.IsTrue(loaded.IsPending(release));
        Assert.AreEqual(4096, loaded.PendingOffset);
        Assert.AreEqual(release.Version, loaded.PendingVersion);
        Assert.AreEqual((byte)0xAB, loaded.DigestState(out offset)[offset]);
        byte[] header = new byte[Limits.ImageHeaderBytes];
        loaded.CopyHeader(header);
        CollectionAssert.AreEqual(s_header, header);
        FaultRecord fault = loaded.GetFault()!;
        Assert.AreEqual(Outcome.TimedOut, fault.Outcome);
        Assert.AreEqual(8, fault.Stage);
        Assert.AreEqual(4096, fault.Offset);
        CollectionAssert.AreEqual(release.Digest, fault.ReleaseDigest);
    }

    [TestMethod]
    public void Write_torn_at_any_byte_leaves_the_state_before_it()
    {
        for (int tearAfter = 0; tearAfter < Limits.RecordBytes; tearAfter++)
        {
            MemoryJournalStore store = new();
            Journal journal = Load(store);
            journal.BeginTransfer(Release(1), s_header);
            journal.SetProgress(4096);
            Assert.AreEqual(Outcome.Ok, journal.Save());
            journal.SetProgress(8192);
            store.TearAfterBytes = tearAfter;
            Assert.AreEqual(Outcome.JournalFailed, journal.Save());

            Assert.AreEqual(4096, Load(store).PendingOffset, $"torn after {tearAfter} bytes");
        }
    }

    [TestMethod]
    public void Flipped_bit_anywhere_makes_a_record_invalid()
    {
        MemoryJournalStore store = new();
        Journal journal = Load(store);
        journal.BeginTransfer(Release(1), s_header);
        journal.Save();
        for (int bit = 0; bit < Limits.RecordBytes * 8; bit++)
        {
            store[0][bit / 8] ^= (byte)(1 << bit % 8);
            Assert.IsTrue(Load(store).IsFresh, $"bit {bit} of the record is not covered");
            store[0][bit / 8] ^= (byte)(1 << bit % 8);
        }
    }

    [TestMethod]
    public void Records_are_written_in_turn()
    {
        MemoryJournalStore store = new();
        Journal journal = Load(store);
        for (int i = 0; i < 5; i++)
        {
            byte[] other = (byte[])store[1 - i % 2].Clone();
            journal.SetProgress(i);
            Assert.AreEqual(Outcome.Ok, journal.Save());
            CollectionAssert.AreEqual(other, store[1 - i % 2], "the record in force was touched");
        }

        Assert.AreEqual(4, Load(store).PendingOffset);
    }

    [TestMethod]
    public void Sequence_numbers_may_wrap()
    {
        MemoryJournalStore store = new();
        Journal journal = Load(store);
        journal.Save();
        PackedBytes.SetInt32(store[0], 4, int.MaxValue);
        Sha256 digest = new();
        digest.Update(store[0], 0, 496);
        byte[] checksum = new byte[32];
        digest.Finish(checksum, 0);
        Array.Copy(checksum, 0, store[0], 496, 16);

        journal = Load(store);
        journal.SetProgress(77);
        journal.Save();

        Assert.AreEqual(77, Load(store).PendingOffset);
    }

    [TestMethod]
    public void Refused_write_keeps_the_next_one_in_the_same_record()
    {
        MemoryJournalStore store = new();
        Journal journal = Load(store);
        journal.SetProgress(1);
        journal.Save();
        store.RefusesWrites = true;
        journal.SetProgress(2);
        Assert.AreEqual(Outcome.JournalFailed, journal.Save());
        store.RefusesWrites = false;
        journal.SetProgress(3);
        journal.Save();

        Assert.AreEqual(3, Load(store).PendingOffset);
    }

    [TestMethod]
    public void Counter_rises_with_adoption_and_not_before()
    {
        MemoryJournalStore store = new();
        Journal journal = Load(store);
        VerifiedRelease release = Release(9);
        journal.BeginTransfer(release, s_header);
        journal.Phase = JournalPhase.Trying;
        journal.Phase = JournalPhase.Confirming;
        Assert.AreEqual(0, journal.ConfirmedCounter);

        journal.Adopt();

        Assert.AreEqual(9, journal.ConfirmedCounter);
        Assert.AreEqual(release.Version, journal.ConfirmedVersion);
        CollectionAssert.AreEqual(release.Digest, journal.CopyConfirmedRelease());
        Assert.AreEqual(JournalPhase.Idle, journal.Phase);
        Assert.IsNull(journal.CopyPendingRelease());
    }

    [TestMethod]
    public void Rejected_releases_are_remembered_up_to_the_limit()
    {
        MemoryJournalStore store = new();
        Journal journal = Load(store);
        for (int i = 0; i <= Limits.RejectedDigestsMax; i++)
        {
            journal.BeginTransfer(Release(i), s_header);
            journal.RejectPending();
        }

        journal.Save();
        Journal loaded = Load(store);
        Assert.IsFalse(loaded.IsRejected(Release(0).Digest), "the oldest makes room");
        for (int i = 1; i <= Limits.RejectedDigestsMax; i++)
        {
            Assert.IsTrue(loaded.IsRejected(Release(i).Digest), $"release {i}");
        }
    }

    [TestMethod]
    public void Trials_count_across_transfers_of_the_same_release_only()
    {
        Journal journal = Load(new MemoryJournalStore());
        journal.BeginTransfer(Release(1), s_header);
        journal.TrialsCount = 2;
        journal.BeginTransfer(Release(1), s_header);
        Assert.AreEqual(2, journal.TrialsCount);
        journal.BeginTransfer(Release(2), s_header);
        Assert.AreEqual(0, journal.TrialsCount);
    }

    [TestMethod]
    public void Image_flashed_by_hand_replaces_the_confirmed_one_but_not_the_counter()
    {
        Journal journal = Load(new MemoryJournalStore());
        journal.BeginTransfer(Release(5), s_header);
        journal.Adopt();
        byte[] imageId = new byte[32];
        imageId[0] = 1;

        Assert.IsTrue(journal.NoteRunning(imageId, 42));

        Assert.AreEqual(42UL, journal.ConfirmedVersion);
        Assert.AreEqual(5, journal.ConfirmedCounter);
        Assert.IsNull(journal.CopyConfirmedRelease());
        Assert.IsFalse(journal.NoteRunning(imageId, 42), "nothing new the second time");
    }

    internal static VerifiedRelease Release(int number)
    {
        byte[] digest = new byte[32];
        digest[0] = (byte)(number + 1);
        digest[31] = 0xEE;
        byte[] layer = (byte[])digest.Clone();
        layer[31] = 0x11;
        return new VerifiedRelease(digest, new Descriptor(MediaTypes.FirmwareImage, layer, 10000), (ulong)number << 32, number);
    }

    private static Journal Load(MemoryJournalStore store)
    {
        Journal journal = new(store, new Workspace(Limits.ChunkBytes), new Sha256());
        Assert.AreEqual(Outcome.Ok, journal.Load());
        return journal;
    }
}
