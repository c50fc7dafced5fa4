using System;

namespace Updater.Core.Trust;

/// <summary>Numbers modulo n, the order of the group, in limbs as in <see cref="P256Field"/>. Few are needed, so these are loops.</summary>
internal static class P256Scalar
{
    /// <summary>Digits of a scalar below 2^256 in non-adjacent form.</summary>
    internal const int DigitCount = 257;
    /// <summary>A byte of digits that holds two zeros: each half is its digit plus 8.</summary>
    internal const byte ZeroDigits = 0x88;

    private const int LimbCount = P256Field.LimbCount;
    private const int LimbBits = P256Field.LimbBits;
    private const long LimbMask = P256Field.LimbMask;

    /// <summary>-1 / n mod 2^30.</summary>
    private const long NegativeInverseOfN = 0x2e00bc4f;
    /// <summary>741 steps suffice for 256 bits (Bernstein and Yang, "Fast constant-time gcd computation and modular inversion", theorem 11.2); 30
    /// are done at a time.</summary>
    private const int InversionRounds = 25;

    /// <summary>Reads a big-endian number of at most 32 bytes into limbs from 0 to 2^30 - 1.</summary>
    internal static void Decode(long[] r, byte[] bytes, int offset, int count)
    {
        long bits = 0;
        int bitCount = 0;
        int limb = 0;
        for (int i = offset + count - 1; i >= offset; i--)
        {
            bits |= (long)bytes[i] << bitCount;
            bitCount += 8;
            if (bitCount >= LimbBits)
            {
                r[limb++] = bits & LimbMask;
                bits >>= LimbBits;
                bitCount -= LimbBits;
            }
        }

        r[limb++] = bits;
        Array.Clear(r, limb, LimbCount - limb);
    }

