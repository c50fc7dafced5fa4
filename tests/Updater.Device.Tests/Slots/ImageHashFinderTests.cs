using Updater.Device.Slots;
using Updater.Images;

namespace Updater.Device.Tests.Slots;

[TestClass]
public sealed class ImageHashFinderTests
{
    public static IEnumerable<object[]> Images =>
    [
        ["plain", SlotImages.Pack(100)],
        ["counter", SlotImages.Pack(100, options => options with { SecurityCounter = 7 })],
        ["custom", SlotImages.Pack(100, options => options with { SecurityCounter = 7, CustomTlvs = [SlotImages.Custom(0xA0, 37), SlotImages.Custom(0xA1, 0), SlotImages.Custom(0x1010, 32)] })],
        ["signed", SlotImages.Pack(1, options => options with { SigningKey = SlotImages.Key, SecurityCounter = 1 })],
    ];

    [TestMethod]
    [DynamicData(nameof(Images))]
    public void Hash_is_found_for_every_cut_into_two_chunks(string name, byte[] image)
    {
        byte[] expected = SlotImages.IdOf(image);
        ImageHashFinder finder = new();
        for (int cut = 0; cut <= image.Length; cut++)
        {
            finder.Begin(SlotImages.TlvOffsetOf(image), 0);
            finder.Feed(image, 0, cut);
            finder.Feed(image, cut, image.Length - cut);
            Assert.IsTrue(finder.IsFound, $"{name} cut at {cut}");
            CollectionAssert.AreEqual(expected, finder.Hash, $"{name} cut at {cut}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Images))]
    public void Hash_is_found_byte_by_byte_and_only_with_its_last_byte(string name, byte[] image)
    {
        byte[] expected = SlotImages.IdOf(image);
        int hashEnd = image.AsSpan().IndexOf(expected) + expected.Length;
        ImageHashFinder finder = new();
        finder.Begin(SlotImages.TlvOffsetOf(image), 0);
        for (int i = 0; i < image.Length; i++)
        {
            finder.Feed(image, i, 1);
            Assert.AreEqual(i >= hashEnd - 1, finder.IsFound, $"{name} after byte {i}");
        }

        CollectionAssert.AreEqual(expected, finder.Hash);
    }

    [TestMethod]
    [DynamicData(nameof(Images))]
    public void Hash_is_found_from_any_offset_up_to_the_TLVs(string name, byte[] image)
    {
        int tlvOffset = SlotImages.TlvOffsetOf(image);
        ImageHashFinder finder = new();
        for (int start = 0; start <= tlvOffset; start++)
        {
            finder.Begin(tlvOffset, start);
            finder.Feed(image, start, image.Length - start);
            Assert.IsTrue(finder.IsFound, $"{name} from {start}");
            CollectionAssert.AreEqual(SlotImages.IdOf(image), finder.Hash);
        }
    }

    [TestMethod]
    public void Entry_of_the_hash_type_in_the_protected_area_comes_first_as_the_bootloader_never_writes_one()
    {
        // What is found is compared with what the bootloader read back: a wrong guess is a refusal, not a wrong image.
        byte[] image = SlotImages.Pack(100, options => options with { CustomTlvs = [SlotImages.Custom(0xA0, 32)] });
        int tlvOffset = SlotImages.TlvOffsetOf(image);
        image[tlvOffset + 4] = 0x10;
        ImageHashFinder finder = new();
        finder.Begin(tlvOffset, 0);
        finder.Feed(image, 0, image.Length);

        Assert.IsTrue(finder.IsFound);
        CollectionAssert.AreNotEqual(SlotImages.IdOf(image), finder.Hash);
    }

    [TestMethod]
    public void Image_without_a_hash_has_none()
    {
        byte[] image = SlotImages.Pack(100, options => options with { SigningKey = SlotImages.Key });
        int tlvOffset = SlotImages.TlvOffsetOf(image);
        // Its type is another one, or its size is.
        AreNotFound(SlotImages.With(image, tlvOffset + 4, 0x11));
        AreNotFound(SlotImages.With(image, tlvOffset + 6, 31));
        // No area at all, or an area that says it is too small.
        AreNotFound(SlotImages.With(image, tlvOffset, 0));
        AreNotFound(image[..tlvOffset]);
        AreNotFound(image[..(tlvOffset + 8 + 31)]);
    }

    [TestMethod]
    public void Any_bytes_behind_the_payload_are_taken_without_an_exception()
    {
        byte[] image = SlotImages.Pack(64, options => options with { SecurityCounter = 3, CustomTlvs = [SlotImages.Custom(0xA0, 8)] });
        int tlvOffset = SlotImages.TlvOffsetOf(image);
        for (int seed = 0; seed < 2000; seed++)
        {
            Random random = new(seed);
            byte[] changed = (byte[])image.Clone();
            for (int i = random.Next(1, 8); i > 0; i--)
            {
                changed[random.Next(tlvOffset, changed.Length)] = (byte)random.Next(256);
            }

            ImageHashFinder finder = new();
            finder.Begin(tlvOffset, 0);
            for (int at = 0; at < changed.Length;)
            {
                int count = Math.Min(random.Next(1, 40), changed.Length - at);
                finder.Feed(changed, at, count);
                at += count;
            }

            ImageHashFinder whole = new();
            whole.Begin(tlvOffset, 0);
            whole.Feed(changed, 0, changed.Length);
            Assert.AreEqual(whole.IsFound, finder.IsFound, $"seed {seed}");
            if (whole.IsFound)
            {
                CollectionAssert.AreEqual(whole.Hash, finder.Hash, $"seed {seed}");
            }
        }
    }

    [TestMethod]
    public void Begin_forgets_the_image_before()
    {
        byte[] image = SlotImages.Pack(100);
        ImageHashFinder finder = new();
        finder.Begin(SlotImages.TlvOffsetOf(image), 0);
        finder.Feed(image, 0, image.Length);
        Assert.IsTrue(finder.IsFound);

        finder.Begin(SlotImages.TlvOffsetOf(image), 0);

        Assert.IsFalse(finder.IsFound);
    }

    private static void AreNotFound(byte[] image)
    {
        ImageHashFinder finder = new();
        finder.Begin(SlotImages.HeaderBytes + 100, 0);
        finder.Feed(image, 0, image.Length);
        Assert.IsFalse(finder.IsFound);
    }
}
