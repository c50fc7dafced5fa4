using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Updater.Images;

/// <summary>An MCUboot image as a file holds it: header, payload, TLV areas and perhaps a slot trailer behind them.</summary>
public sealed class McubootImage
{
    private const ushort ProtectedInfoMagic = 0x6908;
    private const ushort InfoMagic = 0x6907;

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly List<McubootTlv> _tlvs = [];
    private string _expected = "";
    private string _found = "";

    private McubootImage(ReadOnlyMemory<byte> bytes)
    {
        _bytes = bytes;
        Header = McubootHeader.Read(bytes.Span);
        SizeBytes = bytes.Length;
        Parse();
    }

    /// <summary>The header, also of a file that is none.</summary>
    public McubootHeader Header { get; }

    /// <summary>Entries of both TLV areas in the order they stand.</summary>
    public IReadOnlyList<McubootTlv> Tlvs => _tlvs;

    /// <summary>Header, payload and TLV areas: what has to be stored; a slot trailer may follow in the file.</summary>
    public int SizeBytes { get; private set; }

    /// <summary>Bytes of the file, slot padding and trailer included.</summary>
    public int FileBytes => _bytes.Length;

    /// <summary>What is wrong with the structure.</summary>
    public McubootFault Fault { get; private set; }

    /// <summary>The same for people; empty without fault.</summary>
    public string FaultText => Fault == McubootFault.None ? "" : CreateException().Message;

    /// <summary>The payload, as far as the file holds it.</summary>
    public ReadOnlyMemory<byte> Payload => Slice(Header.HeaderSizeBytes, Header.ImageSizeBytes);

    /// <summary>Digest in the SHA-256 TLV; null without one. Compare with <see cref="ComputeDigest"/> before using it.</summary>
    public ReadOnlyMemory<byte>? Digest => Find(McubootTlvType.Sha256, isProtected: false)?.Value;

    /// <summary>Security counter; only the protected area counts, since anyone can add to the other one.</summary>
    public uint? SecurityCounter => Find(McubootTlvType.SecurityCounter, isProtected: true) is { Value.Length: 4 } tlv
        ? BinaryPrimitives.ReadUInt32LittleEndian(tlv.Value.Span)
        : null;