    /// <summary>Whether all limbs are 0.</summary>
    internal static bool IsZero(long[] a)
    {
        for (int i = 0; i < LimbCount; i++)
        {
            if (a[i] != 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a &lt; b; both with limbs from 0 to 2^30 - 1.</summary>
    internal static bool IsBelow(long[] a, long[] b)
    {
        for (int i = LimbCount - 1; i >= 0; i--)
        {
            if (a[i] != b[i])
            {
                return a[i] < b[i];
            }
        }

        return false;
    }

    /// <summary>Brings <paramref name="a"/>, at most some dozen times the modulus in size, to 0 .. modulus - 1 and its limbs to 0 .. 2^30 -
    /// 1.</summary>
    internal static void Reduce(long[] a, long[] modulus)
    {
        AddMultiple(a, modulus, 0);
        while (a[LimbCount - 1] < 0)
        {
            AddMultiple(a, modulus, 1);
        }

        while (!IsBelow(a, modulus))
        {
            AddMultiple(a, modulus, -1);
        }
    }

    /// <summary>a += factor b, with limbs carried; the top limb keeps the sign.</summary>
    internal static void AddMultiple(long[] a, long[] b, long factor)
    {
        long carry = 0;
        for (int i = 0; i < LimbCount - 1; i++)
        {
            carry += a[i] + factor * b[i];
            a[i] = carry & LimbMask;
            carry >>= LimbBits;
        }

        a[LimbCount - 1] += carry + factor * b[LimbCount - 1];
    }

    /// <summary>
    /// r = a b / R mod n, reduced. Limbs are from 0 to 2^30 - 1 but for a signed top limb; |a b| is below 2^520. A step's sum is below 2 * 2^60 +
    /// 2^32.
    /// </summary>
    /// <param name="r">The product; another array than the factors.</param>
    /// <param name="a">One factor.</param>
    /// <param name="b">The other factor.</param>
    internal static void Multiply(long[] r, long[] a, long[] b)
    {
        long[] n = P256Constants.N;
        Array.Clear(r, 0, LimbCount);
        for (int i = 0; i < LimbCount; i++)
        {
            long factor = a[i];
            long sum = r[0] + factor * b[0];
            long m = ((sum & LimbMask) * NegativeInverseOfN) & LimbMask;
            long carry = (sum + m * n[0]) >> LimbBits;
            for (int j = 1; j < LimbCount; j++)
            {
                sum = carry + r[j] + factor * b[j] + m * n[j];
                r[j - 1] = sum & LimbMask;
                carry = sum >> LimbBits;
            }

            r[LimbCount - 1] = carry;
        }

        Reduce(r, n);
    }

    /// <summary>
    /// d = R / g mod n, by the division steps of Bernstein and Yang, 30 at a time on the low limbs alone. |d| stays below 26 n, not reduced: each
    /// round adds at most n
    /// to the bound of d and e, as |u| + |v| and |q| + |r| are at most 2^30.
    /// </summary>
    /// <param name="d">The inverse; limbs from 0 to 2^30 - 1 but for a signed top limb.</param>
    /// <param name="e">Overwritten.</param>
    /// <param name="f">Overwritten.</param>
    /// <param name="g">From 1 to n - 1, reduced; overwritten.</param>
    internal static void Invert(long[] d, long[] e, long[] f, long[] g)
    {
        Array.Clear(d, 0, LimbCount);
        Decode(e, P256Constants.Table, P256Constants.RModNOffset, 32);
        Array.Copy(P256Constants.N, 0, f, 0, LimbCount);
        int delta = 1;
        for (int round = 0; round < InversionRounds && !IsZero(g); round++)
        {
            // Invariant: d g0 = f R and e g0 = g R mod n, where g0 is what g was. The matrix (u v; q r) takes (f, g) 30 steps on, times 2^30.
            long u = 1, v = 0, q = 0, r = 1, low = f[0], high = g[0];
            for (int step = 0; step < LimbBits; step++)
            {
                if ((high & 1) != 0)
                {
                    if (delta > 0)
                    {
                        delta = -delta;
                        long swapped = low;
                        low = high;
                        high = -swapped;
                        swapped = u;
                        u = q;
                        q = -swapped;
                        swapped = v;
                        v = r;
                        r = -swapped;
                    }

                    high += low;
                    q += u;
                    r += v;
                }

                delta++;
                high >>= 1;
                u <<= 1;
                v <<= 1;
            }

            Apply(f, g, u, v, q, r, false);
            Apply(d, e, u, v, q, r, true);
        }

        // f is 1 or -1, as n is prime.
        if (f[LimbCount - 1] < 0)
        {
            AddMultiple(d, d, -2);
        }
    }

    /// <summary>(a, b) = (u a + v b, q a + r b) / 2^30, after adding the multiple of n that makes the division exact if it is not.</summary>
    private static void Apply(long[] a, long[] b, long u, long v, long q, long r, bool isModular)
    {
        long[] n = P256Constants.N;
        long left = a[0];
        long right = b[0];
        long first = u * left + v * right;
        long second = q * left + r * right;
        long firstMultiple = 0;
        long secondMultiple = 0;
        if (isModular)
        {
            firstMultiple = ((first & LimbMask) * NegativeInverseOfN) & LimbMask;
            secondMultiple = ((second & LimbMask) * NegativeInverseOfN) & LimbMask;
        }

        first = (first + firstMultiple * n[0]) >> LimbBits;
        second = (second + secondMultiple * n[0]) >> LimbBits;
        for (int i = 1; i < LimbCount; i++)
        {
            left = a[i];
            right = b[i];
            long limb = n[i];
            first += u * left + v * right + firstMultiple * limb;
            second += q * left + r * right + secondMultiple * limb;
            a[i - 1] = first & LimbMask;
            b[i - 1] = second & LimbMask;
            first >>= LimbBits;
            second >>= LimbBits;
        }

        a[LimbCount - 1] = first;
        b[LimbCount - 1] = second;
    }

    /// <summary>
    /// Writes <paramref name="scalar"/> in width-w non-adjacent form, the least digit first: digits are 0 or odd and below 2^(w-1) in size, and of w
    /// neighbours
    /// one at most is not 0 (Hankerson, Menezes, Vanstone, "Guide to Elliptic Curve Cryptography", 3.3.1).
    /// </summary>
    /// <param name="scalar">Below 2^256, reduced limbs.</param>
    /// <param name="width">2 to 4.</param>
    /// <param name="digits">Digits are added to what is there: see <see cref="ZeroDigits"/>.</param>
    /// <param name="shift">0 for the low half of each byte, 4 for the high one.</param>
    internal static void Recode(long[] scalar, int width, byte[] digits, int shift)
    {
        int carry = 0;
        int i = 0;
        while (i < DigitCount)
        {
            int limb = i / LimbBits;
            long bits = scalar[limb];
            if (limb < LimbCount - 1)
            {
                bits |= scalar[limb + 1] << LimbBits;
            }

            int window = (int)(bits >> (i - limb * LimbBits)) & ((1 << width) - 1);
            if ((window & 1) == carry)
            {
                i++;
                continue;
            }

            int digit = window + carry;
            carry = digit >> (width - 1);
            digit -= carry << width;
            digits[i] = (byte)(digits[i] + (digit << shift));
            i += width;
        }
    }
}
