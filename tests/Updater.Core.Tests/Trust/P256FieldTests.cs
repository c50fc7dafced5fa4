using System.Numerics;
using Updater.Core.Trust;

namespace Updater.Core.Tests.Trust;

[TestClass]
public sealed class P256FieldTests
{
    private const int Seed = 20260214;
    private const long Full = 1L << 29;
    private const long TopMax = 1L << 22;

    private static readonly BigInteger s_r = BigInteger.One << 270;

    [TestMethod]
    public void Products_of_widths_up_to_three_are_exact()
    {
        Random random = new(Seed);
        foreach ((int left, int right) in new[] { (1, 1), (2, 1), (1, 2), (3, 1), (1, 3) })
        {
            for (int round = 0; round < 2000; round++)
            {
                long[] a = Extreme(random, left, round);
                long[] b = Extreme(random, right, round / 4);
                long[] r = new long[9];
                P256Field.Multiply(r, a, b);
                AssertIsProduct(r, P256Numbers.Value(a) * P256Numbers.Value(b), $"seed {Seed}, widths {left} and {right}, round {round}");
            }
        }
    }

    [TestMethod]
    public void Squares_of_normal_numbers_are_exact()
    {
        Random random = new(Seed);
        for (int round = 0; round < 4000; round++)
        {
            long[] a = Extreme(random, 1, round);
            BigInteger value = P256Numbers.Value(a);
            long[] r = new long[9];
            P256Field.Square(r, a);
            AssertIsProduct(r, value * value, $"seed {Seed}, round {round}");
            P256Field.Square(a, a);
            CollectionAssert.AreEqual(r, a, "the arrays may be the same");
        }
    }

    [TestMethod]
    public void No_column_overflows_at_the_bounds()
    {
        // Column 7 has eight full products, column 8 seven and two with the top limb: both at their largest, in the arithmetic of Multiply's remarks.
        BigInteger seven = 8 * 3 * BigInteger.Pow(Full, 2);
        BigInteger eight = 7 * 3 * BigInteger.Pow(Full, 2) + 2 * 3 * new BigInteger(Full) * TopMax;
        BigInteger multiplesAndCarry = BigInteger.Pow(2, 47);
        Assert.IsLessThan(long.MaxValue, seven + multiplesAndCarry);
        Assert.IsLessThan(long.MaxValue, eight + multiplesAndCarry);

        // And one more unit of width would: the bound is not idle.
        Assert.IsGreaterThan(long.MaxValue, seven * 4 / 3);
    }

    [TestMethod]
    public void Combinations_are_exact_and_normal()
    {
        Random random = new(Seed);
        long[] factors = [1, -1, 3, 4, -8, -2, 2, 0];
        for (int round = 0; round < 4000; round++)
        {
            long[] a = Extreme(random, 1, round);
            long[] b = Extreme(random, 2, round / 4);
            long ka = factors[random.Next(factors.Length)];
            long kb = factors[random.Next(factors.Length)];
            long[] r = new long[9];
            P256Field.Combine(r, a, ka, b, kb);
            string name = $"seed {Seed}, round {round}";
            Assert.AreEqual(ka * P256Numbers.Value(a) + kb * P256Numbers.Value(b), P256Numbers.Value(r), name);
            AssertLowLimbsAreNormal(r, name);

            P256Field.Add(r, a, b);
            Assert.AreEqual(P256Numbers.Value(a) + P256Numbers.Value(b), P256Numbers.Value(r), name);
            P256Field.Subtract(r, a, b);
            Assert.AreEqual(P256Numbers.Value(a) - P256Numbers.Value(b), P256Numbers.Value(r), name);
        }
    }

