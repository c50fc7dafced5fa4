using nanoFramework.Runtime.InFieldUpdate;
using Updater.Core.Platform;
using Updater.Core.Slots;
using Updater.Core.Trust;
using Updater.Device.Slots;
using Updater.Images;
using Updater.Twin;
using Updater.Twin.Boot;

namespace Updater.Device.Tests.Slots;

[TestClass]
public sealed class IfuSlotTests : IDisposable
{
    private readonly SlotBench _bench = new();

    private IfuSlot Slot => _bench.Slot;

    private FlashSlot Secondary => _bench.Twin.Slots.Secondary;

    public void Dispose() => _bench.Dispose();

    [TestMethod]
    public void Open_erases_the_slot_and_claims_the_session()
    {
        byte[] image = SlotBench.NewImage();
        _bench.Open(image);
        _bench.Append(image, 0, 9000);
        Assert.IsFalse(_bench.IsSecondaryErased);

        _bench.Open(image);

        Assert.IsTrue(_bench.IsSecondaryErased);
        Assert.AreEqual(UpdateSessionOwner.Managed, _bench.Owner);
    }

    [TestMethod]
    public void Check_touches_no_flash_and_refuses_what_does_not_fit()
    {
        byte[] image = SlotBench.NewImage();
        FlashCounters before = _bench.Twin.Flash.Counters;

        Assert.AreEqual(Outcome.Ok, Slot.Check(SlotBench.ReleaseOf(image), SlotImages.HeaderOf(image)));
        Assert.AreEqual(Outcome.Ok, new IfuSlot(image.Length).Check(SlotBench.ReleaseOf(image), SlotImages.HeaderOf(image)));
        Assert.AreEqual(Outcome.ImageTooLarge, new IfuSlot(image.Length - 1).Check(SlotBench.ReleaseOf(image), SlotImages.HeaderOf(image)));
        Assert.AreEqual(Outcome.ImageVersionMismatch, Slot.Check(SlotImages.ReleaseOf(image, "9.9.9"), SlotImages.HeaderOf(image)));
        Assert.AreEqual(Outcome.ImageHeaderMalformed, Slot.Check(SlotBench.ReleaseOf(image), new byte[Limits.ImageHeaderBytes]));

        Assert.AreEqual(before, _bench.Twin.Flash.Counters);
    }

    [TestMethod]
    [DataRow(256)]
    [DataRow(2048)]
    [DataRow(4096)]
    public void Staged_image_is_sealed_under_its_own_identity_and_pending(int chunkBytes)
    {
        byte[] image = SlotBench.NewImage();
        _bench.Open(image);
        _bench.Append(image, 0, image.Length, chunkBytes);
        byte[] id = new byte[34];
        Assert.AreEqual(Outcome.Ok, Slot.GetImageId(id, 1));
        Assert.AreNotEqual(UpdateStatus.TestPending, _bench.Status);

        Assert.AreEqual(Outcome.Ok, Slot.Seal(out SealedSlot sealedSlot));

        CollectionAssert.AreEqual(SlotImages.IdOf(image), sealedSlot.ImageId);
        CollectionAssert.AreEqual((byte[])[0, .. SlotImages.IdOf(image), 0], id);
        CollectionAssert.AreEqual(image, Secondary.Read(0, image.Length));
        Assert.AreEqual(UpdateStatus.TestPending, _bench.Status);
        Assert.AreEqual(UpdateSessionOwner.None, _bench.Owner);
    }

    [TestMethod]
    public void Identity_is_not_known_before_the_hash_went_by()
    {
        byte[] image = SlotBench.NewImage();
        _bench.Open(image);
        Assert.AreEqual(Outcome.ImageHeaderMalformed, Slot.GetImageId(new byte[32], 0));
        _bench.Append(image, 0, SlotImages.TlvOffsetOf(image));

        Assert.AreEqual(Outcome.ImageHeaderMalformed, Slot.GetImageId(new byte[32], 0));
    }

