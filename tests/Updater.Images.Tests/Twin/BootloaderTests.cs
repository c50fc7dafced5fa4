using nanoFramework.Runtime.InFieldUpdate;
using Updater.Images;
using Updater.Twin;
using Updater.Twin.Boards;
using Updater.Twin.Boot;

namespace Updater.Images.Tests.Twin;

[TestClass]
public sealed class BootloaderTests
{
    private static readonly byte[] s_old = Firmware.Image("1.0.0", 6000);

    [TestMethod]
    public void An_empty_device_is_a_brick()
    {
        BootResult result = new TwinDevice(BoardCatalog.Load("sim-small"), Firmware.Trusted).Boot();
        Assert.AreEqual(BootKind.NoImage, result.Kind);
        Assert.Contains("no image header", result.Reason);
    }

    [TestMethod]
    public void A_foreign_or_damaged_primary_image_is_not_booted()
    {
        TwinDevice foreign = new(BoardCatalog.Load("sim-small"), Firmware.Trusted);
        foreign.InstallFactoryImage(Firmware.Image("1.0.0", 6000, Firmware.OtherKey));
        Assert.Contains("unknown key", foreign.Boot().Reason);

        TwinDevice damaged = new(BoardCatalog.Load("sim-small"), Firmware.Trusted);
        byte[] image = [.. s_old];
        image[3000] ^= 1;
        damaged.InstallFactoryImage(image);
        Assert.Contains("hash mismatch", damaged.Boot().Reason);
    }

    [TestMethod]
    public void An_image_by_another_key_is_never_swapped_in_and_its_slot_is_cleaned()
    {
        TwinDevice device = Installed();
        using IDisposable scope = device.Enter();
        JourneyTests.Stage(Firmware.Image("2.0.0", 7000, Firmware.OtherKey), 4096);
        Assert.AreEqual(UpdateStatus.TestPending, UpdateManager.GetStatus(ImageType.Deployment), "the runtime checks no signature");
        JourneyTests.Expect(device.Boot(), "1.0.0", UpdateStatus.Confirmed);
        Assert.AreEqual(SwapKind.None, device.LastBoot!.Swap);
        Assert.IsTrue(device.Flash.IsErased(device.Slots.Secondary.Address, device.Slots.Secondary.SizeBytes));
        FlashCounters before = device.Flash.Counters;
        device.Boot();
        Assert.AreEqual(default, device.Flash.Counters.Since(before), "a settled device does not wear");
    }

    [TestMethod]
    public void An_image_flagged_as_not_bootable_is_never_swapped_in()
    {
        TwinDevice device = Installed();
        using IDisposable scope = device.Enter();
        JourneyTests.Stage(McubootPacker.Pack(new byte[100], new McubootPackOptions { Version = new(2), SigningKey = Firmware.Key, IsNonBootable = true }), 4096);
        JourneyTests.Expect(device.Boot(), "1.0.0", UpdateStatus.Confirmed);
        Assert.AreEqual(TrailerMagic.Unset, device.Slots.Secondary.ReadTrailer().Magic);
    }

    [TestMethod]
    public void A_permanent_swap_is_confirmed_at_once()
    {
        TwinDevice device = Installed();
        using IDisposable scope = device.Enter();
        JourneyTests.Stage(Firmware.Image("2.0.0", 7000), 4096);
        device.Slots.Secondary.WriteImageOk();
        Assert.AreEqual(UpdateStatus.PermanentPending, UpdateManager.GetStatus(ImageType.Deployment));
        JourneyTests.Expect(device.Boot(), "2.0.0", UpdateStatus.Confirmed);
        JourneyTests.Expect(device.Boot(), "2.0.0", UpdateStatus.Confirmed);
    }

    [TestMethod]
    public void A_trial_whose_old_image_is_gone_stays()
    {
        TwinDevice device = Installed();
        using IDisposable scope = device.Enter();
        JourneyTests.Stage(Firmware.Image("2.0.0", 7000), 4096);
        device.Boot();
        Assert.AreEqual(UpdateSessionResult.Success, UpdateManager.EraseSecondaryImage(ImageType.Deployment));
        BootResult result = device.Boot();
        Assert.AreEqual(McubootVersion.Parse("2.0.0"), result.Version);
        Assert.AreEqual(SwapKind.None, result.Swap);
    }

