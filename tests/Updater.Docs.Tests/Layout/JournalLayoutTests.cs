using System.Security.Cryptography;
using Updater.Core.Agent;
using Updater.Core.Digests;
using Updater.Core.Manifests;
using Updater.Core.Platform;
using Updater.Core.Slots;
using Updater.Docs.Tests.Bench;
using Updater.Images;
using Updater.Simulation;

namespace Updater.Docs.Tests.Layout;

/// <summary>The byte layout in docs/journal.md, held against records that a device wrote during an update and during one that failed its trial.</summary>
[TestClass]
public sealed class JournalLayoutTests
{
    private const int PayloadBytes = 20000;
    private const int Checkpoint = 2 * Limits.CheckpointBytes;
    private static readonly RecordLayout s_record = RecordLayout.Read("Record");
    private static readonly RecordLayout s_fault = RecordLayout.Read("Fault");
    private readonly RecordingJournalStore _store = new();
    private readonly ReleaseDesk _desk;
    private readonly SimulatedDevice _device;
    private readonly byte[] _factory;
    private readonly byte[] _image;
    private readonly byte[] _release;

    public JournalLayoutTests()
    {
        _desk = new ReleaseDesk { Journal = _store };
        _factory = _desk.Image("1.2.3+4", PayloadBytes);
        _image = _desk.Image("2.0.1", PayloadBytes + 1);
        _release = _desk.Release(_image, "2.0.1", 7);
        _device = _desk.Device(_factory);
        Assert.AreEqual(DeviceEnd.Stopped, _device.RunUntilConfirmed(4));
    }

    [TestMethod]
    public void Fields_fill_the_record_without_gap_or_overlap()
    {
        AssertFilled(s_record, Limits.RecordBytes);
        AssertFilled(s_fault, FaultRecord.SizeBytes);
        Assert.AreEqual((ulong)FaultRecord.SizeBytes, (ulong)s_record.Fields.Single(field => field.Name == "fault").SizeBytes);
    }

    [TestMethod]
    public void Every_record_carries_mark_sequence_and_checksum()
    {
        Assert.IsGreaterThan(5, _store.Written.Count);
        for (int i = 0; i < _store.Written.Count; i++)
        {
            byte[] record = _store.Written[i].Record;
            CollectionAssert.AreEqual("UPJ1"u8.ToArray(), s_record.Bytes(record, "mark"));
            Assert.AreEqual((ulong)i + 1, s_record.Number(record, "sequence"));
            int checksumOffset = s_record.Fields.Single(field => field.Name == "checksum").Offset;
            CollectionAssert.AreEqual(SHA256.HashData(record.AsSpan(0, checksumOffset))[..16], s_record.Bytes(record, "checksum"));
            Assert.AreEqual(i % 2, _store.Written[i].Index, "the records are written in turn, record 0 first");
        }
    }

    [TestMethod]
    public void Record_of_a_transfer_holds_the_pending_release_and_its_progress()
    {
        byte[] record = Find(JournalPhase.Transferring, candidate => s_record.Number(candidate, "pending progress") == Checkpoint);
        Assert.AreEqual(Packed("2.0.1"), s_record.Number(record, "pending version"));
        Assert.AreEqual(7UL, s_record.Number(record, "pending counter"));
        CollectionAssert.AreEqual(_release, s_record.Bytes(record, "pending release"));
        CollectionAssert.AreEqual(SHA256.HashData(_image), s_record.Bytes(record, "pending layer"));
        CollectionAssert.AreEqual(new byte[32], s_record.Bytes(record, "pending image"));
        CollectionAssert.AreEqual(_image[..32], s_record.Bytes(record, "header"));
        CollectionAssert.AreEqual(DigestState(Checkpoint), s_record.Bytes(record, "digest state"));
        Assert.AreEqual(0UL, s_record.Number(record, "trials"));
        Assert.AreEqual(1UL, s_record.Number(record, "boot count"));
    }

    [TestMethod]
    public void Record_before_a_trial_holds_the_image_and_counts_it()
    {
        byte[] record = Find(JournalPhase.Trying, _ => true);
        CollectionAssert.AreEqual(McubootImage.Read(_image).ComputeDigest(), s_record.Bytes(record, "pending image"));
        Assert.AreEqual(1UL, s_record.Number(record, "trials"));
        Assert.AreEqual(Packed("1.2.3+4"), s_record.Number(record, "confirmed version"));
        CollectionAssert.AreEqual(McubootImage.Read(_factory).ComputeDigest(), s_record.Bytes(record, "confirmed image"));
        Assert.AreEqual(0UL, s_record.Number(record, "confirmed counter"));
    }

