namespace Updater.Core.Trust;

/// <summary>
/// Numbers modulo p = 2^256 - 2^224 + 2^192 + 2^96 - 1 (FIPS 186-4, D.1.2.3), written for an interpreter: unrolled, everything in locals.
/// </summary>
/// <remarks>
/// <para>A number is 9 limbs of 30 bits, limb i counting 2^(30 i), each a signed <c>long</c>; the number may be negative or above p. Values are in
/// Montgomery form
/// with R = 2^270. As p = -1 modulo 2^30, the multiple of p that clears a column is the column's own low 30 bits m, and adding m p is -m here, m 2^6
/// three
/// limbs up, m 2^12 six, -m 2^14 seven and m 2^16 eight limbs up.</para>
/// <para><b>Bounds.</b> A number is <i>normal</i> if limbs 0 to 7 are in [-2^29, 2^29) and |limb 8| is at most 2^22; Multiply, Square, Combine and
/// Load give normal ones. A plain sum
/// or difference of two normal numbers has width 2, a normal one width 1. <b>The widths of two factors may multiply to 3 at most</b>: a column has
/// at most eight products of full limbs
/// (a ninth has the small limb 8), so |column| is below 8 * 3 * 2^58 + 2^54 (products with limb 8) + 2^47 (multiples of m, carry), which is below
/// 2^62.6 and fits a long.</para>
/// <para>Values: Multiply gives (A B + M p) / R with 0 &lt;= M &lt; R, so with |A| &lt;= a p and |B| &lt;= b p it lies in (-a b / 2^14 p, (1 + a b /
/// 2^14) p). The formulas in
/// <see cref="P256Point"/> keep a b below 1600, so products lie in (-0.1 p, 1.1 p), and all numbers below 64 p, that is 2^262, which is limb 8 below
/// 2^22.</para>
/// </remarks>
internal static class P256Field
{
    /// <summary>Limbs of a number.</summary>
    internal const int LimbCount = 9;
    /// <summary>Bits of a limb.</summary>
    internal const int LimbBits = 30;
    /// <summary>Low bits of a limb.</summary>
    internal const long LimbMask = (1L << LimbBits) - 1;

    /// <summary>Added before a column is cut and taken off again: limbs come out around zero.</summary>
    private const long HalfLimb = 1L << (LimbBits - 1);
    /// <summary>Larger than |k| of every multiple k p that a difference in <see cref="P256Point"/> can be.</summary>
    private const long MultipleBound = 64;

