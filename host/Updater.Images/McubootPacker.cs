using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Updater.Images;

/// <summary>Makes MCUboot images, byte for byte as <c>imgtool sign --pad-header</c> does (but for the random signature).</summary>
public static class McubootPacker
{
    private const byte Erased = 0xFF;
    private const ushort ProtectedInfoMagic = 0x6908;
    private const ushort InfoMagic = 0x6907;

    /// <summary>Packs a payload.</summary>
    /// <exception cref="ImageFormatException">An option cannot be used, or the image does not fit the slot.</exception>
    public static byte[] Pack(ReadOnlySpan<byte> payload, McubootPackOptions options)
    {
        Check(payload, options);
        byte[] protectedArea = CreateProtectedArea(options);
        MemoryStream image = new();
        image.Write(CreateHeader(payload.Length, protectedArea.Length, options));
        image.Write(payload);
        image.Write(protectedArea);
        byte[] digest = SHA256.HashData(image.GetBuffer().AsSpan(0, (int)image.Length));
        image.Write(CreateArea(InfoMagic, CreateEntries(digest, options)));
        return Finish(image.ToArray(), options);
    }

    private static void Check(ReadOnlySpan<byte> payload, McubootPackOptions options)
    {
        if (payload.IsEmpty || payload.Length > ImageLimits.ImageBytesMax - (2 * ImageLimits.HeaderSizeBytesMax))
        {
            throw new ImageFormatException("payload cannot be packed", $"1 to {ImageLimits.ImageBytesMax - (2 * ImageLimits.HeaderSizeBytesMax)} bytes",
                $"{payload.Length} bytes", "check the firmware file");
        }

        if (options.HeaderSizeBytes is < ImageLimits.HeaderBytes or > ImageLimits.HeaderSizeBytesMax)
        {
            throw new ImageFormatException("header size not usable", $"{ImageLimits.HeaderBytes} to {ImageLimits.HeaderSizeBytesMax}",
                $"{options.HeaderSizeBytes}", "use the default of 0x200");
        }

        if (options is { LoadAddress: not 0, RomFixedAddress: not null })
        {
            throw new ImageFormatException("two addresses", "a load address or a ROM address", "both", "give one");
        }

        if (options is { Padding: not SlotPadding.None, SlotSizeBytes: null })
        {
            throw new ImageFormatException("image cannot be padded", "a slot size", "none", "give the slot size of the board");
        }

        int count = options.Dependencies.Count + options.CustomTlvs.Count;
        if (count > ImageLimits.TlvCountMax / 2)
        {
            throw new ImageFormatException("too many TLVs", $"at most {ImageLimits.TlvCountMax / 2} dependencies and custom TLVs", $"{count}", "leave some out");
        }

        foreach ((McubootTlvType type, ReadOnlyMemory<byte> value) in options.CustomTlvs)
        {
            if (type is < McubootTlvType.VendorFirst or > McubootTlvType.VendorLast || value.Length > ImageLimits.TlvValueBytesMax)
            {
                throw new ImageFormatException("custom TLV not usable", $"a type from 0xa0 to 0xfffe and at most {ImageLimits.TlvValueBytesMax} bytes",
                    $"type 0x{(int)type:x2} with {value.Length} bytes", "choose another type or a shorter value");
            }
        }
    }

    private static byte[] CreateHeader(int payloadBytes, int protectedBytes, McubootPackOptions options)
    {
        McubootImageFlags flags = options.LoadAddress != 0 ? McubootImageFlags.RamLoad : McubootImageFlags.None;
        flags |= options.RomFixedAddress is > 0 ? McubootImageFlags.RomFixed : McubootImageFlags.None;
        flags |= options.IsNonBootable ? McubootImageFlags.NonBootable : McubootImageFlags.None;

        byte[] header = new byte[options.HeaderSizeBytes];
        header.AsSpan().Fill(Erased);
        new McubootHeader(McubootHeader.ExpectedMagic, options.RomFixedAddress ?? options.LoadAddress, options.HeaderSizeBytes, protectedBytes,
            (uint)payloadBytes, flags, options.Version).Write(header);
        return header;
    }

