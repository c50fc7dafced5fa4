using Updater.Core.Platform;

namespace Updater.Core.Content;

/// <summary>
/// Strict base64 (RFC 4648 section 4): padding required, no white space, unused bits zero, so that every value has exactly one text.
/// (Convert.FromBase64String allocates, throws, and takes white space.)
/// </summary>
public static class Base64
{
    /// <summary>Decodes text held as bytes.</summary>
    /// <param name="text">Where the text is.</param>
    /// <param name="textOffset">First index.</param>
    /// <param name="textCount">Its length.</param>
    /// <param name="target">Where the bytes go; it may be <paramref name="text"/> itself, at the same offset or before it.</param>
    /// <param name="targetOffset">First index.</param>
    /// <param name="capacity">Bytes that fit.</param>
    /// <param name="count">Bytes decoded; 0 unless <see cref="Outcome.Ok"/>.</param>
    /// <returns><see cref="Outcome.Ok"/>, <see cref="Outcome.Base64Malformed"/>, or <see cref="Outcome.DocumentTooLarge"/> if it does not fit.</returns>
    public static Outcome Decode(byte[] text, int textOffset, int textCount, byte[] target, int targetOffset, int capacity, out int count)
    {
        count = 0;
        int padding = 0;
        if (textCount > 0)
        {
            padding = text[textOffset + textCount - 1] != '=' ? 0 : textCount > 1 && text[textOffset + textCount - 2] == '=' ? 2 : 1;
        }

        Outcome outcome = CheckSize(textCount, padding, capacity);
        for (int i = 0; outcome == Outcome.Ok && i < textCount; i += 4)
        {
            int at = textOffset + i;
            int size = i + 4 == textCount ? 3 - padding : 3;
            outcome = DecodeGroup(text[at], text[at + 1], text[at + 2], text[at + 3], size, target, targetOffset);
            targetOffset += size;
        }

        count = outcome == Outcome.Ok ? textCount / 4 * 3 - padding : 0;
        return outcome;
    }

    /// <summary>Decodes a string.</summary>
    /// <param name="text">The text; null counts as malformed.</param>
    /// <param name="target">Where the bytes go.</param>
    /// <param name="targetOffset">First index.</param>
    /// <param name="capacity">Bytes that fit.</param>
    /// <param name="count">Bytes decoded; 0 unless <see cref="Outcome.Ok"/>.</param>
    /// <returns><see cref="Outcome.Ok"/>, <see cref="Outcome.Base64Malformed"/>, or <see cref="Outcome.DocumentTooLarge"/> if it does not fit.</returns>
    public static Outcome Decode(string text, byte[] target, int targetOffset, int capacity, out int count)
    {
        count = 0;
        if (text == null)
        {
            return Outcome.Base64Malformed;
        }

        int textCount = text.Length;
        int padding = text.EndsWith("==") ? 2 : text.EndsWith("=") ? 1 : 0;
        Outcome outcome = CheckSize(textCount, padding, capacity);
        for (int i = 0; outcome == Outcome.Ok && i < textCount; i += 4)
        {
            int size = i + 4 == textCount ? 3 - padding : 3;
            outcome = DecodeGroup(text[i], text[i + 1], text[i + 2], text[i + 3], size, target, targetOffset);
            targetOffset += size;
        }

        count = outcome == Outcome.Ok ? textCount / 4 * 3 - padding : 0;
        return outcome;
    }

    private static Outcome CheckSize(int textCount, int padding, int capacity)
    {
        if ((textCount & 3) != 0)
        {
            return Outcome.Base64Malformed;
        }

        return textCount / 4 * 3 - padding > capacity ? Outcome.DocumentTooLarge : Outcome.Ok;
    }

    private static Outcome DecodeGroup(int first, int second, int third, int fourth, int size, byte[] target, int offset)
    {
        // A padding sign counts as zero where padding may stand, and as no symbol anywhere else.
        int low = size == 3 ? ValueOf(fourth) : 0;
        int middle = size >= 2 ? ValueOf(third) : 0;
        int bits = ValueOf(first) << 18 | ValueOf(second) << 12 | middle << 6 | low;

        // A foreign symbol is -1 and makes the sign bit stick; unused bits must be zero (section 3.5).
        if (bits < 0 || (bits & (size == 3 ? 0 : size == 2 ? 0xFF : 0xFFFF)) != 0)
        {
            return Outcome.Base64Malformed;
        }

        target[offset] = (byte)(bits >> 16);
        if (size >= 2)
        {
            target[offset + 1] = (byte)(bits >> 8);
        }

        if (size == 3)
        {
            target[offset + 2] = (byte)bits;
        }

        return Outcome.Ok;
    }

    private static int ValueOf(int symbol)
    {
        if (symbol >= 'A' && symbol <= 'Z')
        {
            return symbol - 'A';
        }

        if (symbol >= 'a' && symbol <= 'z')
        {
            return symbol - 'a' + 26;
        }

        if (symbol >= '0' && symbol <= '9')
        {
            return symbol - '0' + 52;
        }

        return symbol == '+' ? 62 : symbol == '/' ? 63 : -1;
    }
}
