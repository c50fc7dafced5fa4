using Updater.Core.Platform;

namespace Updater.Core.Trust;

/// <summary>
/// An ECDSA signature as DER (RFC 3279, 2.2.3: SEQUENCE of INTEGER r and INTEGER s; X.690, 8.3 and 10.1). Strict: one length form, minimal positive
/// integers,
/// nothing behind. So every pair of numbers has one encoding.
/// </summary>
internal static class DerSignature
{
    private const int SequenceTag = 0x30;
    private const int IntegerTag = 0x02;
    private const int NumberBytesMax = 32;

    /// <summary>Reads both numbers; each is from 1 to n - 1 if Ok.</summary>
    /// <returns><see cref="Outcome.Ok"/> or <see cref="Outcome.SignatureMalformed"/>.</returns>
    internal static Outcome Parse(byte[] bytes, int offset, int count, long[] r, long[] s)
    {
        // One length byte: two numbers of at most 33 bytes never need more, so a longer signature fails at its numbers.
        int end = offset + count;
        if (count < 2 || bytes[offset] != SequenceTag || bytes[offset + 1] != count - 2)
        {
            return Outcome.SignatureMalformed;
        }

        int next = ParseNumber(bytes, offset + 2, end, r);
        if (next >= 0)
        {
            next = ParseNumber(bytes, next, end, s);
        }

        return next == end ? Outcome.Ok : Outcome.SignatureMalformed;
    }

    /// <summary>Returns the offset behind the number, or -1.</summary>
    private static int ParseNumber(byte[] bytes, int offset, int end, long[] number)
    {
        if (end - offset < 3 || bytes[offset] != IntegerTag)
        {
            return -1;
        }

        int count = bytes[offset + 1];
        offset += 2;
        if (count == 0 || count > end - offset || bytes[offset] >= 0x80)
        {
            return -1;
        }

        int next = offset + count;
        if (bytes[offset] == 0)
        {
            // A zero in front only keeps a number positive; alone it is the number 0, which no signature has.
            offset++;
            count--;
            if (count == 0 || bytes[offset] < 0x80)
            {
                return -1;
            }
        }

        if (count > NumberBytesMax)
        {
            return -1;
        }

        P256Scalar.Decode(number, bytes, offset, count);
        return P256Scalar.IsBelow(number, P256Constants.N) ? next : -1;
    }
}