    /// <summary>Whether an image begins here, going by its first word.</summary>
    public static bool IsImage(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= ImageLimits.HeaderBytes && BinaryPrimitives.ReadUInt32LittleEndian(bytes) == McubootHeader.ExpectedMagic;

    /// <summary>Reads an image with sound structure. Digest and signature are <see cref="McubootVerifier"/>'s.</summary>
    /// <exception cref="ImageFormatException">Not an image, truncated or malformed.</exception>
    public static McubootImage Read(ReadOnlySpan<byte> bytes) => Sound(Inspect(bytes));

    /// <summary>Reads an image from a stream, up to its end or <see cref="ImageLimits.ImageBytesMax"/>.</summary>
    /// <exception cref="ImageFormatException">Not an image, too large, truncated or malformed.</exception>
    public static McubootImage Read(Stream stream)
    {
        using MemoryStream memory = new();
        byte[] buffer = new byte[65536];
        for (int count = stream.Read(buffer); count > 0; count = stream.Read(buffer))
        {
            memory.Write(buffer, 0, count);
            CheckFileSize(memory.Length);
        }

        return Sound(InspectInPlace(memory.ToArray()));
    }

    /// <summary>Reads what can be read, for <c>inspect</c> and for verdicts; <see cref="Fault"/> says what is wrong.</summary>
    /// <exception cref="ImageFormatException">Shorter than a header or longer than <see cref="ImageLimits.ImageBytesMax"/>.</exception>
    public static McubootImage Inspect(ReadOnlySpan<byte> bytes) => InspectInPlace(bytes.ToArray());

    /// <summary>Reads what can be read without copying; the memory must not change afterwards.</summary>
    /// <exception cref="ImageFormatException">Shorter than a header or longer than <see cref="ImageLimits.ImageBytesMax"/>.</exception>
    public static McubootImage InspectInPlace(ReadOnlyMemory<byte> bytes)
    {
        CheckFileSize(bytes.Length);
        if (bytes.Length < ImageLimits.HeaderBytes)
        {
            throw new ImageFormatException("not an MCUboot image", $"at least {ImageLimits.HeaderBytes} bytes", $"{bytes.Length} bytes", "check the path and the download");
        }

        return new McubootImage(bytes);
    }

    /// <summary>First entry of a type in one of the areas; null without one.</summary>
    public McubootTlv? Find(McubootTlvType type, bool isProtected) => _tlvs.Find(tlv => tlv.Type == type && tlv.IsProtected == isProtected);

    /// <summary>SHA-256 of header, payload and protected TLVs.</summary>
    /// <exception cref="ImageFormatException">The structure is not sound.</exception>
    public byte[] ComputeDigest()
    {
        _ = Sound(this);
        return SHA256.HashData(_bytes.Span[..(int)Header.SpanBytes]);
    }

    private static McubootImage Sound(McubootImage image) => image.Fault == McubootFault.None ? image : throw image.CreateException();

    private static void CheckFileSize(long length)
    {
        if (length > ImageLimits.ImageBytesMax)
        {
            throw new ImageFormatException("image too large", $"at most {ImageLimits.ImageBytesMax} bytes", $"{length} bytes or more", "check that this is a firmware image");
        }
    }

    private ImageFormatException CreateException() => Fault switch
    {
        McubootFault.NotAnImage => new ImageFormatException("not an MCUboot image", _expected, _found, "pack the firmware first (updater pack, or imgtool sign)"),
        McubootFault.Truncated => new ImageFormatException("image truncated", _expected, _found, "build or download it again"),
        _ => new ImageFormatException("image malformed", _expected, _found, "build it again"),
    };

    private void Fail(McubootFault fault, string expected, string found)
    {
        if (Fault == McubootFault.None)
        {
            (Fault, _expected, _found) = (fault, expected, found);
        }
    }

    private void Parse()
    {
        if (!Header.HasMagic)
        {
            Fail(McubootFault.NotAnImage, $"magic 0x{McubootHeader.ExpectedMagic:x8}", $"0x{Header.Magic:x8}");
        }

        if (Header.HeaderSizeBytes < ImageLimits.HeaderBytes)
        {
            Fail(McubootFault.Malformed, $"a header of at least {ImageLimits.HeaderBytes} bytes", $"{Header.HeaderSizeBytes}");
            return;
        }

        long offset = (long)Header.HeaderSizeBytes + Header.ImageSizeBytes;
        if (offset > FileBytes)
        {
            Fail(McubootFault.Truncated, $"{offset} bytes of header and payload", $"{FileBytes} bytes");
            return;
        }

        int position = (int)offset;
        bool isSound = (Header.ProtectedTlvSizeBytes == 0 || ParseArea(ref position, ProtectedInfoMagic, Header.ProtectedTlvSizeBytes))
            && ParseArea(ref position, InfoMagic, null);
        SizeBytes = isSound ? position : FileBytes;
    }

    private bool ParseArea(ref int position, ushort magic, int? stated)
    {
        if (FileBytes - position < ImageLimits.TlvHeaderBytes)
        {
            Fail(McubootFault.Truncated, $"a TLV area at {position}", $"the end of the file at {FileBytes}");
            return false;
        }

        ReadOnlySpan<byte> info = _bytes.Span[position..];
        int total = BinaryPrimitives.ReadUInt16LittleEndian(info[2..]);
        ushort found = BinaryPrimitives.ReadUInt16LittleEndian(info);
        if (found != magic || total < ImageLimits.TlvHeaderBytes || (stated is { } size && size != total))
        {
            string wanted = stated is { } bytes ? $" of {bytes} bytes" : "";
            Fail(McubootFault.Malformed, $"TLV area 0x{magic:x4}{wanted} at {position}", $"0x{found:x4} of {total} bytes");
            return false;
        }

        int end = position + total;
        position += ImageLimits.TlvHeaderBytes;
        while (position < end)
        {
            if (!ParseEntry(ref position, end, magic == ProtectedInfoMagic))
            {
                return false;
            }
        }

        return true;
    }

    private bool ParseEntry(ref int position, int end, bool isProtected)
    {
        if (_tlvs.Count == ImageLimits.TlvCountMax || end - position < ImageLimits.TlvHeaderBytes)
        {
            Fail(McubootFault.Malformed, $"at most {ImageLimits.TlvCountMax} whole TLVs", $"a remainder of {end - position} bytes at {position}");
            return false;
        }

        if (FileBytes - position < ImageLimits.TlvHeaderBytes)
        {
            Fail(McubootFault.Truncated, $"a TLV at {position}", $"the end of the file at {FileBytes}");
            return false;
        }

        ReadOnlySpan<byte> entry = _bytes.Span[position..];
        int length = BinaryPrimitives.ReadUInt16LittleEndian(entry[2..]);
        int valueOffset = position + ImageLimits.TlvHeaderBytes;
        if (length > end - valueOffset)
        {
            Fail(McubootFault.Malformed, $"a TLV of at most {end - valueOffset} bytes at {position}", $"{length}");
            return false;
        }

        McubootTlvType type = (McubootTlvType)BinaryPrimitives.ReadUInt16LittleEndian(entry);
        _tlvs.Add(new McubootTlv(type, isProtected, position, length, Slice(valueOffset, (uint)length)));
        position = valueOffset + length;
        if (position > FileBytes)
        {
            Fail(McubootFault.Truncated, $"{position} bytes", $"{FileBytes} bytes");
            return false;
        }

        return true;
    }

    private ReadOnlyMemory<byte> Slice(int offset, uint length)
    {
        int start = Math.Min(offset, FileBytes);
        return _bytes.Slice(start, (int)Math.Min(length, (uint)(FileBytes - start)));
    }
}