    /// <summary>r = a b / R mod p. The arrays may be the same.</summary>
    internal static void Multiply(long[] r, long[] a, long[] b)
    {
        long mask = LimbMask;
        long half = HalfLimb;
        long a0 = a[0], b0 = b[0];
        long a1 = a[1], b1 = b[1];
        long a2 = a[2], b2 = b[2];
        long a3 = a[3], b3 = b[3];
        long a4 = a[4], b4 = b[4];
        long a5 = a[5], b5 = b[5];
        long a6 = a[6], b6 = b[6];
        long a7 = a[7], b7 = b[7];
        long a8 = a[8], b8 = b[8];
        long t = a0 * b0;
        long m0 = t & mask;
        t = (t >> 30) + a0 * b1 + a1 * b0;
        long m1 = t & mask;
        t = (t >> 30) + a0 * b2 + a1 * b1 + a2 * b0;
        long m2 = t & mask;
        t = (t >> 30) + a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0 + (m0 << 6);
        long m3 = t & mask;
        t = (t >> 30) + a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0 + (m1 << 6);
        long m4 = t & mask;
        t = (t >> 30) + a0 * b5 + a1 * b4 + a2 * b3 + a3 * b2 + a4 * b1 + a5 * b0 + (m2 << 6);
        long m5 = t & mask;
        t = (t >> 30) + a0 * b6 + a1 * b5 + a2 * b4 + a3 * b3 + a4 * b2 + a5 * b1 + a6 * b0 + (m3 << 6) + (m0 << 12);
        long m6 = t & mask;
        t = (t >> 30) + a0 * b7 + a1 * b6 + a2 * b5 + a3 * b4 + a4 * b3 + a5 * b2 + a6 * b1 + a7 * b0 + (m4 << 6) + (m1 << 12) - (m0 << 14);
        long m7 = t & mask;
        t = (t >> 30) + a0 * b8 + a1 * b7 + a2 * b6 + a3 * b5 + a4 * b4 + a5 * b3 + a6 * b2 + a7 * b1 + a8 * b0
            + (m5 << 6) + (m2 << 12) - (m1 << 14) + (m0 << 16);
        long m8 = t & mask;
        t = (t >> 30) + a1 * b8 + a2 * b7 + a3 * b6 + a4 * b5 + a5 * b4 + a6 * b3 + a7 * b2 + a8 * b1
            + (m6 << 6) + (m3 << 12) - (m2 << 14) + (m1 << 16) + half;
        r[0] = (t & mask) - half;
        t = (t >> 30) + a2 * b8 + a3 * b7 + a4 * b6 + a5 * b5 + a6 * b4 + a7 * b3 + a8 * b2 + (m7 << 6) + (m4 << 12) - (m3 << 14) + (m2 << 16) + half;
        r[1] = (t & mask) - half;
        t = (t >> 30) + a3 * b8 + a4 * b7 + a5 * b6 + a6 * b5 + a7 * b4 + a8 * b3 + (m8 << 6) + (m5 << 12) - (m4 << 14) + (m3 << 16) + half;
        r[2] = (t & mask) - half;
        t = (t >> 30) + a4 * b8 + a5 * b7 + a6 * b6 + a7 * b5 + a8 * b4 + (m6 << 12) - (m5 << 14) + (m4 << 16) + half;
        r[3] = (t & mask) - half;
        t = (t >> 30) + a5 * b8 + a6 * b7 + a7 * b6 + a8 * b5 + (m7 << 12) - (m6 << 14) + (m5 << 16) + half;
        r[4] = (t & mask) - half;
        t = (t >> 30) + a6 * b8 + a7 * b7 + a8 * b6 + (m8 << 12) - (m7 << 14) + (m6 << 16) + half;
        r[5] = (t & mask) - half;
        t = (t >> 30) + a7 * b8 + a8 * b7 - (m8 << 14) + (m7 << 16) + half;
        r[6] = (t & mask) - half;
        t = (t >> 30) + a8 * b8 + (m8 << 16) + half;
        r[7] = (t & mask) - half;
        r[8] = t >> 30;
    }

    /// <summary>r = a a / R mod p; <paramref name="a"/> must be normal. The arrays may be the same.</summary>
    internal static void Square(long[] r, long[] a)
    {
        long mask = LimbMask;
        long half = HalfLimb;
        long a0 = a[0];
        long a1 = a[1];
        long a2 = a[2];
        long a3 = a[3];
        long a4 = a[4];
        long a5 = a[5];
        long a6 = a[6];
        long a7 = a[7];
        long a8 = a[8];
        long t = a0 * a0;
        long m0 = t & mask;
        t = (t >> 30) + ((a0 * a1) << 1);
        long m1 = t & mask;
        t = (t >> 30) + ((a0 * a2) << 1) + a1 * a1;
        long m2 = t & mask;
        t = (t >> 30) + ((a0 * a3 + a1 * a2) << 1) + (m0 << 6);
        long m3 = t & mask;
        t = (t >> 30) + ((a0 * a4 + a1 * a3) << 1) + a2 * a2 + (m1 << 6);
        long m4 = t & mask;
        t = (t >> 30) + ((a0 * a5 + a1 * a4 + a2 * a3) << 1) + (m2 << 6);
        long m5 = t & mask;
        t = (t >> 30) + ((a0 * a6 + a1 * a5 + a2 * a4) << 1) + a3 * a3 + (m3 << 6) + (m0 << 12);
        long m6 = t & mask;
        t = (t >> 30) + ((a0 * a7 + a1 * a6 + a2 * a5 + a3 * a4) << 1) + (m4 << 6) + (m1 << 12) - (m0 << 14);
        long m7 = t & mask;
        t = (t >> 30) + ((a0 * a8 + a1 * a7 + a2 * a6 + a3 * a5) << 1) + a4 * a4
            + (m5 << 6) + (m2 << 12) - (m1 << 14) + (m0 << 16);
        long m8 = t & mask;
        t = (t >> 30) + ((a1 * a8 + a2 * a7 + a3 * a6 + a4 * a5) << 1)
            + (m6 << 6) + (m3 << 12) - (m2 << 14) + (m1 << 16) + half;
        r[0] = (t & mask) - half;
        t = (t >> 30) + ((a2 * a8 + a3 * a7 + a4 * a6) << 1) + a5 * a5 + (m7 << 6) + (m4 << 12) - (m3 << 14) + (m2 << 16) + half;
        r[1] = (t & mask) - half;
        t = (t >> 30) + ((a3 * a8 + a4 * a7 + a5 * a6) << 1) + (m8 << 6) + (m5 << 12) - (m4 << 14) + (m3 << 16) + half;
        r[2] = (t & mask) - half;
        t = (t >> 30) + ((a4 * a8 + a5 * a7) << 1) + a6 * a6 + (m6 << 12) - (m5 << 14) + (m4 << 16) + half;
        r[3] = (t & mask) - half;
        t = (t >> 30) + ((a5 * a8 + a6 * a7) << 1) + (m7 << 12) - (m6 << 14) + (m5 << 16) + half;
        r[4] = (t & mask) - half;
        t = (t >> 30) + ((a6 * a8) << 1) + a7 * a7 + (m8 << 12) - (m7 << 14) + (m6 << 16) + half;
        r[5] = (t & mask) - half;
        t = (t >> 30) + ((a7 * a8) << 1) - (m8 << 14) + (m7 << 16) + half;
        r[6] = (t & mask) - half;
        t = (t >> 30) + a8 * a8 + (m8 << 16) + half;
        r[7] = (t & mask) - half;
        r[8] = t >> 30;
    }

