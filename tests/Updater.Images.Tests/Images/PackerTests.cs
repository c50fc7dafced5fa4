using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Updater.Images.Tests.Images;

[TestClass]
public sealed class PackerTests
{
    private static readonly ECDsa s_key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    [TestMethod]
    public void What_imgtool_made_is_made_again_byte_for_byte_but_for_the_signature()
    {
        if (VectorIndex.Imgtool() is not { } index)
        {
            return;
        }

        int count = 0;
        foreach (JsonElement entry in index.Images.Where(entry => entry.TryGetProperty("imgtool", out _)))
        {
            string file = entry.GetProperty("file").GetString()!;
            byte[] theirs = index.Read(entry);
            byte[] ours = McubootPacker.Pack(index.Read(entry.GetProperty("payload").GetString()!), OptionsOf(entry, index));
            AssertSameButForSignature(theirs, ours, file);
            count++;
        }

        Assert.IsGreaterThan(30, count);
        Console.WriteLine($"{count} images made again");
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(4)]
    [DataRow(8)]
    [DataRow(16)]
    [DataRow(32)]
    public void A_padded_image_has_its_trailer_at_the_end_for_every_alignment(int alignBytes)
    {
        byte[] slot = McubootPacker.Pack(new byte[100], Options() with
        {
            SlotSizeBytes = 0x8000, AlignBytes = alignBytes, Padding = SlotPadding.Confirm,
        });
        SlotTrailerLayout layout = new(0x8000, alignBytes, 128);
        SlotTrailer trailer = SlotTrailer.Read(slot, layout);
        Assert.AreEqual(TrailerMagic.Good, trailer.Magic);
        Assert.AreEqual(TrailerFlag.Set, trailer.ImageOk);
        Assert.AreEqual((128 * 3 * alignBytes) + (4 * Math.Max(8, alignBytes)) + Math.Max(16, alignBytes), layout.TrailerBytes);
        Assert.AreEqual(McubootVerdict.Accept, McubootVerifier.Verify(slot, [McubootPublicKey.From(s_key)]));
        Assert.IsLessThan(0x8000, McubootImage.Read(slot).SizeBytes);
    }

    [TestMethod]
    public void What_is_packed_verifies_and_each_changed_byte_is_noticed()
    {
        byte[] image = McubootPacker.Pack(Encoding.ASCII.GetBytes("firmware"), Options() with { HeaderSizeBytes = 32, SecurityCounter = 9 });
        McubootPublicKey[] keys = [McubootPublicKey.From(s_key)];
        Assert.AreEqual(McubootVerdict.Accept, McubootVerifier.Verify(image, keys));
        Assert.AreEqual(9u, McubootImage.Read(image).SecurityCounter);
        for (int i = 0; i < image.Length; i++)
        {
            byte[] changed = [.. image];
            changed[i] ^= 1;
            Assert.AreNotEqual(McubootVerdict.Accept, McubootVerifier.Verify(changed, keys), $"byte {i}");
            Assert.AreNotEqual(McubootVerdict.Accept, McubootVerifier.Verify(image.AsSpan(0, i), keys), $"cut at {i}");
        }
    }

    [TestMethod]
    public void An_image_larger_than_its_slot_is_refused_with_both_sizes()
    {
        ImageFormatException error = Assert.ThrowsExactly<ImageFormatException>(
            () => McubootPacker.Pack(new byte[20000], Options() with { SlotSizeBytes = 0x4000 }));
        Assert.Contains("does not fit", error.Message);
        Assert.Contains("beside a trailer", error.Expected);
        Assert.AreNotEqual("", error.NextStep);
    }

    [TestMethod]
    public void Options_that_contradict_or_exceed_limits_are_refused()
    {
        McubootPackOptions[] refused =
        [
            Options() with { HeaderSizeBytes = 16 },
            Options() with { LoadAddress = 1, RomFixedAddress = 1 },
            Options() with { Padding = SlotPadding.Test },
            Options() with { SlotSizeBytes = 0x8000, AlignBytes = 3 },
            Options() with { BootRecordType = "longer than twelve" },
            Options() with { CustomTlvs = [new((McubootTlvType)0x10, new byte[4])] },
            Options() with { CustomTlvs = [new((McubootTlvType)0xA0, new byte[ImageLimits.TlvValueBytesMax + 1])] },
            Options() with { Dependencies = new McubootDependency[ImageLimits.TlvCountMax] },
        ];
        foreach (McubootPackOptions options in refused)
        {
            Assert.ThrowsExactly<ImageFormatException>(() => McubootPacker.Pack(new byte[10], options));
        }

        Assert.ThrowsExactly<ImageFormatException>(() => McubootPacker.Pack([], Options()));
    }