    [TestMethod]
    public void Record_after_a_confirmation_holds_the_confirmed_release_alone()
    {
        byte[] record = _store.Written[^1].Record;
        Assert.AreEqual((ulong)JournalPhase.Idle, s_record.Number(record, "phase"));
        Assert.AreEqual(Packed("2.0.1"), s_record.Number(record, "confirmed version"));
        Assert.AreEqual(7UL, s_record.Number(record, "confirmed counter"));
        CollectionAssert.AreEqual(_release, s_record.Bytes(record, "confirmed release"));
        CollectionAssert.AreEqual(SHA256.HashData(_image), s_record.Bytes(record, "confirmed layer"));
        CollectionAssert.AreEqual(McubootImage.Read(_image).ComputeDigest(), s_record.Bytes(record, "confirmed image"));
        foreach (RecordField field in s_record.Fields.Where(field => field.Name.StartsWith("pending", StringComparison.Ordinal) || field.Name is "header" or "digest state"))
        {
            Assert.IsTrue(s_record.Bytes(record, field.Name).All(value => value == 0), field.Name);
        }
    }

    [TestMethod]
    public void Record_after_a_failed_trial_holds_the_fault_and_the_rejected_release()
    {
        _desk.HealthCheck = new FailedTrial();
        byte[] refused = _desk.Release(_desk.Image("3.0.0", PayloadBytes + 2), "3.0.0", 8);
        Assert.AreEqual(DeviceEnd.Stopped, _device.Run(step => step.Outcome == Outcome.ReleaseRejectedBefore, 6));
        byte[] record = _store.Written[^1].Record;
        Assert.AreEqual((ulong)JournalPhase.Idle, s_record.Number(record, "phase"));
        CollectionAssert.AreEqual(refused[..16], s_record.Bytes(record, "rejected")[..16]);
        Assert.AreEqual(1UL, s_record.Number(record, "next rejected"));
        byte[] fault = s_record.Bytes(record, "fault");
        Assert.AreEqual((ulong)Outcome.TrialFailed, s_fault.Number(fault, "outcome"));
        Assert.AreEqual((ulong)AgentState.Trial, s_fault.Number(fault, "stage"));
        Assert.AreEqual(0UL, s_fault.Number(fault, "layer offset"));
        Assert.AreEqual((ulong)_device.Agent!.Journal.GetFault().BootCount, s_fault.Number(fault, "boot count"));
        Assert.IsGreaterThan(0, _device.Agent.Journal.GetFault().BootCount);
    }

    [TestMethod]
    public void Fault_names_the_release_and_how_far_it_came()
    {
        _desk.Registry.Tamper = (path, offset, buffer, start, count) =>
        {
            // One byte of the image's protected part: the streamed bytes keep failing their digest.
            if (path.StartsWith("blobs/", StringComparison.Ordinal) && offset == Checkpoint && count > 0)
            {
                buffer[start] ^= 1;
            }
        };
        byte[] named = _desk.Release(_desk.Image("3.0.0", PayloadBytes + 3), "3.0.0", 8);
        Assert.AreEqual(DeviceEnd.Stopped, _device.RunUntilSettled(2));
        FaultRecord fault = _device.Agent!.LastFault;
        byte[] written = new byte[Limits.RecordBytes];
        Assert.AreEqual(Outcome.DigestMismatch, fault.Outcome);
        Journal scratch = new(new RecordingJournalStore(), new Workspace(Limits.ChunkBytes), new Sha256());
        Assert.AreEqual(Outcome.Ok, scratch.Load());
        scratch.SetFault(fault);
        Assert.AreEqual(Outcome.Ok, scratch.Save());
        scratch.DigestState(out _).CopyTo(written, 0);
        byte[] bytes = s_record.Bytes(written, "fault");
        Assert.AreEqual((ulong)Outcome.DigestMismatch, s_fault.Number(bytes, "outcome"));
        Assert.AreEqual((ulong)AgentState.Stream, s_fault.Number(bytes, "stage"));
        Assert.AreEqual((ulong)fault.Offset, s_fault.Number(bytes, "layer offset"));
        Assert.IsGreaterThan(PayloadBytes, fault.Offset);
        CollectionAssert.AreEqual(named, s_fault.Bytes(bytes, "release digest"));
    }

    private static void AssertFilled(RecordLayout layout, int sizeBytes)
    {
        int next = 0;
        foreach (RecordField field in layout.Fields)
        {
            Assert.AreEqual(next, field.Offset, $"offset of {field.Name}");
            next += field.SizeBytes;
        }

        Assert.AreEqual(sizeBytes, next);
    }

    private static ulong Packed(string version)
    {
        Assert.AreEqual(Outcome.Ok, FirmwareVersion.Parse(version, out ulong packed));
        return packed;
    }

    private byte[] DigestState(int count)
    {
        Sha256 digest = new();
        digest.Update(_image, 0, count);
        byte[] state = new byte[s_record.Fields.Single(field => field.Name == "digest state").SizeBytes];
        digest.SaveState(state, 0);
        return state;
    }

    private byte[] Find(JournalPhase phase, Func<byte[], bool> isWanted) =>
        _store.Written.Select(written => written.Record).First(record => s_record.Number(record, "phase") == (ulong)phase && isWanted(record));
}
