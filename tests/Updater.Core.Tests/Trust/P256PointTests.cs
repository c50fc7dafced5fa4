using System.Numerics;
using Updater.Core.Trust;

namespace Updater.Core.Tests.Trust;

[TestClass]
public sealed class P256PointTests
{
    private const int Seed = 256;

    private static readonly BigInteger s_r = BigInteger.One << 270;
    private static readonly (BigInteger X, BigInteger Y)?[] s_multiples =
        [.. Enumerable.Range(0, 8).Select(i => P256Numbers.Multiple(i, P256Numbers.Generator))];

    [TestMethod]
    public void Small_multiples_meet_in_every_order()
    {
        // All sums i G +- j G, the second over a denominator or not: equal, opposite and infinite points are among them.
        for (int i = 0; i <= 6; i++)
        {
            for (int j = 1; j <= 6; j++)
            {
                foreach (int sign in new[] { 1, -1 })
                {
                    foreach (int denominator in new[] { 1, 7 })
                    {
                        P256Point sum = Of(i);
                        Add(sum, j, denominator, sign);
                        AssertIs(sum, i + sign * j, $"{i} G + {sign} * {j} G over {denominator}");
                    }
                }
            }
        }
    }

    [TestMethod]
    public void Infinity_doubled_is_infinity()
    {
        P256Point sum = Of(0);
        sum.Double();
        Assert.IsTrue(sum.IsInfinity);
    }

    [TestMethod]
    public void A_long_walk_stays_right_and_within_its_bounds()
    {
        Random random = new(Seed);
        P256Point sum = Of(1);
        BigInteger factor = 1;
        for (int step = 0; step < 3000; step++)
        {
            if (random.Next(2) == 0)
            {
                sum.Double();
                factor = 2 * factor % P256Numbers.N;
            }
            else
            {
                int multiple = random.Next(1, 8);
                int sign = random.Next(2) == 0 ? 1 : -1;
                Add(sum, multiple, random.Next(2) == 0 ? 1 : random.Next(2, 1000), sign);
                factor = P256Numbers.Modulo(factor + sign * multiple, P256Numbers.N);
            }

            if (!sum.IsInfinity)
            {
                string name = $"seed {Seed}, step {step}";
                AssertBelow(sum.X, 10, name);
                AssertBelow(sum.Y, 10, name);
                AssertBelow(sum.Z, 2, name);
            }

            if (step % 60 == 0)
            {
                AssertIs(sum, factor, $"seed {Seed}, step {step}");
            }
        }
    }

    private static void AssertBelow(long[] number, int multiple, string name)
    {
        Assert.IsLessThan(multiple * P256Numbers.P, BigInteger.Abs(P256Numbers.Value(number)), name);
        Assert.IsTrue(number[..8].All(limb => limb is >= -(1L << 29) and < 1L << 29), name);
    }

    private static P256Point Of(int multiple)
    {
        P256Point point = new();
        if (multiple != 0)
        {
            Add(point, multiple, 3, 1);
        }

        return point;
    }

    private static void Add(P256Point sum, int multiple, int z, int sign)
    {
        (BigInteger x, BigInteger y) = s_multiples[multiple]!.Value;
        sum.Add(Field(x * z * z), Field(y * z * z * z), z == 1 ? null! : Field(z), sign);
    }

    private static long[] Field(BigInteger value)
    {
        return P256Numbers.Normal(value * s_r % P256Numbers.P);
    }

    private static void AssertIs(P256Point point, BigInteger factor, string name)
    {
        (BigInteger X, BigInteger Y)? expected = P256Numbers.Multiple(P256Numbers.Modulo(factor, P256Numbers.N), P256Numbers.Generator);
        Assert.AreEqual(expected == null, point.IsInfinity, name);
        if (expected is { } affine)
        {
            BigInteger p = P256Numbers.P;
            BigInteger inverseOfR = P256Numbers.Inverse(s_r, p);
            BigInteger z = P256Numbers.Inverse(P256Numbers.Value(point.Z) * inverseOfR, p);
            Assert.AreEqual(affine.X, P256Numbers.Modulo(P256Numbers.Value(point.X) * inverseOfR * z * z, p), name);
            Assert.AreEqual(affine.Y, P256Numbers.Modulo(P256Numbers.Value(point.Y) * inverseOfR * z * z * z, p), name);
        }
    }
}