    [TestMethod]
    public void Transfer_goes_on_after_a_restart_from_the_rewound_block_and_is_sealed()
    {
        byte[] image = SlotBench.NewImage();
        VerifiedRelease release = _bench.Open(image);
        _bench.Append(image, 0, 10_240);
        _bench.Twin.Boot();

        IfuSlot slot = new(_bench.Twin.Board.ImageBytesMax);
        Assert.AreEqual(Outcome.Ok, slot.Resume(release, SlotImages.HeaderOf(image), 8192, out int nextOffset));

        Assert.AreEqual(8192, nextOffset);
        Assert.AreEqual(Outcome.Ok, slot.Append(image, nextOffset, image.Length - nextOffset));
        Assert.AreEqual(Outcome.Ok, slot.Seal(out SealedSlot sealedSlot));
        CollectionAssert.AreEqual(SlotImages.IdOf(image), sealedSlot.ImageId);
    }

    [TestMethod]
    public void Pause_keeps_the_bytes_and_lets_go_of_the_session()
    {
        byte[] image = SlotBench.NewImage();
        VerifiedRelease release = _bench.Open(image);
        _bench.Append(image, 0, 8192 + 2048);
        Slot.Pause();
        Assert.AreEqual(UpdateSessionOwner.None, _bench.Owner);
        Assert.AreEqual(Outcome.SlotLost, Slot.Append(image, 0, 32));
        Slot.Pause();

        Assert.AreEqual(Outcome.Ok, Slot.Resume(release, SlotImages.HeaderOf(image), 4096, out int nextOffset));
        Assert.AreEqual(8192, nextOffset);
        CollectionAssert.AreEqual(image[..8192], Secondary.Read(0, 8192));
    }

    [TestMethod]
    public void Empty_slot_is_not_resumed_and_nothing_is_erased()
    {
        byte[] image = SlotBench.NewImage();
        IsNotResumable(SlotBench.ReleaseOf(image), SlotImages.HeaderOf(image), 0);
    }

    [TestMethod]
    public void Another_images_header_is_not_resumed_and_nothing_is_erased()
    {
        byte[] image = SlotBench.NewImage();
        _bench.Open(image);
        _bench.Append(image, 0, 10_240);
        Slot.Pause();
        byte[] other = SlotBench.NewImage(20_001);

        IsNotResumable(SlotBench.ReleaseOf(other), SlotImages.HeaderOf(other), 0);

        CollectionAssert.AreEqual(image[..10_240], Secondary.Read(0, 10_240));
    }

    [TestMethod]
    public void Less_than_a_block_is_not_resumed_and_nothing_is_erased()
    {
        byte[] image = SlotBench.NewImage();
        VerifiedRelease release = _bench.Open(image);
        _bench.Append(image, 0, 4096);
        Slot.Pause();

        IsNotResumable(release, SlotImages.HeaderOf(image), 0);
    }

    [TestMethod]
    [DataRow(8192, true)]
    [DataRow(8193, false)]
    [DataRow(10_240, false)]
    public void Digest_begun_above_the_rewound_block_is_not_resumed(int digestOffset, bool isResumed)
    {
        byte[] image = SlotBench.NewImage();
        VerifiedRelease release = _bench.Open(image);
        _bench.Append(image, 0, 10_240);
        Slot.Pause();

        Outcome outcome = Slot.Resume(release, SlotImages.HeaderOf(image), digestOffset, out int nextOffset);

        Assert.AreEqual(isResumed ? Outcome.Ok : Outcome.NotResumable, outcome);
        Assert.AreEqual(isResumed ? 8192 : 0, nextOffset);
        Assert.AreEqual(isResumed ? UpdateSessionOwner.Managed : UpdateSessionOwner.None, _bench.Owner);
        // The library had to take the torn block back to say so; what lies before it stays.
        CollectionAssert.AreEqual(image[..8192], Secondary.Read(0, 8192));
        Assert.AreEqual(isResumed ? Outcome.Ok : Outcome.SlotLost, Slot.Append(image, 8192, 2048));
    }