    /// <summary>r = ka a + kb b, normal. The factors are below 16, so no limb passes 2^36. The arrays may be the same.</summary>
    internal static void Combine(long[] r, long[] a, long ka, long[] b, long kb)
    {
        long mask = LimbMask;
        long half = HalfLimb;
        long t = ka * a[0] + kb * b[0] + half;
        r[0] = (t & mask) - half;
        t = (t >> 30) + ka * a[1] + kb * b[1] + half;
        r[1] = (t & mask) - half;
        t = (t >> 30) + ka * a[2] + kb * b[2] + half;
        r[2] = (t & mask) - half;
        t = (t >> 30) + ka * a[3] + kb * b[3] + half;
        r[3] = (t & mask) - half;
        t = (t >> 30) + ka * a[4] + kb * b[4] + half;
        r[4] = (t & mask) - half;
        t = (t >> 30) + ka * a[5] + kb * b[5] + half;
        r[5] = (t & mask) - half;
        t = (t >> 30) + ka * a[6] + kb * b[6] + half;
        r[6] = (t & mask) - half;
        t = (t >> 30) + ka * a[7] + kb * b[7] + half;
        r[7] = (t & mask) - half;
        r[8] = (t >> 30) + ka * a[8] + kb * b[8];
    }

    /// <summary>r = a + b without carrying: width 2.</summary>
    internal static void Add(long[] r, long[] a, long[] b)
    {
        r[0] = a[0] + b[0];
        r[1] = a[1] + b[1];
        r[2] = a[2] + b[2];
        r[3] = a[3] + b[3];
        r[4] = a[4] + b[4];
        r[5] = a[5] + b[5];
        r[6] = a[6] + b[6];
        r[7] = a[7] + b[7];
        r[8] = a[8] + b[8];
    }

    /// <summary>r = a - b without carrying: width 2.</summary>
    internal static void Subtract(long[] r, long[] a, long[] b)
    {
        r[0] = a[0] - b[0];
        r[1] = a[1] - b[1];
        r[2] = a[2] - b[2];
        r[3] = a[3] - b[3];
        r[4] = a[4] - b[4];
        r[5] = a[5] - b[5];
        r[6] = a[6] - b[6];
        r[7] = a[7] - b[7];
        r[8] = a[8] - b[8];
    }

    /// <summary>Reads 32 bytes as a normal number.</summary>
    internal static void Load(long[] r, byte[] bytes, int offset)
    {
        P256Scalar.Decode(r, bytes, offset, 32);
        Combine(r, r, 1, r, 0);
    }

    /// <summary>
    /// Whether <paramref name="a"/>, normal, is 0 mod p. The low limb of k p is -k, and normal limbs are unique, so nearly always one comparison
    /// decides.
    /// </summary>
    /// <param name="a">Not changed.</param>
    /// <param name="scratch">Overwritten.</param>
    internal static bool IsZero(long[] a, long[] scratch)
    {
        long low = a[0];
        if (low > MultipleBound || low < -MultipleBound)
        {
            return false;
        }

        for (int i = 0; i < LimbCount; i++)
        {
            scratch[i] = a[i];
        }

        P256Scalar.Reduce(scratch, P256Constants.P);
        return P256Scalar.IsZero(scratch);
    }
}
