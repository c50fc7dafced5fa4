using System.Numerics;
using System.Security.Cryptography;
using Updater.Core.Platform;
using Updater.Core.Trust;

namespace Updater.Core.Tests.Trust;

[TestClass]
public sealed class EcdsaP256Tests
{
    private const int Seed = 1999;

    [TestMethod]
    public void Signatures_of_the_platform_are_taken_and_altered_ones_refused()
    {
        // The platform draws its own k, so a failure prints all it needs.
        Random random = new(Seed);
        EcdsaP256 verifier = new();
        byte[] hash = new byte[32];
        for (int round = 0; round < 150; round++)
        {
            using ECDsa platform = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            byte[] spki = platform.ExportSubjectPublicKeyInfo();
            random.NextBytes(hash);
            byte[] signature = platform.SignHash(hash, DSASignatureFormat.Rfc3279DerSequence);
            string name = $"key {Convert.ToHexString(spki)}, hash {Convert.ToHexString(hash)}, signature {Convert.ToHexString(signature)}";
            Assert.AreEqual(Outcome.Ok, EcPublicKey.Parse(spki, 0, spki.Length, out EcPublicKey key), name);
            Assert.AreEqual(Outcome.Ok, verifier.Verify(key, hash, 0, signature, 0, signature.Length), name);

            byte[] altered = (byte[])signature.Clone();
            altered[random.Next(altered.Length)] ^= (byte)(1 << random.Next(8));
            Outcome outcome = verifier.Verify(key, hash, 0, altered, 0, altered.Length);
            Assert.AreNotEqual(Outcome.Ok, outcome, $"{name}, altered {Convert.ToHexString(altered)}");
            hash[random.Next(32)] ^= (byte)(1 << random.Next(8));
            outcome = verifier.Verify(key, hash, 0, signature, 0, signature.Length);
            Assert.AreEqual(Outcome.SignatureUntrusted, outcome, $"{name}, altered hash {Convert.ToHexString(hash)}");
        }
    }

    [TestMethod]
    public void Signatures_over_random_numbers_verify_whatever_came_before()
    {
        // One verifier for all: nothing of an earlier signature, good or bad, may be left in its arrays.
        EcdsaP256 verifier = new();
        for (int round = 0; round < 40; round++)
        {
            BigInteger secret = P256VectorGenerator.Number($"secret {round}");
            byte[] hash = SHA256.HashData([(byte)round]);
            (BigInteger r, BigInteger s) = P256VectorGenerator.Sign(secret, hash, P256VectorGenerator.Number($"k {round}"));
            byte[] spki = P256VectorGenerator.Spki(P256Numbers.Multiple(secret, P256Numbers.Generator)!.Value);
            Assert.AreEqual(Outcome.Ok, EcPublicKey.Parse(spki, 0, spki.Length, out EcPublicKey key));
            foreach ((BigInteger left, BigInteger right, Outcome outcome) in new[]
            {
                (r, s, Outcome.Ok),
                (r, P256Numbers.N - s, Outcome.Ok),
                (s, r, Outcome.SignatureUntrusted),
                (r, BigInteger.Zero, Outcome.SignatureMalformed),
                (r, s, Outcome.Ok),
            })
            {
                byte[] signature = P256VectorGenerator.Der(left, right);
                Assert.AreEqual(outcome, verifier.Verify(key, hash, 0, signature, 0, signature.Length), $"round {round}");
            }
        }
    }

