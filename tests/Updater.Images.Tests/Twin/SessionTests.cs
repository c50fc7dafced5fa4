using nanoFramework.Runtime.InFieldUpdate;
using Updater.Images;
using Updater.Twin;
using Updater.Twin.Boards;

namespace Updater.Images.Tests.Twin;

/// <summary>The rules of update sessions; every result code that managed code can get appears once.</summary>
[TestClass]
public sealed class SessionTests
{
    private const ImageType Deployment = ImageType.Deployment;

    private static readonly byte[] s_image = Firmware.Image("2.0.0", 9001);

    private TwinDevice _device = null!;
    private IDisposable _scope = null!;

    [TestInitialize]
    public void Begin()
    {
        _device = new TwinDevice(BoardCatalog.Load("sim-small"), Firmware.Trusted);
        _scope = _device.Enter();
        _device.InstallFactoryImage(Firmware.Image("1.0.0", 6001));
        Assert.IsTrue(_device.Boot().HasImage);
    }

    [TestCleanup]
    public void End() => _scope.Dispose();

    [TestMethod]
    [DataRow(32)]
    [DataRow(33)]
    [DataRow(1000)]
    [DataRow(4096)]
    [DataRow(100000)]
    public void Chunks_of_any_size_store_the_image_byte_for_byte(int chunkBytes)
    {
        JourneyTests.Stage(s_image, chunkBytes);
        CollectionAssert.AreEqual(s_image, _device.Slots.Secondary.Read(0, s_image.Length));
        ImageInfo staged = UpdateManager.GetSecondaryImageInfo(Deployment)!;
        Assert.IsTrue(staged.IsPending);
        Assert.AreEqual(new Version(2, 0, 0, 0), staged.Version);
        CollectionAssert.AreEqual(McubootImage.Read(s_image).Digest!.Value.ToArray(), staged.ImageHash);
    }

    [TestMethod]
    public void Start_erases_the_whole_slot_and_nothing_else()
    {
        FlashCounters before = _device.Flash.Counters;
        Assert.AreEqual(UpdateSessionResult.Success, UpdateManager.StartUpdateSession(Deployment, s_image.Length, out UpdateSession? session));
        Assert.AreEqual(new FlashCounters(_device.Slots.Secondary.SectorCount, 0, 0), _device.Flash.Counters.Since(before));
        Assert.IsNotNull(session);
        Assert.IsFalse(session.IsResumed);
        Assert.IsNull(session.Version);
        Assert.AreEqual(UpdateSessionOwner.Managed, UpdateManager.GetUpdateSessionOwner(Deployment));
    }

    [TestMethod]
    public void The_first_chunk_tells_version_and_sizes()
    {
        UpdateSession session = Open();
        Assert.AreEqual(UpdateSessionResult.Success, UpdateManager.StoreImageChunk(session, s_image, 0, 32));
        Assert.AreEqual(new Version(2, 0, 0, 0), session.Version);
        Assert.AreEqual(0x200, session.HeaderSize);
        Assert.AreEqual(9001, session.ImageSize);
        Assert.AreEqual(32, session.NextOffset);
    }

    [TestMethod]
    public void Busy_while_another_writer_holds_the_slot()
    {
        _device.OtherSessionOwner = UpdateSessionOwner.WireProtocol;
        Assert.AreEqual(UpdateSessionResult.Busy, UpdateManager.StartUpdateSession(Deployment, 1000, out UpdateSession? session));
        Assert.IsNull(session);
        Assert.AreEqual(UpdateSessionResult.Busy, UpdateManager.ResumeUpdateSession(Deployment, 1000, null, out _));
        Assert.AreEqual(UpdateSessionResult.Busy, UpdateManager.EraseSecondaryImage(Deployment));
    }

