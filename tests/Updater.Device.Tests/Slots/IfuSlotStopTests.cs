using nanoFramework.Runtime.InFieldUpdate;
using Updater.Core.Platform;
using Updater.Core.Slots;
using Updater.Core.Trust;
using Updater.Device.Slots;

namespace Updater.Device.Tests.Slots;

/// <summary>Transfers that stop anywhere, and sessions that somebody else takes.</summary>
[TestClass]
public sealed class IfuSlotStopTests
{
    private static readonly byte[] s_image = SlotBench.NewImage(12_001);
    private static readonly byte[] s_header = SlotImages.HeaderOf(s_image);
    private static readonly VerifiedRelease s_release = SlotBench.ReleaseOf(s_image);

    [TestMethod]
    public void Transfer_that_stops_anywhere_is_resumed_to_the_same_image_or_begun_anew()
    {
        int resumed = 0;
        for (int stop = 32; stop < s_image.Length; stop += 197)
        {
            using SlotBench bench = new();
            bench.Open(s_image);
            bench.Append(s_image, 0, stop, 1024);
            bench.Twin.Boot();
            IfuSlot slot = new(bench.Twin.Board.ImageBytesMax);

            Outcome outcome = slot.Resume(s_release, s_header, 0, out int nextOffset);

            Assert.IsTrue(nextOffset <= stop && nextOffset <= SlotImages.TlvOffsetOf(s_image), $"stopped at {stop}, goes on at {nextOffset}");
            Assert.AreEqual(nextOffset == 0 ? Outcome.NotResumable : Outcome.Ok, outcome, $"stopped at {stop}");
            resumed += outcome == Outcome.Ok ? 1 : 0;
            if (outcome != Outcome.Ok)
            {
                Assert.AreEqual(Outcome.Ok, slot.Open(s_release, s_header));
            }

            Assert.AreEqual(Outcome.Ok, slot.Append(s_image, nextOffset, s_image.Length - nextOffset));
            Assert.AreEqual(Outcome.Ok, slot.Seal(out SealedSlot sealedSlot), $"stopped at {stop}");
            CollectionAssert.AreEqual(SlotImages.IdOf(s_image), sealedSlot.ImageId);
            CollectionAssert.AreEqual(s_image, bench.Twin.Slots.Secondary.Read(0, s_image.Length));
        }

        Assert.IsGreaterThan(30, resumed);
    }

    [TestMethod]
    public void Session_that_another_took_over_is_lost()
    {
        using SlotBench bench = new();
        bench.Open(s_image);
        Assert.AreEqual(UpdateSessionResult.Success, UpdateManager.StartUpdateSession(ImageType.Deployment, s_image.Length, out _));
        Assert.AreEqual(Outcome.SlotLost, bench.Slot.Append(s_image, 0, 64));
        Assert.AreEqual(Outcome.SlotLost, bench.Slot.Seal(out SealedSlot sealedSlot));
        Assert.IsNull(sealedSlot);
        Assert.AreEqual(UpdateStatus.Confirmed, bench.Status);
    }

    [TestMethod]
    public void Layer_too_small_for_a_session_opens_nothing()
    {
        using SlotBench bench = new();
        Assert.AreEqual(Outcome.FlashFailed, bench.Slot.Open(SlotBench.ReleaseOf(s_image[..31]), s_header));
        Assert.AreEqual(UpdateSessionOwner.None, bench.Owner);
        Assert.AreEqual(Outcome.SlotLost, bench.Slot.Append(s_image, 0, 31));
    }
}
