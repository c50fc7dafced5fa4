using System.Numerics;
using Updater.Core.Trust;

namespace Updater.Core.Tests.Trust;

[TestClass]
public sealed class P256ScalarTests
{
    private const int Seed = 19850714;

    private static readonly BigInteger s_r = BigInteger.One << 270;

    [TestMethod]
    public void Inverses_are_exact_and_bounded()
    {
        BigInteger n = P256Numbers.N;
        foreach (BigInteger value in Numbers(400))
        {
            long[] d = new long[9], e = new long[9], f = new long[9];
            P256Scalar.Invert(d, e, f, P256Numbers.Limbs(value));
            BigInteger inverse = P256Numbers.Value(d);
            Assert.AreEqual(s_r % n, P256Numbers.Modulo(inverse * value, n), $"seed {Seed}, {value:x}");
            Assert.IsLessThan(26 * n, BigInteger.Abs(inverse), $"seed {Seed}, {value:x}");
            Assert.IsTrue(d[..8].All(limb => limb is >= 0 and <= P256Field.LimbMask), $"seed {Seed}, {value:x}");
        }
    }

    [TestMethod]
    public void Products_with_unreduced_factors_are_exact_and_reduced()
    {
        Random random = new(Seed);
        BigInteger n = P256Numbers.N;
        BigInteger inverseOfR = P256Numbers.Inverse(s_r, n);
        foreach (BigInteger value in Numbers(200))
        {
            BigInteger[] others = [value - 26 * n, 26 * n - value, value * 25, BigInteger.Zero, (BigInteger.One << 256) - 1, random.NextInt64()];
            foreach (BigInteger other in others)
            {
                long[] r = new long[9];
                P256Scalar.Multiply(r, P256Numbers.Limbs(value), P256Numbers.Limbs(other));
                Assert.AreEqual(P256Numbers.Modulo(value * other * inverseOfR, n), P256Numbers.Value(r), $"seed {Seed}, {value:x} times {other:x}");
                Assert.IsTrue(r.All(limb => limb is >= 0 and <= P256Field.LimbMask));
            }
        }
    }

    [TestMethod]
    public void Digits_add_up_to_the_scalar_and_are_sparse()
    {
        foreach (BigInteger value in Numbers(400).Append(BigInteger.Zero).Append((BigInteger.One << 256) - 1))
        {
            byte[] digits = new byte[P256Scalar.DigitCount];
            Array.Fill(digits, P256Scalar.ZeroDigits);
            P256Scalar.Recode(P256Numbers.Limbs(value), 4, digits, 0);
            P256Scalar.Recode(P256Numbers.Limbs(value), 3, digits, 4);
            AssertDigits(value, [.. digits.Select(d => (d & 15) - 8)], 4);
            AssertDigits(value, [.. digits.Select(d => (d >> 4) - 8)], 3);
        }
    }

    [TestMethod]
    public void Reduction_brings_any_small_multiple_into_range()
    {
        foreach (BigInteger modulus in new[] { P256Numbers.N, P256Numbers.P })
        {
            foreach (BigInteger value in Numbers(20))
            {
                for (int k = -40; k <= 40; k += 5)
                {
                    long[] a = P256Numbers.Limbs(value + k * modulus);
                    P256Scalar.Reduce(a, P256Numbers.Limbs(modulus));
                    Assert.AreEqual(P256Numbers.Modulo(value, modulus), P256Numbers.Value(a));
                }
            }
        }
    }

    private static void AssertDigits(BigInteger value, int[] digits, int width)
    {
        BigInteger sum = 0;
        for (int i = digits.Length - 1; i >= 0; i--)
        {
            sum = 2 * sum + digits[i];
            if (digits[i] != 0)
            {
                Assert.IsTrue(digits[i] % 2 != 0 && Math.Abs(digits[i]) < 1 << (width - 1), $"digit {digits[i]}");
                Assert.IsTrue(digits.Skip(i + 1).Take(width - 1).All(d => d == 0), $"neighbours of {i}");
            }
        }

        Assert.AreEqual(value, sum, $"seed {Seed}, width {width}");
    }

    /// <summary>Numbers from 1 to n - 1: edges, powers of two, and random ones.</summary>
    private static IEnumerable<BigInteger> Numbers(int count)
    {
        Random random = new(Seed);
        BigInteger n = P256Numbers.N;
        foreach (int small in new[] { 1, 2, 3, 4, 5, 7, 1 << 29, 1 << 30 })
        {
            yield return small;
            yield return n - small;
        }

        for (int bit = 0; bit < 256; bit += 15)
        {
            yield return BigInteger.One << bit;
        }

        byte[] bytes = new byte[32];
        for (int i = 0; i < count; i++)
        {
            random.NextBytes(bytes);
            yield return new BigInteger(bytes, true, true) % (n - 1) + 1;
        }
    }
}