    // imgtool's order: counter, boot record, dependencies, custom.
    private static byte[] CreateProtectedArea(McubootPackOptions options)
    {
        List<(McubootTlvType, byte[])> entries = [];
        if (options.SecurityCounter is { } counter)
        {
            byte[] value = new byte[4];
            BinaryPrimitives.WriteUInt32LittleEndian(value, counter);
            entries.Add((McubootTlvType.SecurityCounter, value));
        }

        if (options.BootRecordType is { } type)
        {
            ReadOnlySpan<byte> signer = options.SigningKey == null ? new byte[SHA256.HashSizeInBytes] : McubootPublicKey.From(options.SigningKey).SpkiSha256;
            entries.Add((McubootTlvType.BootRecord, BootRecord.Create(type, options.Version, signer)));
        }

        entries.AddRange(options.Dependencies.Select(dependency => (McubootTlvType.Dependency, dependency.ToBytes())));
        entries.AddRange(options.CustomTlvs.Select(custom => (custom.Key, custom.Value.ToArray())));
        return entries.Count == 0 ? [] : CreateArea(ProtectedInfoMagic, entries);
    }

    private static List<(McubootTlvType, byte[])> CreateEntries(byte[] digest, McubootPackOptions options)
    {
        List<(McubootTlvType, byte[])> entries = [(McubootTlvType.Sha256, digest)];
        if (options.SigningKey is { } key)
        {
            McubootPublicKey publicKey = McubootPublicKey.From(key);
            entries.Add(options.PublicKeyForm == PublicKeyForm.Hash
                ? (McubootTlvType.KeyHash, publicKey.SpkiSha256.ToArray())
                : (McubootTlvType.PublicKey, publicKey.Spki.ToArray()));
            byte[] signature = key.SignHash(digest, DSASignatureFormat.Rfc3279DerSequence);
            Array.Resize(ref signature, options.PadsSignature ? ImageLimits.SignatureBytesMax : signature.Length);
            entries.Add((McubootTlvType.EcdsaSignature, signature));
        }

        return entries;
    }

    private static byte[] CreateArea(ushort magic, List<(McubootTlvType Type, byte[] Value)> entries)
    {
        int size = ImageLimits.TlvHeaderBytes + entries.Sum(entry => ImageLimits.TlvHeaderBytes + entry.Value.Length);
        if (size > ushort.MaxValue)
        {
            throw new ImageFormatException("TLVs too long", $"at most {ushort.MaxValue} bytes together", $"{size}", "leave some out");
        }

        byte[] area = new byte[size];
        BinaryPrimitives.WriteUInt16LittleEndian(area, magic);
        BinaryPrimitives.WriteUInt16LittleEndian(area.AsSpan(2), (ushort)size);
        int position = ImageLimits.TlvHeaderBytes;
        foreach ((McubootTlvType type, byte[] value) in entries)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(area.AsSpan(position), (ushort)type);
            BinaryPrimitives.WriteUInt16LittleEndian(area.AsSpan(position + 2), (ushort)value.Length);
            value.CopyTo(area, position + ImageLimits.TlvHeaderBytes);
            position += ImageLimits.TlvHeaderBytes + value.Length;
        }

        return area;
    }

    private static byte[] Finish(byte[] image, McubootPackOptions options)
    {
        if (options.SlotSizeBytes is not { } slotSizeBytes)
        {
            return image;
        }

        SlotTrailerLayout layout = new(slotSizeBytes, options.AlignBytes, options.MaxSectors);
        if (image.Length > layout.StatusOffset)
        {
            throw new ImageFormatException("image does not fit the slot", $"at most {layout.StatusOffset} bytes beside a trailer of {layout.TrailerBytes}",
                $"{image.Length} bytes", "use a larger slot or smaller firmware");
        }

        return options.Padding == SlotPadding.None ? image : Pad(image, layout, options.Padding);
    }

    private static byte[] Pad(byte[] image, SlotTrailerLayout layout, SlotPadding padding)
    {
        byte[] slot = new byte[layout.SlotSizeBytes];
        slot.AsSpan().Fill(Erased);
        image.CopyTo(slot, 0);
        layout.Magic.CopyTo(slot.AsSpan(layout.MagicOffset));
        if (padding == SlotPadding.Confirm)
        {
            slot[layout.ImageOkOffset] = 1;
        }

        return slot;
    }
}
