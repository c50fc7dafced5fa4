namespace Updater.Images;

/// <summary>One entry behind the payload.</summary>
/// <param name="Type">Type.</param>
/// <param name="IsProtected">Whether the digest and so the signature cover it.</param>
/// <param name="OffsetBytes">Where its own 4-byte header lies in the file.</param>
/// <param name="DeclaredBytes">Length the entry states; longer than <paramref name="Value"/> only if the file is truncated.</param>
/// <param name="Value">The value, as far as the file holds it.</param>
public sealed record McubootTlv(McubootTlvType Type, bool IsProtected, int OffsetBytes, int DeclaredBytes, ReadOnlyMemory<byte> Value)
{
    /// <summary>The name imgtool prints, <c>CUSTOM</c> for vendors' types.</summary>
    public string Name => Type switch
    {
        McubootTlvType.KeyHash => "KEYHASH",
        McubootTlvType.PublicKey => "PUBKEY",
        McubootTlvType.Sha256 => "SHA256",
        McubootTlvType.EcdsaSignature => "ECDSASIG",
        McubootTlvType.Dependency => "DEPENDENCY",
        McubootTlvType.SecurityCounter => "SEC_CNT",
        McubootTlvType.BootRecord => "BOOT_RECORD",
        >= McubootTlvType.VendorFirst => "CUSTOM",
        _ => $"0x{(int)Type:x2}",
    };
}
