using System.Buffers.Binary;

namespace Updater.Images.Tests.Images;

[TestClass]
public sealed class HostileImageTests
{
    private const int Seed = 20260724;

    private static readonly byte[] s_image = McubootPacker.Pack(
        new byte[200], new McubootPackOptions { Version = new(1), HeaderSizeBytes = 32, SecurityCounter = 1, Dependencies = [new(1, new(2))] });

    [TestMethod]
    public void Changed_sizes_and_bytes_never_do_more_than_fail_with_a_reason()
    {
        Random random = new(Seed);
        uint[] numbers = [0, 1, 31, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF];
        for (int round = 0; round < 20000; round++)
        {
            byte[] bytes = [.. s_image];
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                int at = random.Next(bytes.Length - 4);
                if (random.Next(2) == 0)
                {
                    bytes[at] = (byte)random.Next(256);
                }
                else
                {
                    BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), numbers[random.Next(numbers.Length)]);
                }
            }

            int length = random.Next(3) == 0 ? random.Next(bytes.Length) : bytes.Length;
            Try(bytes.AsSpan(0, length), $"seed {Seed}, round {round}");
        }
    }

    [TestMethod]
    public void More_tlvs_than_the_limit_are_refused()
    {
        byte[] header = new byte[32];
        new McubootHeader(McubootHeader.ExpectedMagic, 0, 32, 0, 0, McubootImageFlags.None, new(1)).Write(header);
        int count = ImageLimits.TlvCountMax + 1;
        byte[] area = new byte[4 + (4 * count)];
        BinaryPrimitives.WriteUInt16LittleEndian(area, 0x6907);
        BinaryPrimitives.WriteUInt16LittleEndian(area.AsSpan(2), (ushort)area.Length);
        byte[] image = [.. header, .. area];
        Assert.AreEqual(McubootVerdict.Malformed, McubootVerifier.Verify(image, []));
        Assert.ThrowsExactly<ImageFormatException>(() => McubootImage.Read(image));
    }

    [TestMethod]
    public void A_protected_area_of_another_size_than_the_header_states_is_refused()
    {
        byte[] image = [.. s_image];
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(10), (ushort)(McubootImage.Read(image).Header.ProtectedTlvSizeBytes - 1));
        Assert.AreEqual(McubootVerdict.Malformed, McubootVerifier.Verify(image, []));
    }

    [TestMethod]
    public void A_stream_longer_than_the_limit_is_not_read_to_its_end()
    {
        using EndlessStream stream = new();
        ImageFormatException error = Assert.ThrowsExactly<ImageFormatException>(() => McubootImage.Read(stream));
        Assert.Contains("too large", error.Message);
        Assert.IsLessThan(ImageLimits.ImageBytesMax + 200000, stream.Given);
    }

    [TestMethod]
    public void A_counter_outside_the_protected_area_does_not_count()
    {
        byte[] unsigned = McubootPacker.Pack(new byte[10], new McubootPackOptions { Version = new(1), HeaderSizeBytes = 32 });
        int area = 32 + 10;
        byte[] tlv = [0x50, 0, 4, 0, 9, 0, 0, 0];
        byte[] image = [.. unsigned, .. tlv];
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(area + 2), (ushort)(image.Length - area));
        McubootImage read = McubootImage.Read(image);
        Assert.IsNotNull(read.Find(McubootTlvType.SecurityCounter, isProtected: false));
        Assert.IsNull(read.SecurityCounter);
    }

    private static void Try(ReadOnlySpan<byte> bytes, string which)
    {
        try
        {
            McubootVerdict verdict = McubootVerifier.Verify(bytes, []);
            Assert.AreNotEqual(McubootVerdict.Accept, verdict, which);
            McubootImage image = McubootImage.Read(bytes);
            Assert.IsLessThanOrEqualTo(image.FileBytes, image.SizeBytes, which);
        }
        catch (ImageFormatException error)
        {
            Assert.AreNotEqual("", error.NextStep, which);
        }
    }

    private sealed class EndlessStream : Stream
    {
        public long Given { get; private set; }
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => Given; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Given += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