    [TestMethod]
    public void Every_multiple_of_p_that_can_occur_is_zero_and_its_neighbours_are_not()
    {
        long[] scratch = new long[9];
        for (int k = -63; k <= 63; k++)
        {
            Assert.IsTrue(P256Field.IsZero(P256Numbers.Normal(k * P256Numbers.P), scratch), $"{k} p");
            foreach (BigInteger distance in new[] { BigInteger.One, BigInteger.One << 30, BigInteger.One << 255 })
            {
                Assert.IsFalse(P256Field.IsZero(P256Numbers.Normal(k * P256Numbers.P + distance), scratch), $"{k} p + {distance}");
                Assert.IsFalse(P256Field.IsZero(P256Numbers.Normal(k * P256Numbers.P - distance), scratch), $"{k} p - {distance}");
            }
        }
    }

    [TestMethod]
    public void Loaded_bytes_are_normal_and_keep_their_value()
    {
        Random random = new(Seed);
        byte[] bytes = new byte[40];
        long[] r = new long[9];
        for (int round = 0; round < 500; round++)
        {
            random.NextBytes(bytes);
            if (round % 5 == 0)
            {
                Array.Fill(bytes, (byte)(round % 10 == 0 ? 0xff : 0));
            }

            P256Field.Load(r, bytes, 3);
            Assert.AreEqual(new BigInteger(bytes.AsSpan(3, 32), true, true), P256Numbers.Value(r));
            AssertLowLimbsAreNormal(r, $"seed {Seed}, round {round}");
        }
    }

    [TestMethod]
    public void Constants_are_those_of_the_curve()
    {
        BigInteger p = P256Numbers.P, n = P256Numbers.N;
        Assert.AreEqual(p, P256Numbers.Value(P256Constants.P));
        Assert.AreEqual(n, P256Numbers.Value(P256Constants.N));
        Assert.AreEqual(s_r % n, TableNumber(P256Constants.RModNOffset));
        Assert.AreEqual(s_r % p, TableNumber(P256Constants.OneOffset));
        Assert.AreEqual(s_r * s_r % p, TableNumber(P256Constants.SquaredROffset));
        Assert.AreEqual(P256Numbers.B * s_r % p, TableNumber(P256Constants.BOffset));
        for (int i = 0; i < 4; i++)
        {
            (BigInteger x, BigInteger y) = P256Numbers.Multiple(2 * i + 1, P256Numbers.Generator)!.Value;
            Assert.AreEqual(x * s_r % p, TableNumber(64 * i), $"x of {2 * i + 1} G");
            Assert.AreEqual(y * s_r % p, TableNumber(64 * i + 32), $"y of {2 * i + 1} G");
        }
    }

    /// <summary>Limbs at the bounds of a width: all largest, all smallest, alternating, or random with extremes among them.</summary>
    private static long[] Extreme(Random random, int width, int kind)
    {
        long[] limbs = new long[9];
        for (int i = 0; i < 9; i++)
        {
            // A width-w number is a sum of w normal ones, whose limbs are from -2^29 to 2^29 - 1; a difference reaches 2^29 as well.
            long max = (i == 8 ? TopMax : Full) * width;
            limbs[i] = (kind % 8) switch
            {
                0 => max,
                1 => -max,
                2 => i % 2 == 0 ? max : -max,
                3 => random.Next(2) == 0 ? max : -max,
                4 => random.Next(2) == 0 ? max : 0,
                _ => random.NextInt64(-max, max + 1),
            };
        }

        return limbs;
    }

    private static void AssertIsProduct(long[] r, BigInteger product, string name)
    {
        BigInteger p = P256Numbers.P;
        BigInteger value = P256Numbers.Value(r);
        Assert.AreEqual(BigInteger.Zero, (value * s_r - product) % p, name);

        // (A B + M p) / R with 0 <= M < R.
        Assert.IsTrue(value * s_r >= product && value * s_r < product + s_r * p, name);
        AssertLowLimbsAreNormal(r, name);
    }

    private static void AssertLowLimbsAreNormal(long[] r, string name)
    {
        for (int i = 0; i < 8; i++)
        {
            Assert.IsTrue(r[i] >= -Full && r[i] < Full, $"{name}: limb {i} is {r[i]}");
        }
    }

    private static BigInteger TableNumber(int offset)
    {
        return new BigInteger(P256Constants.Table.AsSpan(offset, 32), true, true);
    }
}
