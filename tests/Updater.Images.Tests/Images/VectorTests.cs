using System.Globalization;
using System.Text.Json;

namespace Updater.Images.Tests.Images;

[TestClass]
public sealed class VectorTests
{
    [TestMethod]
    public void Every_image_is_decided_as_its_index_says()
    {
        int count = 0;
        foreach (VectorIndex index in VectorIndex.All())
        {
            foreach (JsonElement entry in index.Images)
            {
                JsonElement expected = entry.GetProperty("expected");
                string verdict = expected.GetProperty("verdict").GetString()!;
                string wanted = verdict == "accept" ? verdict : $"{verdict}: {expected.GetProperty("reason").GetString()}";
                string file = entry.GetProperty("file").GetString()!;
                Assert.AreEqual(wanted, McubootVerifier.Describe(McubootVerifier.Verify(index.Read(entry), index.Keys)), file);
                count++;
            }
        }

        Assert.IsGreaterThan(5, count);
        Console.WriteLine($"{count} images decided");
    }

    [TestMethod]
    public void Header_digest_and_every_tlv_byte_are_read_as_the_index_says()
    {
        foreach (VectorIndex index in VectorIndex.All())
        {
            foreach (JsonElement entry in index.Images)
            {
                Check(McubootImage.Inspect(index.Read(entry)), entry.GetProperty("expected"), entry.GetProperty("file").GetString()!);
            }
        }
    }

    [TestMethod]
    public void Trailers_are_read_as_the_index_says()
    {
        foreach (VectorIndex index in VectorIndex.All())
        {
            foreach (JsonElement entry in index.Images.Where(entry => entry.GetProperty("expected").TryGetProperty("trailer", out _)))
            {
                JsonElement expected = entry.GetProperty("expected").GetProperty("trailer");
                string file = entry.GetProperty("file").GetString()!;
                byte[] slot = index.Read(entry);
                SlotTrailerLayout layout = new(slot.Length, AlignOf(entry), MaxSectorsOf(entry));
                SlotTrailer trailer = SlotTrailer.Read(slot, layout);

                Assert.AreEqual(expected.GetProperty("magic").GetString(), Convert.ToHexStringLower(layout.Magic), file);
                Assert.AreEqual(expected.GetProperty("imageOkOffset").GetInt32(), layout.ImageOkOffset, file);
                Assert.AreEqual(TrailerMagic.Good, trailer.Magic, file);
                Assert.AreEqual(expected.GetProperty("imageOk").GetInt32() == 1 ? TrailerFlag.Set : TrailerFlag.Unset, trailer.ImageOk, file);
                Assert.AreEqual(TrailerFlag.Unset, trailer.CopyDone, file);
                Assert.IsNull(trailer.SwapInfo, file);
                Assert.IsNull(trailer.SwapSizeBytes, file);
            }
        }
    }

    internal static int AlignOf(JsonElement entry) => IntOf(entry, "--align", 4);

    internal static int MaxSectorsOf(JsonElement entry) => IntOf(entry, "--max-sectors", 128);

    internal static int IntOf(JsonElement entry, string option, int missing)
    {
        string[] words = entry.GetProperty("imgtool").GetString()!.Split(' ');
        int at = Array.IndexOf(words, option);
        return at < 0 ? missing : words[at + 1].StartsWith("0x", StringComparison.Ordinal)
            ? int.Parse(words[at + 1][2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : int.Parse(words[at + 1], CultureInfo.InvariantCulture);
    }

    private static void Check(McubootImage image, JsonElement expected, string file)
    {
        if (!expected.TryGetProperty("header", out JsonElement header))
        {
            Assert.AreNotEqual(McubootFault.None, image.Fault, file);
            return;
        }

        Assert.AreEqual(header.GetProperty("magic").GetString(), $"0x{image.Header.Magic:x8}", file);
        Assert.AreEqual(header.GetProperty("loadAddr").GetUInt32(), image.Header.LoadAddress, file);
        Assert.AreEqual(header.GetProperty("hdrSize").GetInt32(), image.Header.HeaderSizeBytes, file);
        Assert.AreEqual(header.GetProperty("protectedTlvSize").GetInt32(), image.Header.ProtectedTlvSizeBytes, file);
        Assert.AreEqual(header.GetProperty("imgSize").GetUInt32(), image.Header.ImageSizeBytes, file);
        Assert.AreEqual(header.GetProperty("flags").GetUInt32(), (uint)image.Header.Flags, file);
        Assert.AreEqual(header.GetProperty("version").GetString(), image.Header.Version.ToString(), file);
        if (expected.TryGetProperty("securityCounter", out JsonElement counter))
        {
            Assert.AreEqual(counter.GetUInt32(), image.SecurityCounter, file);
        }

        JsonElement[] tlvs = [.. expected.GetProperty("tlvs").EnumerateArray()];
        Assert.HasCount(tlvs.Length, image.Tlvs, file);
        for (int i = 0; i < tlvs.Length; i++)
        {
            McubootTlv tlv = image.Tlvs[i];
            Assert.AreEqual(tlvs[i].GetProperty("protected").GetBoolean(), tlv.IsProtected, file);
            Assert.AreEqual(tlvs[i].GetProperty("type").GetString(), $"0x{(int)tlv.Type:x2}", file);
            Assert.AreEqual(tlvs[i].GetProperty("name").GetString(), tlv.Name, file);
            Assert.AreEqual(tlvs[i].GetProperty("len").GetInt32(), tlv.DeclaredBytes, file);
            Assert.AreEqual(tlvs[i].GetProperty("data").GetString(), Convert.ToHexStringLower(tlv.Value.Span), file);
        }
    }
}