    [TestMethod]
    public void Offset_behind_the_start_of_the_TLVs_is_not_resumed()
    {
        byte[] image = SlotImages.Pack(
            4000,
            options => options with { CustomTlvs = [SlotImages.Custom(0xA0, 4096), SlotImages.Custom(0xA1, 4096)], SigningKey = SlotImages.Key, PadsSignature = true },
            SlotBench.NewVersion);
        VerifiedRelease release = _bench.Open(image);
        _bench.Append(image, 0, 10_000);
        Slot.Pause();
        Assert.IsLessThan(8192, SlotImages.TlvOffsetOf(image));

        Assert.AreEqual(Outcome.NotResumable, Slot.Resume(release, SlotImages.HeaderOf(image), 0, out int nextOffset));

        Assert.AreEqual(0, nextOffset);
        Assert.AreEqual(UpdateSessionOwner.None, _bench.Owner);
        _bench.Stage(image);
    }

    [TestMethod]
    [DataRow(UpdateSessionOwner.WireProtocol)]
    [DataRow(UpdateSessionOwner.Native)]
    public void Slot_held_by_another_owner_is_busy(UpdateSessionOwner owner)
    {
        byte[] image = SlotBench.NewImage();
        VerifiedRelease release = _bench.Open(image);
        _bench.Append(image, 0, 10_240);
        Slot.Pause();
        _bench.Twin.OtherSessionOwner = owner;
        FlashCounters before = _bench.Twin.Flash.Counters;

        Assert.AreEqual(Outcome.SlotBusy, Slot.Open(release, SlotImages.HeaderOf(image)));
        Assert.AreEqual(Outcome.SlotBusy, Slot.Resume(release, SlotImages.HeaderOf(image), 0, out int nextOffset));

        Assert.AreEqual(0, nextOffset);
        Assert.AreEqual(before, _bench.Twin.Flash.Counters);
        Assert.AreEqual(Outcome.SlotLost, Slot.Append(image, 0, 256));
        Assert.AreEqual(Outcome.SlotLost, Slot.Seal(out SealedSlot sealedSlot));
        Assert.IsNull(sealedSlot);
        _bench.Twin.OtherSessionOwner = UpdateSessionOwner.None;
        _bench.Stage(image);
    }

    [TestMethod]
    public void Slot_with_a_swap_pending_is_busy()
    {
        byte[] image = SlotBench.NewImage();
        _bench.Stage(image);

        Assert.AreEqual(Outcome.SlotBusy, Slot.Open(SlotBench.ReleaseOf(image), SlotImages.HeaderOf(image)));
        Assert.AreEqual(Outcome.SlotBusy, Slot.Resume(SlotBench.ReleaseOf(image), SlotImages.HeaderOf(image), 0, out _));
        Assert.AreEqual(UpdateStatus.TestPending, _bench.Status);
    }

    [TestMethod]
    public void Session_is_lost_with_a_restart()
    {
        byte[] image = SlotBench.NewImage();
        _bench.Open(image);
        _bench.Append(image, 0, 4096);
        _bench.Twin.Boot();

        Assert.AreEqual(Outcome.SlotLost, Slot.Append(image, 4096, 2048));
        Assert.AreEqual(Outcome.SlotLost, Slot.Seal(out SealedSlot sealedSlot));
        Assert.IsNull(sealedSlot);
        Assert.AreEqual(UpdateStatus.Confirmed, _bench.Status);
    }

    [TestMethod]
    public void Never_opened_slot_is_lost()
    {
        Assert.AreEqual(Outcome.SlotLost, Slot.Append(new byte[32], 0, 32));
        Assert.AreEqual(Outcome.SlotLost, Slot.Seal(out _));
        Slot.Pause();
    }

