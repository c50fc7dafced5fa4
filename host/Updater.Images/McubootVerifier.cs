using System.Security.Cryptography;

namespace Updater.Images;

/// <summary>Checks images as MCUboot does before it boots them (image_validate.c), for ECDSA P-256.</summary>
public static class McubootVerifier
{
    /// <summary>Gives the verdict for a file's bytes.</summary>
    public static McubootVerdict Verify(ReadOnlySpan<byte> bytes, IReadOnlyCollection<McubootPublicKey> publicKeys)
    {
        if (bytes.Length < ImageLimits.HeaderBytes)
        {
            return McubootImage.IsImage(bytes) ? McubootVerdict.Truncated : McubootVerdict.NotAnImage;
        }

        return bytes.Length > ImageLimits.ImageBytesMax ? McubootVerdict.Malformed : Verify(McubootImage.Inspect(bytes), publicKeys);
    }

    /// <summary>Gives the verdict for an image.</summary>
    public static McubootVerdict Verify(McubootImage image, IReadOnlyCollection<McubootPublicKey> publicKeys)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(publicKeys.Count, ImageLimits.KeysMax);
        McubootVerdict structure = OfFault(image.Fault);
        if (structure != McubootVerdict.Accept)
        {
            return structure;
        }

        if (image.Digest is not { Length: SHA256.HashSizeInBytes } stated)
        {
            return McubootVerdict.NoHash;
        }

        byte[] digest = image.ComputeDigest();
        if (!stated.Span.SequenceEqual(digest))
        {
            return McubootVerdict.HashMismatch;
        }

        McubootVerdict signature = VerifySignature(image, digest, publicKeys);
        return signature == McubootVerdict.Accept && image.Header.Flags.HasFlag(McubootImageFlags.NonBootable) ? McubootVerdict.NotBootable : signature;
    }

    /// <summary>The verdict in words: <c>accept</c> or <c>reject: why</c>.</summary>
    public static string Describe(McubootVerdict verdict) => verdict switch
    {
        McubootVerdict.Accept => "accept",
        McubootVerdict.NotAnImage => "reject: not an MCUboot image",
        McubootVerdict.Truncated => "reject: truncated",
        McubootVerdict.Malformed => "reject: malformed",
        McubootVerdict.NoHash => "reject: no hash",
        McubootVerdict.HashMismatch => "reject: hash mismatch",
        McubootVerdict.NoSignature => "reject: no signature",
        McubootVerdict.UnknownKey => "reject: unknown key",
        McubootVerdict.SignatureInvalid => "reject: signature invalid",
        McubootVerdict.NotBootable => "reject: not bootable (flag 0x10)",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict)),
    };

    private static McubootVerdict OfFault(McubootFault fault) => fault switch
    {
        McubootFault.None => McubootVerdict.Accept,
        McubootFault.NotAnImage => McubootVerdict.NotAnImage,
        McubootFault.Truncated => McubootVerdict.Truncated,
        _ => McubootVerdict.Malformed,
    };

    // A signature belongs to the key named right before it; with several signatures one good one suffices. The area that the
    // digest does not cover is the only place for them.
    private static McubootVerdict VerifySignature(McubootImage image, byte[] digest, IReadOnlyCollection<McubootPublicKey> keys)
    {
        McubootVerdict verdict = McubootVerdict.NoSignature;
        McubootPublicKey? named = null;
        foreach (McubootTlv tlv in image.Tlvs.Where(tlv => !tlv.IsProtected))
        {
            ReadOnlyMemory<byte> value = tlv.Value;
            switch (tlv.Type)
            {
                case McubootTlvType.KeyHash:
                    named = keys.FirstOrDefault(key => value.Span.SequenceEqual(key.SpkiSha256));
                    break;
                case McubootTlvType.PublicKey:
                    named = keys.FirstOrDefault(key => value.Span.SequenceEqual(key.Spki));
                    break;
                case McubootTlvType.EcdsaSignature when named == null:
                    verdict = verdict == McubootVerdict.NoSignature ? McubootVerdict.UnknownKey : verdict;
                    break;
                case McubootTlvType.EcdsaSignature when named.Verify(digest, value.Span):
                    return McubootVerdict.Accept;
                case McubootTlvType.EcdsaSignature:
                    verdict = McubootVerdict.SignatureInvalid;
                    break;
            }
        }

        return verdict;
    }
}