    [TestMethod]
    public void Bad_token_after_complete_abort_replacement_and_restart()
    {
        UpdateSession aborted = Open();
        Assert.AreEqual(UpdateSessionResult.Success, UpdateManager.AbortUpdateSession(aborted, false));
        Assert.AreEqual(UpdateSessionResult.BadToken, UpdateManager.StoreImageChunk(aborted, s_image, 0, 32));
        UpdateSession replaced = Open();
        UpdateSession current = Open();
        Assert.AreNotEqual(replaced.Token, current.Token);
        Assert.AreEqual(UpdateSessionResult.BadToken, UpdateManager.CompleteUpdateSession(replaced));
        Assert.AreEqual(UpdateSessionResult.Success, UpdateManager.StoreImageChunk(current, s_image, 0, 32));
        _device.Boot();
        Assert.AreEqual(UpdateSessionResult.BadToken, UpdateManager.AbortUpdateSession(current, true));
        Assert.IsFalse(_device.Slots.Secondary.IsHeaderErased(), "the bytes survive a restart");
    }

    [TestMethod]
    public void Too_large_for_the_slot_or_past_the_total_length()
    {
        int most = _device.Slots.ImageBytesMax;
        Assert.AreEqual(UpdateSessionResult.TooLarge, UpdateManager.StartUpdateSession(Deployment, most + 1, out _));
        Assert.AreEqual(UpdateSessionResult.Success, UpdateManager.StartUpdateSession(Deployment, most, out _));
        UpdateSession session = Open(s_image.Length - 1);
        Assert.AreEqual(UpdateSessionResult.TooLarge, UpdateManager.StoreImageChunk(session, s_image, 0, s_image.Length));
        Assert.AreEqual(0, session.NextOffset);
    }

    [TestMethod]
    public void Bad_magic_for_a_short_or_foreign_first_chunk()
    {
        UpdateSession session = Open();
        FlashCounters before = _device.Flash.Counters;
        Assert.AreEqual(UpdateSessionResult.BadMagic, UpdateManager.StoreImageChunk(session, s_image, 0, 31));
        Assert.AreEqual(UpdateSessionResult.BadMagic, UpdateManager.StoreImageChunk(session, new byte[64], 0, 64));
        Assert.AreEqual(UpdateSessionResult.BadMagic, UpdateManager.StoreImageChunk(Open(1000), s_image, 0, 64), "the header states more than the total length");
        Assert.AreEqual(0, _device.Flash.Counters.Since(before).BytesProgrammed);
    }

    [TestMethod]
    public void Swap_in_flight_while_one_is_scheduled_and_while_an_image_is_on_trial()
    {
        JourneyTests.Stage(s_image, 4096);
        Assert.AreEqual(UpdateSessionResult.SwapInFlight, UpdateManager.StartUpdateSession(Deployment, 1000, out _));
        Assert.AreEqual(UpdateStatus.Testing, _device.Boot().Status);
        Assert.AreEqual(UpdateSessionResult.SwapInFlight, UpdateManager.ResumeUpdateSession(Deployment, 1000, null, out _));
        Assert.IsTrue(UpdateManager.ConfirmDeploymentImage());
        Assert.AreEqual(UpdateSessionResult.Success, UpdateManager.StartUpdateSession(Deployment, 1000, out _));
    }

    [TestMethod]
    public void No_image_to_resume_in_an_erased_slot_or_with_less_than_a_block()
    {
        Assert.AreEqual(UpdateSessionResult.NoImage, Resume(out _));
        Store(Open(), 4096);
        Assert.AreEqual(UpdateSessionResult.NoImage, Resume(out UpdateSession? session));
        Assert.IsNull(session);
    }

    [TestMethod]
    public void Header_mismatch_keeps_the_old_image_from_being_resumed()
    {
        JourneyTests.Stage(s_image, 4096);
        _device.Boot();
        Assert.IsTrue(UpdateManager.ConfirmDeploymentImage());
        Assert.AreEqual(UpdateSessionResult.HeaderMismatch, Resume(out _));
        Assert.AreEqual(UpdateSessionResult.HeaderMismatch, UpdateManager.ResumeUpdateSession(Deployment, 100, null, out _), "another total length");
    }