    private static McubootPackOptions Options() => new() { Version = new McubootVersion(1, 2, 3), SigningKey = s_key };

    private static McubootPackOptions OptionsOf(JsonElement entry, VectorIndex index)
    {
        string command = entry.GetProperty("imgtool").GetString()!;
        string? Text(string option) => command.Split(option + " ") is [_, var rest, ..] ? rest.Split(' ')[0] : null;
        ECDsa? key = null;
        if (Text("--key") is { } file)
        {
            key = ECDsa.Create();
            key.ImportFromPem(index.ReadText(file));
        }

        McubootVersion version = McubootVersion.Parse(Text("--version")!);
        string? counter = Text("--security-counter");
        return new McubootPackOptions
        {
            Version = version,
            SigningKey = key,
            HeaderSizeBytes = VectorTests.IntOf(entry, "--header-size", 0),
            AlignBytes = VectorTests.AlignOf(entry),
            SlotSizeBytes = VectorTests.IntOf(entry, "--slot-size", 0),
            MaxSectors = VectorTests.MaxSectorsOf(entry),
            SecurityCounter = counter == null ? null : counter == "auto" ? version.AutoSecurityCounter : uint.Parse(counter),
            Padding = command.Contains("--confirm") ? SlotPadding.Confirm : command.Contains("--pad ") || command.Contains("--test") ? SlotPadding.Test : SlotPadding.None,
            PublicKeyForm = command.Contains("--public-key-format full") ? PublicKeyForm.Full : PublicKeyForm.Hash,
            PadsSignature = command.Contains("--pad-sig"),
            IsNonBootable = command.Contains("--non-bootable"),
            RomFixedAddress = command.Contains("--rom-fixed") ? (uint)VectorTests.IntOf(entry, "--rom-fixed", 0) : null,
            BootRecordType = Text("--boot-record"),
            Dependencies = [.. DependenciesOf(Text("--dependencies"))],
            CustomTlvs = [.. CustomOf(command, index)],
        };
    }

    private static IEnumerable<McubootDependency> DependenciesOf(string? text)
    {
        string[] parts = (text ?? "").Trim('\'').Split(['(', ')', ','], StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < parts.Length; i += 2)
        {
            yield return new McubootDependency(byte.Parse(parts[i]), McubootVersion.Parse(parts[i + 1]));
        }
    }

    private static IEnumerable<KeyValuePair<McubootTlvType, ReadOnlyMemory<byte>>> CustomOf(string command, VectorIndex index)
    {
        string[] words = command.Split(' ');
        for (int i = 0; i < words.Length - 2; i++)
        {
            if (words[i] is "--custom-tlv" or "--custom-tlv-file")
            {
                byte[] value = words[i] == "--custom-tlv-file" ? index.Read(words[i + 2])
                    : words[i + 2].StartsWith("0x") ? Convert.FromHexString(words[i + 2][2..]) : Encoding.ASCII.GetBytes(words[i + 2]);
                yield return new((McubootTlvType)Convert.ToUInt16(words[i + 1], 16), value);
            }
        }
    }

    // The signature is random and so is its length; all else, trailer included, has to be the same.
    private static void AssertSameButForSignature(byte[] theirs, byte[] ours, string file)
    {
        McubootImage left = McubootImage.Read(theirs);
        McubootImage right = McubootImage.Read(ours);
        int span = (int)left.Header.SpanBytes;
        CollectionAssert.AreEqual(theirs[..span], ours[..span], $"{file}: header, payload, protected TLVs");
        Assert.HasCount(left.Tlvs.Count, right.Tlvs, file);
        for (int i = 0; i < left.Tlvs.Count; i++)
        {
            Assert.AreEqual(left.Tlvs[i].Type, right.Tlvs[i].Type, file);
            Assert.AreEqual(left.Tlvs[i].OffsetBytes, right.Tlvs[i].OffsetBytes, file);
            if (left.Tlvs[i].Type != McubootTlvType.EcdsaSignature)
            {
                Assert.AreEqual(Convert.ToHexString(left.Tlvs[i].Value.Span), Convert.ToHexString(right.Tlvs[i].Value.Span), file);
            }
        }

        if (theirs.Length > left.SizeBytes)
        {
            int end = Math.Max(left.SizeBytes, right.SizeBytes);
            Assert.HasCount(theirs.Length, ours, file);
            CollectionAssert.AreEqual(theirs[end..], ours[end..], $"{file}: padding and trailer");
        }
    }
}