    [TestMethod]
    public void Hash_and_signature_may_lie_anywhere_in_their_buffers()
    {
        (EcPublicKey key, byte[] hash, byte[] signature) = Signed();
        byte[] hashes = [9, 9, .. hash, 9];
        byte[] signatures = [7, 7, 7, .. signature, 7];
        EcdsaP256 verifier = new();
        Assert.AreEqual(Outcome.Ok, verifier.Verify(key, hashes, 2, signatures, 3, signature.Length));
        Assert.AreEqual(Outcome.SignatureMalformed, verifier.Verify(key, hashes, 2, signatures, 3, signature.Length + 1));
        Assert.AreEqual(Outcome.SignatureMalformed, verifier.Verify(key, hashes, 2, signatures, 3, signature.Length - 1));
        Assert.AreEqual(Outcome.SignatureUntrusted, verifier.Verify(key, hashes, 1, signatures, 3, signature.Length));
        Assert.ThrowsExactly<InvariantException>(() => verifier.Verify(key, hashes, 4, signatures, 3, signature.Length));
        Assert.ThrowsExactly<InvariantException>(() => verifier.Verify(key, hashes, 2, signatures, 4, signature.Length + 1));
    }

    [TestMethod]
    public void Any_changed_bit_of_the_framing_is_malformed()
    {
        (EcPublicKey key, byte[] hash, byte[] signature) = Signed();
        EcdsaP256 verifier = new();
        int second = 4 + signature[3];
        foreach (int offset in new[] { 0, 1, 2, 3, second, second + 1 })
        {
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] altered = (byte[])signature.Clone();
                altered[offset] ^= (byte)(1 << bit);
                Assert.AreEqual(Outcome.SignatureMalformed, verifier.Verify(key, hash, 0, altered, 0, altered.Length), $"byte {offset}, bit {bit}");
            }
        }
    }

    [TestMethod]
    public void Any_cut_of_a_signature_is_malformed()
    {
        (EcPublicKey key, byte[] hash, byte[] signature) = Signed();
        EcdsaP256 verifier = new();
        for (int count = 0; count < signature.Length; count++)
        {
            Assert.AreEqual(Outcome.SignatureMalformed, verifier.Verify(key, hash, 0, signature, 0, count), $"{count} bytes");
        }
    }

    [TestMethod]
    public void Random_bytes_are_refused_without_a_fault()
    {
        Random random = new(Seed);
        (EcPublicKey key, byte[] hash, byte[] signature) = Signed();
        EcdsaP256 verifier = new();
        for (int round = 0; round < 20000; round++)
        {
            byte[] bytes = new byte[random.Next(80)];
            random.NextBytes(bytes);
            if (bytes.Length > 8 && round % 2 == 0)
            {
                // As far as the framing goes this one is right.
                bytes[0] = 0x30;
                bytes[1] = (byte)(bytes.Length - 2);
                bytes[2] = 2;
                bytes[3] = (byte)random.Next(bytes.Length);
            }

            Assert.AreNotEqual(Outcome.Ok, verifier.Verify(key, hash, 0, bytes, 0, bytes.Length), $"seed {Seed}, round {round}");
        }

        Assert.AreEqual(Outcome.Ok, verifier.Verify(key, hash, 0, signature, 0, signature.Length));
    }

    [TestMethod]
    public void Verifying_allocates_nothing()
    {
        (EcPublicKey key, byte[] hash, byte[] signature) = Signed();
        EcdsaP256 verifier = new();
        verifier.Verify(key, hash, 0, signature, 0, signature.Length);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Outcome outcome = verifier.Verify(key, hash, 0, signature, 0, signature.Length);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.AreEqual(Outcome.Ok, outcome);
        Assert.AreEqual(0, allocated);
    }

    private static (EcPublicKey Key, byte[] Hash, byte[] Signature) Signed()
    {
        BigInteger secret = P256VectorGenerator.Number("signed secret");
        byte[] spki = P256VectorGenerator.Spki(P256Numbers.Multiple(secret, P256Numbers.Generator)!.Value);
        Assert.AreEqual(Outcome.Ok, EcPublicKey.Parse(spki, 0, spki.Length, out EcPublicKey key));
        byte[] hash = SHA256.HashData([1, 2, 3]);
        (BigInteger r, BigInteger s) = P256VectorGenerator.Sign(secret, hash, P256VectorGenerator.Number("signed k"));
        return (key, hash, P256VectorGenerator.Der(r, s));
    }
}