    [TestMethod]
    [DataRow(4100, 4096)]
    [DataRow(8192, 4096)]
    [DataRow(8196, 8192)]
    [DataRow(9000, 8192)]
    public void Resume_goes_on_at_the_start_of_the_block_with_the_last_byte(int stored, int expectedOffset)
    {
        // A byte of 0xFF at the end would be taken for erased and only rewind further.
        byte[] image = [.. s_image];
        image[stored - 1] = 0;
        UpdateSession session = Open(image.Length);
        Assert.AreEqual(UpdateSessionResult.Success, UpdateManager.StoreImageChunk(session, image, 0, stored));
        _device.Boot();

        FlashCounters before = _device.Flash.Counters;
        Assert.AreEqual(UpdateSessionResult.Success, Resume(out UpdateSession? resumed));
        Assert.AreEqual(expectedOffset, resumed!.NextOffset);
        Assert.IsTrue(resumed.IsResumed);
        Assert.AreEqual(new Version(2, 0, 0, 0), resumed.Version);
        Assert.AreEqual(1, _device.Flash.Counters.Since(before).Erases);
    }

    [TestMethod]
    public void A_resumed_session_completes_and_boots()
    {
        Store(Open(), 9000);
        _device.Boot();
        Assert.AreEqual(UpdateSessionResult.Success, Resume(out UpdateSession? session));
        Store(session!, s_image.Length);
        Assert.AreEqual(UpdateSessionResult.Success, UpdateManager.CompleteUpdateSession(session!));
        JourneyTests.Expect(_device.Boot(), "2.0.0", UpdateStatus.Testing);
    }

    [TestMethod]
    public void Incomplete_leaves_the_session_open()
    {
        UpdateSession session = Open();
        Store(session, 9000);
        Assert.AreEqual(UpdateSessionResult.Incomplete, UpdateManager.CompleteUpdateSession(session));
        Store(session, s_image.Length);
        Assert.AreEqual(UpdateSessionResult.Success, UpdateManager.CompleteUpdateSession(session));
    }

    [TestMethod]
    public void Hash_mismatch_judges_what_the_slot_holds()
    {
        byte[] changed = [.. s_image];
        changed[5000] ^= 1;
        Assert.AreEqual(UpdateSessionResult.HashMismatch, StoreAndComplete(changed));
        Assert.AreEqual(UpdateStatus.Confirmed, UpdateManager.GetStatus(Deployment));
        Assert.AreEqual(UpdateSessionResult.HashMismatch, UpdateManager.GetLastSessionError());
    }

    [TestMethod]
    public void Bad_tlv_for_a_missing_or_cut_tlv_area()
    {
        byte[] changed = [.. s_image];
        changed[0x200 + 9001] ^= 1;
        Assert.AreEqual(UpdateSessionResult.BadTlv, StoreAndComplete(changed));
        Assert.AreEqual(UpdateSessionResult.BadTlv, StoreAndComplete(s_image[..^20]));
    }