    [TestMethod]
    public void Seal_before_the_last_byte_is_refused_and_nothing_is_pending()
    {
        byte[] image = SlotBench.NewImage();
        _bench.Open(image);
        _bench.Append(image, 0, image.Length - 1);

        Assert.AreEqual(Outcome.SlotLost, Slot.Seal(out SealedSlot sealedSlot));

        Assert.IsNull(sealedSlot);
        Assert.AreEqual(UpdateStatus.Confirmed, _bench.Status);
    }

    [TestMethod]
    public void Byte_past_the_layer_or_a_first_chunk_without_header_is_refused()
    {
        byte[] image = SlotBench.NewImage();
        _bench.Open(image);
        Assert.AreEqual(Outcome.SlotContentMismatch, Slot.Append(new byte[256], 0, 256));
        _bench.Append(image, 0, image.Length);

        Assert.AreEqual(Outcome.ImageTooLarge, Slot.Append(image, 0, 1));
        Assert.AreEqual(Outcome.Ok, Slot.Seal(out _));
    }

    [TestMethod]
    public void Layer_larger_than_the_slot_opens_nothing()
    {
        byte[] image = SlotBench.NewImage(120_000);

        Assert.AreEqual(Outcome.ImageTooLarge, Slot.Open(SlotBench.ReleaseOf(image), SlotImages.HeaderOf(image)));
        Assert.AreEqual(UpdateSessionOwner.None, _bench.Owner);
    }

    [TestMethod]
    public void Content_damaged_in_flash_is_refused_and_nothing_is_pending()
    {
        byte[] image = SlotBench.NewImage();
        foreach (int offset in new[] { 0, 600, 8192 + 100, SlotImages.TlvOffsetOf(image), SlotImages.TlvOffsetOf(image) + 8 })
        {
            _bench.Open(image);
            _bench.Append(image, 0, image.Length);
            Damage(SlotImages.With(image, offset, (byte)(image[offset] ^ 0x01)));

            Assert.AreEqual(Outcome.SlotContentMismatch, Slot.Seal(out SealedSlot sealedSlot), $"damage at {offset}");

            Assert.IsNull(sealedSlot);
            Assert.AreEqual(UpdateStatus.Confirmed, _bench.Status, $"damage at {offset}");
            BootsFactory();
        }
    }

    [TestMethod]
    public void Another_sound_image_in_the_slot_is_refused_erased_and_never_booted()
    {
        byte[] image = SlotBench.NewImage(seed: 2);
        byte[] other = SlotBench.NewImage(seed: 3);
        Assert.HasCount(image.Length, other);
        _bench.Open(image);
        _bench.Append(image, 0, image.Length);
        Damage(other);

        Assert.AreEqual(Outcome.SlotContentMismatch, Slot.Seal(out SealedSlot sealedSlot));

        Assert.IsNull(sealedSlot);
        Assert.IsTrue(_bench.IsSecondaryErased);
        BootsFactory();
    }

    private void Damage(byte[] content)
    {
        byte[] padded = new byte[(content.Length + 3) / 4 * 4];
        padded.AsSpan().Fill(0xFF);
        content.CopyTo(padded, 0);
        Secondary.EraseAll();
        Secondary.Program(0, padded);
    }

    private void BootsFactory()
    {
        Assert.IsTrue(_bench.Twin.Boot().HasImage);
        CollectionAssert.AreEqual(SlotImages.IdOf(SlotBench.Factory), UpdateManager.GetPrimaryImageInfo(ImageType.Deployment)!.ImageHash);
    }

    private void IsNotResumable(VerifiedRelease release, byte[] header, int digestOffset)
    {
        FlashCounters before = _bench.Twin.Flash.Counters;

        Assert.AreEqual(Outcome.NotResumable, Slot.Resume(release, header, digestOffset, out int nextOffset));

        Assert.AreEqual(0, nextOffset);
        Assert.AreEqual(before, _bench.Twin.Flash.Counters);
        Assert.AreEqual(UpdateSessionOwner.None, _bench.Owner);
        Assert.AreEqual(Outcome.SlotLost, Slot.Append(header, 0, header.Length));
    }
}
