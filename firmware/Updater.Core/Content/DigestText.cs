using Updater.Core.Platform;

namespace Updater.Core.Content;

/// <summary>Digests as text: <c>sha256:</c> and 64 lower-case hexadecimal digits (image-spec, descriptor.md, "Digests").</summary>
public static class DigestText
{
    private const string Prefix = "sha256:";
    private const string HexDigits = "0123456789abcdef";

    /// <summary>Size of the digest, in bytes.</summary>
    public const int DigestBytes = 32;

    /// <summary>Reads a digest.</summary>
    /// <param name="text">The text; other algorithms and upper case are refused (image-spec: <c>sha256</c> encodes in lower case).</param>
    /// <param name="digest">32 new bytes, or null.</param>
    /// <returns><see cref="Outcome.Ok"/> or <see cref="Outcome.DigestMalformed"/>.</returns>
    public static Outcome Parse(string text, out byte[] digest)
    {
        digest = null;
        int prefixCount = Prefix.Length;
        if (text == null || text.Length != prefixCount + 2 * DigestBytes || !text.StartsWith(Prefix))
        {
            return Outcome.DigestMalformed;
        }

        byte[] bytes = new byte[DigestBytes];
        for (int i = 0; i < DigestBytes; i++)
        {
            int high = HexValue(text[prefixCount + 2 * i]);
            int low = HexValue(text[prefixCount + 2 * i + 1]);
            if (high < 0 || low < 0)
            {
                return Outcome.DigestMalformed;
            }

            bytes[i] = (byte)(high << 4 | low);
        }

        digest = bytes;
        return Outcome.Ok;
    }

    /// <summary>Writes a digest.</summary>
    /// <param name="digest">32 bytes.</param>
    public static string Format(byte[] digest)
    {
        return Prefix + Hex(digest);
    }

    /// <summary>The tag under which cosign keeps the signatures of a manifest (cosign, specs/SIGNATURE_SPEC.md, "Tag-based discovery").</summary>
    /// <param name="digest">32 bytes.</param>
    public static string SignatureTag(byte[] digest)
    {
        return "sha256-" + Hex(digest) + ".sig";
    }

    /// <summary>Whether two digests are equal. Digests are public, so it may stop early.</summary>
    /// <param name="left">At least 32 bytes, or null.</param>
    /// <param name="right">At least 32 bytes, or null.</param>
    public static bool AreEqual(byte[] left, byte[] right)
    {
        if (left == null || right == null)
        {
            return false;
        }

        for (int i = 0; i < DigestBytes; i++)
        {
            if (left[i] != right[i])
            {
                return false;
            }
        }

        return true;
    }

    private static string Hex(byte[] digest)
    {
        char[] text = new char[2 * DigestBytes];
        for (int i = 0; i < DigestBytes; i++)
        {
            text[2 * i] = HexDigits[digest[i] >> 4];
            text[2 * i + 1] = HexDigits[digest[i] & 15];
        }

        return new string(text);
    }

    private static int HexValue(char digit)
    {
        if (digit >= '0' && digit <= '9')
        {
            return digit - '0';
        }

        return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
    }
}
