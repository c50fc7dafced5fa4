using System.Text;

namespace Updater.Images;

/// <summary>The CBOR boot record of PSA attestation, as imgtool writes it: a map of type, version, signer, "SHA256" and an empty digest the bootloader fills in.</summary>
internal static class BootRecord
{
    private const byte MapOfFive = 0xA5;
    private const byte TextType = 0x60;
    private const byte Bytes32 = 0x20;

    public static byte[] Create(string softwareType, McubootVersion version, ReadOnlySpan<byte> signer)
    {
        if (softwareType.Length is 0 or > ImageLimits.BootRecordTypeCharsMax)
        {
            throw new ImageFormatException("boot record type not usable", $"1 to {ImageLimits.BootRecordTypeCharsMax} characters", $"{softwareType.Length}", "choose a shorter type");
        }

        List<byte> record = [MapOfFive, 0x01];
        AddText(record, softwareType);
        record.Add(0x04);
        AddText(record, $"{version.Major}.{version.Minor}.{version.Revision}");
        record.AddRange([0x05, 0x58, Bytes32]);
        record.AddRange(signer);
        record.Add(0x06);
        AddText(record, "SHA256");
        record.AddRange([0x02, 0x58, Bytes32]);
        record.AddRange(new byte[Bytes32]);
        return [.. record];
    }

    // All texts here are shorter than 24 bytes, so the length lies in the type byte (RFC 8949 section 3).
    private static void AddText(List<byte> record, string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        if (utf8.Length >= 24)
        {
            throw new ImageFormatException("boot record text too long", "fewer than 24 bytes", $"{utf8.Length}", "use ASCII");
        }

        record.Add((byte)(TextType + utf8.Length));
        record.AddRange(utf8);
    }
}
