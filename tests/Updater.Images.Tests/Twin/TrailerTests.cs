using System.Text.Json;
using Updater.Images;
using Updater.Images.Tests.Images;
using Updater.Twin;
using Updater.Twin.Boot;

namespace Updater.Images.Tests.Twin;

[TestClass]
public sealed class TrailerTests
{
    [TestMethod]
    public void What_the_bootloader_model_writes_is_what_the_padded_images_hold()
    {
        int count = 0;
        foreach (VectorIndex index in VectorIndex.All())
        {
            foreach (JsonElement entry in index.Images.Where(entry => entry.GetProperty("expected").TryGetProperty("trailer", out _)))
            {
                byte[] padded = index.Read(entry);
                FlashSlot slot = Slot(padded.Length, VectorTests.AlignOf(entry), VectorTests.MaxSectorsOf(entry));
                int unit = slot.Layout.WriteUnitBytes;
                int imageBytes = (McubootImage.Read(padded).SizeBytes + unit - 1) / unit * unit;
                slot.Program(0, padded.AsSpan(0, imageBytes));
                slot.WriteMagic();
                if (entry.GetProperty("expected").GetProperty("trailer").GetProperty("imageOk").GetInt32() == 1)
                {
                    slot.WriteImageOk();
                }

                CollectionAssert.AreEqual(padded, slot.Read(0, padded.Length), entry.GetProperty("file").GetString());
                count++;
            }
        }

        Assert.IsGreaterThan(2, count);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    [DataRow(16)]
    [DataRow(32)]
    public void Every_field_is_read_back_as_it_was_written(int writeUnitBytes)
    {
        FlashSlot slot = Slot(0x8000, writeUnitBytes, 32);
        Assert.AreEqual(new SlotTrailer(TrailerMagic.Unset, TrailerFlag.Unset, TrailerFlag.Unset, null, null), slot.ReadTrailer());
        slot.WriteSwapInfo(SwapKind.Revert);
        slot.WriteSwapSize(12345);
        slot.WriteCopyDone();
        slot.WriteImageOk();
        slot.WriteMagic();
        slot.WriteStatus(0, 1);
        slot.WriteStatus(95, 2);
        Assert.AreEqual(new SlotTrailer(TrailerMagic.Good, TrailerFlag.Set, TrailerFlag.Set, SwapKind.Revert, 12345), slot.ReadTrailer());
        Assert.AreEqual(96, slot.ReadStatusLength());
        slot.EraseTrailer();
        Assert.AreEqual(0, slot.ReadStatusLength());
    }

    private static FlashSlot Slot(int sizeBytes, int writeUnitBytes, int maxSectors) =>
        new(new NorFlash(FlashGeometry.Uniform(sizeBytes, 0x1000, writeUnitBytes)), "test", 0, maxSectors, sizeBytes);
}