    [TestMethod]
    public void Bad_argument_for_a_range_outside_the_buffer_or_a_total_below_a_header()
    {
        UpdateSession session = Open();
        Assert.AreEqual(UpdateSessionResult.BadArgument, UpdateManager.StoreImageChunk(session, new byte[10], 5, 6));
        Assert.AreEqual(UpdateSessionResult.BadArgument, UpdateManager.StoreImageChunk(session, new byte[10], -1, 6));
        Assert.AreEqual(UpdateSessionResult.BadArgument, UpdateManager.StartUpdateSession(Deployment, 31, out _));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => UpdateManager.StartUpdateSession(Deployment, 0, out _));
    }

    [TestMethod]
    public void No_slot_for_the_runtime_itself()
    {
        Assert.AreEqual(UpdateSessionResult.NoSlot, UpdateManager.StartUpdateSession(ImageType.NanoClr, 1000, out _));
        Assert.AreEqual(UpdateSessionResult.NoSlot, UpdateManager.ResumeUpdateSession(ImageType.NanoClr, 1000, null, out _));
        Assert.AreEqual(UpdateSessionResult.NoSlot, UpdateManager.EraseSecondaryImage(ImageType.NanoClr));
        Assert.IsFalse(UpdateManager.RequestClrRevert());
        Assert.IsNull(UpdateManager.GetPrimaryImageInfo(ImageType.NanoClr));
    }

    [TestMethod]
    public void A_boot_magic_torn_in_complete_is_a_flash_error_until_the_slot_is_erased()
    {
        UpdateSession session = Open();
        Store(session, s_image.Length);
        _device.Power.CutAt(_device.Power.OperationCount, PowerCutPoint.Torn, 7);
        Assert.ThrowsExactly<PowerLossException>(() => UpdateManager.CompleteUpdateSession(session));
        JourneyTests.Expect(_device.Boot(), "1.0.0", UpdateStatus.Confirmed);

        Assert.AreEqual(UpdateSessionResult.Success, Resume(out UpdateSession? resumed));
        Store(resumed!, s_image.Length);
        Assert.AreEqual(UpdateSessionResult.FlashError, UpdateManager.CompleteUpdateSession(resumed!));
        JourneyTests.Stage(s_image, 4096);
        JourneyTests.Expect(_device.Boot(), "2.0.0", UpdateStatus.Testing);
    }

    [TestMethod]
    public void A_revert_can_be_asked_for_on_trial_alone()
    {
        Assert.IsFalse(UpdateManager.RequestDeploymentRevert());
        JourneyTests.Stage(s_image, 4096);
        _device.Boot();
        Assert.IsTrue(UpdateManager.RequestDeploymentRevert());
        Assert.AreEqual(UpdateStatus.RollbackPending, UpdateManager.GetStatus(Deployment));
        JourneyTests.Expect(_device.Boot(), "1.0.0", UpdateStatus.Confirmed);
    }

    [TestMethod]
    public void The_preview_firmware_calls_a_trial_rollback_pending()
    {
        _device.ReportsTrialAsRollback = true;
        JourneyTests.Stage(s_image, 4096);
        _device.Boot();
        Assert.AreEqual(UpdateStatus.RollbackPending, UpdateManager.GetStatus(Deployment));
        Assert.IsFalse(UpdateManager.RequestDeploymentRevert());
        Assert.IsTrue(UpdateManager.ConfirmDeploymentImage());
        Assert.AreEqual(UpdateStatus.Confirmed, UpdateManager.GetStatus(Deployment));
    }

    [TestMethod]
    public void Abort_with_erase_leaves_an_erased_slot()
    {
        UpdateSession session = Open();
        Store(session, 5000);
        Assert.AreEqual(UpdateSessionResult.Busy, UpdateManager.EraseSecondaryImage(Deployment));
        Assert.AreEqual(UpdateSessionResult.Success, UpdateManager.AbortUpdateSession(session, true));
        Assert.IsTrue(_device.Flash.IsErased(_device.Slots.Secondary.Address, _device.Slots.Secondary.SizeBytes));
        Assert.AreEqual(UpdateSessionResult.Success, UpdateManager.EraseSecondaryImage(Deployment));
    }

    private static UpdateSession Open(int? totalLength = null)
    {
        Assert.AreEqual(UpdateSessionResult.Success, UpdateManager.StartUpdateSession(Deployment, totalLength ?? s_image.Length, out UpdateSession? session));
        return session!;
    }

    private static UpdateSessionResult Resume(out UpdateSession? session) =>
        UpdateManager.ResumeUpdateSession(Deployment, s_image.Length, s_image[..32], out session);

    private static void Store(UpdateSession session, int end)
    {
        while (session.NextOffset < end)
        {
            Assert.AreEqual(UpdateSessionResult.Success,
                UpdateManager.StoreImageChunk(session, s_image, session.NextOffset, Math.Min(1500, end - session.NextOffset)));
        }
    }

    private static UpdateSessionResult StoreAndComplete(byte[] image)
    {
        UpdateSession session = Open(image.Length);
        Assert.AreEqual(UpdateSessionResult.Success, session.Write(image));
        return UpdateManager.CompleteUpdateSession(session);
    }
}