    [TestMethod]
    public void A_prepared_swap_whose_image_is_gone_is_forgotten_and_wears_nothing_more()
    {
        TwinDevice device = Installed();
        FlashSlot primary = device.Slots.Primary;
        primary.EraseTrailer();
        primary.WriteSwapInfo(SwapKind.Test);
        primary.WriteSwapSize(6000);
        primary.WriteMagic();
        JourneyTests.Expect(device.Boot(), "1.0.0", UpdateStatus.Confirmed);
        FlashCounters before = device.Flash.Counters;
        JourneyTests.Expect(device.Boot(), "1.0.0", UpdateStatus.Confirmed);
        Assert.AreEqual(default, device.Flash.Counters.Since(before));
    }

    [TestMethod]
    public void The_largest_image_swaps_and_reverts_and_a_larger_one_is_refused()
    {
        TwinDevice device = Installed();
        using IDisposable scope = device.Enter();
        int overhead = Firmware.Image("2.0.0", 1000).Length - 1000;
        byte[] largest = Firmware.Image("2.0.0", device.Slots.ImageBytesMax - overhead - 8);
        Assert.IsLessThanOrEqualTo(device.Slots.ImageBytesMax, largest.Length);
        JourneyTests.Stage(largest, 4096);
        JourneyTests.Expect(device.Boot(), "2.0.0", UpdateStatus.Testing);
        JourneyTests.Expect(device.Boot(), "1.0.0", UpdateStatus.Confirmed);
        Assert.ThrowsExactly<ImageFormatException>(() => device.InstallFactoryImage(Firmware.Image("3.0.0", device.Slots.ImageBytesMax)));
    }

    [TestMethod]
    [DataRow(4)]
    [DataRow(8)]
    [DataRow(32)]
    public void The_trailer_of_a_factory_image_is_imgtools(int writeUnitBytes)
    {
        BoardFile board = BootSweepTests.SmallBoard(writeUnitBytes);
        TwinDevice device = new(board, Firmware.Trusted);
        device.InstallFactoryImage(s_old);
        byte[] padded = McubootPacker.Pack(new byte[6000], new McubootPackOptions
        {
            Version = new(1), SigningKey = Firmware.Key, AlignBytes = writeUnitBytes, MaxSectors = board.Deployment.MaxSectors,
            SlotSizeBytes = board.Deployment.SlotSizeBytes, Padding = SlotPadding.Confirm,
        });
        int trailer = device.Slots.Primary.Layout.StatusOffset;
        CollectionAssert.AreEqual(padded[trailer..], device.Slots.Primary.Read(trailer, padded.Length - trailer));
    }

    [TestMethod]
    public void A_padded_image_programmed_to_the_secondary_slot_by_other_means_is_tried()
    {
        BoardFile board = BootSweepTests.SmallBoard(4);
        TwinDevice device = new(board, Firmware.Trusted);
        using IDisposable scope = device.Enter();
        device.InstallFactoryImage(s_old);
        device.Slots.Secondary.Program(0, McubootPacker.Pack(new byte[6000], new McubootPackOptions
        {
            Version = new(2), SigningKey = Firmware.Key, MaxSectors = board.Deployment.MaxSectors, SlotSizeBytes = board.Deployment.SlotSizeBytes, Padding = SlotPadding.Test,
        }));
        JourneyTests.Expect(device.Boot(), "2.0.0", UpdateStatus.Testing);
    }

    [TestMethod]
    public void A_swap_wears_each_block_a_bounded_number_of_times()
    {
        TwinDevice device = Installed();
        using IDisposable scope = device.Enter();
        JourneyTests.Stage(Firmware.Image("2.0.0", 60000), 4096);
        int before = device.Flash.MostErases;
        FlashCounters counters = device.Flash.Counters;
        device.Boot();
        Assert.IsLessThanOrEqualTo(before + 3, device.Flash.MostErases);
        Console.WriteLine($"swap of 15 sectors: {device.Flash.Counters.Since(counters)}");
    }

    private static TwinDevice Installed()
    {
        TwinDevice device = new(BoardCatalog.Load("sim-small"), Firmware.Trusted);
        device.InstallFactoryImage(s_old);
        Assert.IsTrue(device.Boot().HasImage);
        return device;
    }
}
