using Updater.Core.Platform;
using Updater.Core.Trust;
using McubootHeader = Updater.Device.Slots.McubootHeader;

namespace Updater.Device.Tests.Slots;

[TestClass]
public sealed class McubootHeaderTests
{
    private const int PayloadBytes = 1000;
    private const int TrailerBytesMin = 40;

    private static readonly byte[] s_image = SlotImages.Pack(PayloadBytes, version: "1.2.773+9");
    private static readonly VerifiedRelease s_release = SlotImages.ReleaseOf(s_image, "1.2.773+9");

    [TestMethod]
    public void Header_of_the_release_is_taken()
    {
        Assert.AreEqual(Outcome.Ok, Check(SlotImages.HeaderOf(s_image)));
        Assert.AreEqual(SlotImages.HeaderBytes + PayloadBytes, McubootHeader.TlvOffset(s_image));
    }

    [TestMethod]
    public void Any_other_magic_is_refused()
    {
        for (int bit = 0; bit < 32; bit++)
        {
            Assert.AreEqual(Outcome.ImageHeaderMalformed, Check(SlotImages.With(SlotImages.HeaderOf(s_image), bit / 8, (byte)(s_image[bit / 8] ^ 1 << bit % 8))), $"bit {bit}");
        }

        Assert.AreEqual(Outcome.ImageHeaderMalformed, Check(new byte[Limits.ImageHeaderBytes]));
        byte[] erased = new byte[Limits.ImageHeaderBytes];
        Array.Fill(erased, (byte)0xFF);
        Assert.AreEqual(Outcome.ImageHeaderMalformed, Check(erased));
    }

    [TestMethod]
    [DataRow(0, Outcome.ImageHeaderMalformed)]
    [DataRow(31, Outcome.ImageHeaderMalformed)]
    [DataRow(32, Outcome.Ok)]
    [DataRow(0xFFFF, Outcome.ImageHeaderMalformed)]
    public void Header_size_is_at_least_that_of_its_fields_and_within_the_layer(int size, Outcome expected)
    {
        byte[] header = SlotImages.HeaderOf(s_image);
        header[8] = (byte)size;
        header[9] = (byte)(size >> 8);
        Assert.AreEqual(expected, Check(header));
    }

    [TestMethod]
    public void Image_size_leaves_room_for_the_smallest_trailer()
    {
        int room = s_image.Length - SlotImages.HeaderBytes - TrailerBytesMin;
        foreach ((int size, Outcome expected) in new[]
        {
            (int.MinValue, Outcome.ImageHeaderMalformed),
            (-1, Outcome.ImageHeaderMalformed),
            (0, Outcome.ImageHeaderMalformed),
            (1, Outcome.Ok),
            (room, Outcome.Ok),
            (room + 1, Outcome.ImageHeaderMalformed),
            (int.MaxValue, Outcome.ImageHeaderMalformed),
        })
        {
            byte[] header = SlotImages.HeaderOf(s_image);
            PackedBytes.SetInt32(header, 12, size);
            Assert.AreEqual(expected, Check(header), $"image size {size}");
        }
    }

    [TestMethod]
    public void Layer_too_small_for_any_image_is_refused()
    {
        for (int size = 1; size < SlotImages.HeaderBytes + TrailerBytesMin + PayloadBytes; size += 7)
        {
            Assert.AreEqual(Outcome.ImageHeaderMalformed, McubootHeader.Check(SlotImages.HeaderOf(s_image), SlotImages.ReleaseOf(new byte[size], "1.2.773")), $"layer of {size} bytes");
        }
    }

    [TestMethod]
    public void Non_bootable_image_is_refused_and_other_flags_are_not_looked_at()
    {
        for (int bit = 0; bit < 8; bit++)
        {
            byte[] header = SlotImages.With(SlotImages.HeaderOf(s_image), 16, (byte)(1 << bit));
            Assert.AreEqual(bit == 4 ? Outcome.ImageHeaderMalformed : Outcome.Ok, Check(header), $"flag {1 << bit:x2}");
        }
    }

    [TestMethod]
    [DataRow("1.2.773", Outcome.Ok)]
    [DataRow("1.2.773+4294967295", Outcome.Ok)]
    [DataRow("2.2.773+9", Outcome.ImageVersionMismatch)]
    [DataRow("1.3.773+9", Outcome.ImageVersionMismatch)]
    [DataRow("1.2.774+9", Outcome.ImageVersionMismatch)]
    [DataRow("1.2.5+9", Outcome.ImageVersionMismatch)]
    [DataRow("1.2.517+9", Outcome.ImageVersionMismatch)]
    public void Version_is_the_signed_one_but_for_the_build_number(string signed, Outcome expected)
    {
        Assert.AreEqual(expected, McubootHeader.Check(SlotImages.HeaderOf(s_image), SlotImages.ReleaseOf(s_image, signed)));
    }

    private static Outcome Check(byte[] header) => McubootHeader.Check(header, s_release);
}
