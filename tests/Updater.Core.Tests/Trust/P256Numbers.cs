using System.Globalization;
using System.Numerics;
using Updater.Core.Trust;

namespace Updater.Core.Tests.Trust;

/// <summary>The curve once more, in big integers and school formulas: what the limbs are compared with.</summary>
internal static class P256Numbers
{
    internal static readonly BigInteger P = Hex("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
    internal static readonly BigInteger N = Hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    internal static readonly BigInteger B = Hex("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");
    internal static readonly (BigInteger X, BigInteger Y) Generator = (
        Hex("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"),
        Hex("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"));

    internal static BigInteger Hex(string digits)
    {
        return BigInteger.Parse("0" + digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    internal static BigInteger Modulo(BigInteger a, BigInteger modulus)
    {
        BigInteger rest = a % modulus;
        return rest.Sign < 0 ? rest + modulus : rest;
    }

    internal static BigInteger Inverse(BigInteger a, BigInteger modulus)
    {
        return BigInteger.ModPow(Modulo(a, modulus), modulus - 2, modulus);
    }

    internal static byte[] Bytes(BigInteger a)
    {
        byte[] bytes = a.ToByteArray(true, true);
        byte[] padded = new byte[32];
        bytes.CopyTo(padded, 32 - bytes.Length);
        return padded;
    }

    /// <summary>Null is infinity.</summary>
    internal static (BigInteger X, BigInteger Y)? Sum((BigInteger X, BigInteger Y)? left, (BigInteger X, BigInteger Y)? right)
    {
        if (left is not { } a || right is not { } b)
        {
            return left ?? right;
        }

        BigInteger slope;
        if (a.X == b.X)
        {
            if (a.Y != b.Y)
            {
                return null;
            }

            slope = (3 * a.X * a.X - 3) * Inverse(2 * a.Y, P);
        }
        else
        {
            slope = (b.Y - a.Y) * Inverse(b.X - a.X, P);
        }

        BigInteger x = Modulo(slope * slope - a.X - b.X, P);
        return (x, Modulo(slope * (a.X - x) - a.Y, P));
    }

    /// <summary>Jacobian inside, as dividing at each step is slow.</summary>
    internal static (BigInteger X, BigInteger Y)? Multiple(BigInteger factor, (BigInteger X, BigInteger Y)? point)
    {
        if (point is not { } summand)
        {
            return null;
        }

        (BigInteger X, BigInteger Y, BigInteger Z) sum = (1, 1, 0);
        for (long bit = (long)factor.GetBitLength() - 1; bit >= 0; bit--)
        {
            sum = Double(sum);
            if (!(factor >> (int)bit).IsEven)
            {
                sum = Sum(sum, summand);
            }
        }

        if (sum.Z.IsZero)
        {
            return null;
        }

        BigInteger z = Inverse(sum.Z, P);
        return (sum.X * z * z % P, sum.Y * z * z % P * z % P);
    }

    private static (BigInteger X, BigInteger Y, BigInteger Z) Double((BigInteger X, BigInteger Y, BigInteger Z) a)
    {
        BigInteger square = a.Y * a.Y % P;
        BigInteger middle = 4 * a.X * square % P;
        BigInteger slope = (3 * a.X * a.X - 3 * BigInteger.Pow(a.Z, 4)) % P;
        BigInteger x = Modulo(slope * slope - 2 * middle, P);
        return (x, Modulo(slope * (middle - x) - 8 * square * square, P), 2 * a.Y * a.Z % P);
    }

    private static (BigInteger X, BigInteger Y, BigInteger Z) Sum((BigInteger X, BigInteger Y, BigInteger Z) a, (BigInteger X, BigInteger Y) b)
    {
        if (a.Z.IsZero)
        {
            return (b.X, b.Y, 1);
        }

        BigInteger square = a.Z * a.Z % P;
        BigInteger h = Modulo(b.X * square - a.X, P);
        BigInteger s = Modulo(b.Y * square % P * a.Z - a.Y, P);
        if (h.IsZero)
        {
            return s.IsZero ? Double(a) : (1, 1, 0);
        }

        BigInteger h2 = h * h % P;
        BigInteger h3 = h2 * h % P;
        BigInteger middle = a.X * h2 % P;
        BigInteger x = Modulo(s * s - h3 - 2 * middle, P);
        return (x, Modulo(s * (middle - x) - a.Y * h3, P), a.Z * h % P);
    }

    internal static BigInteger Value(long[] limbs)
    {
        BigInteger value = 0;
        for (int i = 8; i >= 0; i--)
        {
            value = (value << 30) + limbs[i];
        }

        return value;
    }

    /// <summary>Limbs from 0 to 2^30 - 1 but for a signed top limb.</summary>
    internal static long[] Limbs(BigInteger value)
    {
        long[] limbs = new long[9];
        for (int i = 0; i < 8; i++)
        {
            limbs[i] = (long)(value & P256Field.LimbMask);
            value >>= 30;
        }

        limbs[8] = (long)value;
        return limbs;
    }

    /// <summary>Limbs around zero.</summary>
    internal static long[] Normal(BigInteger value)
    {
        long[] limbs = Limbs(value);
        P256Field.Combine(limbs, limbs, 1, limbs, 0);
        return limbs;
    }
}
