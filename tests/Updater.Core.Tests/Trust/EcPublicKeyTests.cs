using System.Numerics;
using System.Security.Cryptography;
using Updater.Core.Platform;
using Updater.Core.Trust;

namespace Updater.Core.Tests.Trust;

[TestClass]
public sealed class EcPublicKeyTests
{
    [TestMethod]
    public void A_key_of_the_platform_is_taken_anywhere_in_a_buffer()
    {
        byte[] spki = Spki();
        byte[] buffer = [1, 2, 3, .. spki, 4, 5];
        Assert.AreEqual(Outcome.Ok, EcPublicKey.Parse(buffer, 3, spki.Length, out EcPublicKey key));

        byte[] id = new byte[34];
        key.CopyId(id, 1);
        CollectionAssert.AreEqual(SHA256.HashData(spki), id[1..33]);
        Assert.IsTrue(key.HasId(id, 1));
        id[32] ^= 1;
        Assert.IsFalse(key.HasId(id, 1));
    }

    [TestMethod]
    public void A_key_does_not_change_with_the_bytes_it_was_read_from()
    {
        BigInteger secret = P256VectorGenerator.Number("immutable");
        byte[] spki = P256VectorGenerator.Spki(P256Numbers.Multiple(secret, P256Numbers.Generator)!.Value);
        Assert.AreEqual(Outcome.Ok, EcPublicKey.Parse(spki, 0, spki.Length, out EcPublicKey key));
        Array.Clear(spki);
        byte[] hash = SHA256.HashData([1]);
        (BigInteger r, BigInteger s) = P256VectorGenerator.Sign(secret, hash, P256VectorGenerator.Number("k"));
        byte[] signature = P256VectorGenerator.Der(r, s);
        Assert.AreEqual(Outcome.Ok, new EcdsaP256().Verify(key, hash, 0, signature, 0, signature.Length));
    }

    [TestMethod]
    public void Any_changed_bit_of_a_key_is_refused()
    {
        // In the frame always; in a coordinate the other one no longer fits (the other y of one x differs in more than a bit).
        byte[] spki = Spki();
        for (int bit = 0; bit < 8 * spki.Length; bit++)
        {
            spki[bit / 8] ^= (byte)(1 << bit % 8);
            Outcome outcome = EcPublicKey.Parse(spki, 0, spki.Length, out EcPublicKey key);
            spki[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.AreEqual(Outcome.KeyMalformed, outcome, $"bit {bit}");
            Assert.IsNull(key);
        }
    }

    [TestMethod]
    public void Any_other_count_and_any_range_outside_the_buffer_is_refused()
    {
        byte[] spki = [.. Spki(), .. new byte[20]];
        for (int count = -1; count <= spki.Length; count++)
        {
            Assert.AreEqual(count == 91 ? Outcome.Ok : Outcome.KeyMalformed, EcPublicKey.Parse(spki, 0, count, out _), $"{count} bytes");
        }

        Assert.AreEqual(Outcome.KeyMalformed, EcPublicKey.Parse(spki, -1, 91, out _));
        Assert.AreEqual(Outcome.KeyMalformed, EcPublicKey.Parse(spki, 21, 91, out _));
        Assert.AreEqual(Outcome.KeyMalformed, EcPublicKey.Parse(null!, 0, 91, out _));
    }

    [TestMethod]
    public void Keys_of_other_curves_are_refused()
    {
        foreach (ECCurve curve in new[] { ECCurve.NamedCurves.nistP384, ECCurve.NamedCurves.nistP521 })
        {
            using ECDsa platform = ECDsa.Create(curve);
            byte[] spki = platform.ExportSubjectPublicKeyInfo();
            Assert.AreEqual(Outcome.KeyMalformed, EcPublicKey.Parse(spki, 0, spki.Length, out _));
        }
    }

    private static byte[] Spki()
    {
        return P256VectorGenerator.Spki(P256Numbers.Multiple(P256VectorGenerator.Number("public key"), P256Numbers.Generator)!.Value);
    }
}
