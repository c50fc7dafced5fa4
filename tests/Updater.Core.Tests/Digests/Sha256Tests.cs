using System.Security.Cryptography;
using System.Text;
using Updater.Core.Digests;
using Updater.Core.Platform;

namespace Updater.Core.Tests.Digests;

[TestClass]
public sealed class Sha256Tests
{
    /// <summary>One seed for all random messages; it is in every failure's message.</summary>
    private const int Seed = 20180405;

    private const string Message448 = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    private const string Message896 =
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu";

    [TestMethod]
    [DataRow("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [DataRow("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [DataRow(Message448, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")]
    [DataRow(Message896, "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1")]
    public void Fips_180_4_examples_give_their_digests(string message, string expected)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(message);
        Sha256 digest = new();
        digest.Update(bytes, 0, bytes.Length);
        Assert.AreEqual(expected, FinishHex(digest));
    }

    [TestMethod]
    public void A_million_times_a_gives_its_digest()
    {
        byte[] bytes = new byte[1000];
        Array.Fill(bytes, (byte)'a');
        Sha256 digest = new();
        for (int i = 0; i < 1000; i++)
        {
            digest.Update(bytes, 0, bytes.Length);
        }

        Assert.AreEqual("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0", FinishHex(digest));
    }

    [TestMethod]
    public void Every_split_of_a_short_message_gives_the_digest_of_the_whole()
    {
        Random random = new(Seed);
        Sha256 digest = new();
        for (int count = 0; count <= 200; count++)
        {
            byte[] message = RandomBytes(random, count);
            string expected = Convert.ToHexStringLower(SHA256.HashData(message));
            for (int split = 0; split <= count; split++)
            {
                digest.Reset();
                digest.Update(message, 0, split);
                digest.Update(message, split, count - split);
                Assert.AreEqual(expected, FinishHex(digest), $"seed {Seed}, {count} bytes split at {split}");
            }
        }
    }

    [TestMethod]
    public void Random_pieces_of_long_messages_give_the_digest_of_the_whole()
    {
        Random random = new(Seed);
        Sha256 digest = new();
        for (int round = 0; round < 200; round++)
        {
            byte[] message = RandomBytes(random, random.Next(20000));
            digest.Reset();
            int offset = 0;
            while (offset < message.Length)
            {
                int piece = Math.Min(message.Length - offset, random.Next(random.Next(2) == 0 ? 70 : 3000));
                digest.Update(message, offset, piece);
                offset += piece;
            }

            Assert.AreEqual(Convert.ToHexStringLower(SHA256.HashData(message)), FinishHex(digest), $"seed {Seed}, round {round}");
        }
    }

    [TestMethod]
    public void Bytes_outside_the_given_range_are_neither_read_nor_written()
    {
        Random random = new(Seed);
        byte[] message = RandomBytes(random, 300);
        Sha256 digest = new();
        digest.Update(message, 17, 200);
        byte[] target = new byte[40];
        Array.Fill(target, (byte)0x5a);
        digest.Finish(target, 5);
        CollectionAssert.AreEqual(SHA256.HashData(message.AsSpan(17, 200)), target[5..37]);
        Assert.IsTrue(target[..5].Concat(target[37..]).All(b => b == 0x5a));
    }

    [TestMethod]
    public void A_state_saved_at_any_offset_goes_on_in_another_instance()
    {
        Random random = new(Seed);
        byte[] message = RandomBytes(random, 300);
        string expected = Convert.ToHexStringLower(SHA256.HashData(message));
        byte[] state = new byte[Sha256.StateBytes + 9];
        for (int saved = 0; saved <= message.Length; saved++)
        {
            Sha256 first = new();
            first.Update(message, 0, saved);
            Array.Fill(state, (byte)0xff);
            first.SaveState(state, 4);
            Assert.IsTrue(state[..4].Concat(state[(4 + Sha256.StateBytes)..]).All(b => b == 0xff));

            // The second has seen other bytes, and its block holds them.
            Sha256 second = new();
            second.Update(message, 0, 100);
            Assert.IsTrue(second.RestoreState(state, 4), $"seed {Seed}, saved at {saved}");
            second.Update(message, saved, message.Length - saved);
            Assert.AreEqual(expected, FinishHex(second), $"seed {Seed}, saved at {saved}");

            first.Update(message, saved, message.Length - saved);
            Assert.AreEqual(expected, FinishHex(first), "saving changes nothing");
        }
    }

    [TestMethod]
    public void A_digest_that_was_taken_can_be_restored_and_reset()
    {
        Sha256 digest = new();
        byte[] state = new byte[Sha256.StateBytes];
        digest.Update([1, 2, 3], 0, 3);
        digest.SaveState(state, 0);
        string first = FinishHex(digest);
        Assert.IsTrue(digest.RestoreState(state, 0));
        Assert.AreEqual(first, FinishHex(digest));
        digest.Reset();
        Assert.AreEqual(Convert.ToHexStringLower(SHA256.HashData([])), FinishHex(digest));
    }

    [TestMethod]
    public void A_state_that_cannot_be_one_is_refused_and_resets()
    {
        Random random = new(Seed);
        byte[] message = RandomBytes(random, 100);
        Sha256 digest = new();
        digest.Update(message, 0, 100);
        byte[] good = new byte[Sha256.StateBytes];
        digest.SaveState(good, 0);
        byte[] fresh = new byte[Sha256.StateBytes];
        new Sha256().SaveState(fresh, 0);

        Dictionary<string, byte[]> bad = new()
        {
            ["erased flash"] = [.. Enumerable.Repeat((byte)0xff, Sha256.StateBytes)],
            ["zeros: no initial chaining value"] = new byte[Sha256.StateBytes],
            ["negative length"] = With(good, 32, 0x80),
            ["negative length over the initial chaining value"] = With(fresh, 32, 0x80),
            ["length that overflows in bits"] = With(good, 32, 0x10),
            ["length of fewer bytes than the block holds"] = With(good, 39, 64 + 35),
            ["length below a block with a chaining value of more"] = With(With(new byte[Sha256.StateBytes], 39, 1), 0, 1),
            ["bytes behind the block's end"] = With(good, Sha256.StateBytes - 1, 1),
        };
        foreach ((string name, byte[] state) in bad)
        {
            Assert.IsTrue(digest.RestoreState(good, 0));
            Assert.IsFalse(digest.RestoreState(state, 0), name);
            Assert.AreEqual(Convert.ToHexStringLower(SHA256.HashData([])), FinishHex(digest), name);
        }
    }

    [TestMethod]
    public void A_changed_bit_of_the_state_changes_the_digest_or_is_refused()
    {
        Random random = new(Seed);
        byte[] message = RandomBytes(random, 150);
        Sha256 digest = new();
        digest.Update(message, 0, 150);
        byte[] state = new byte[Sha256.StateBytes];
        digest.SaveState(state, 0);
        string expected = FinishHex(digest);
        for (int bit = 0; bit < 8 * state.Length; bit++)
        {
            state[bit / 8] ^= (byte)(1 << bit % 8);
            if (digest.RestoreState(state, 0))
            {
                Assert.AreNotEqual(expected, FinishHex(digest), $"seed {Seed}, bit {bit}");
            }

            state[bit / 8] ^= (byte)(1 << bit % 8);
        }
    }

    [TestMethod]
    public void Use_after_the_digest_was_taken_breaks_an_invariant()
    {
        Sha256 digest = new();
        FinishHex(digest);
        Assert.ThrowsExactly<InvariantException>(() => digest.Update([1], 0, 1));
        Assert.ThrowsExactly<InvariantException>(() => FinishHex(digest));
        Assert.ThrowsExactly<InvariantException>(() => digest.SaveState(new byte[Sha256.StateBytes], 0));
    }

    [TestMethod]
    public void Ranges_outside_the_buffer_break_an_invariant()
    {
        Sha256 digest = new();
        Assert.ThrowsExactly<InvariantException>(() => digest.Update(new byte[8], 1, 8));
        Assert.ThrowsExactly<InvariantException>(() => digest.Update(new byte[8], -1, 2));
        Assert.ThrowsExactly<InvariantException>(() => digest.Update(new byte[8], 2, -1));
        Assert.ThrowsExactly<InvariantException>(() => digest.SaveState(new byte[Sha256.StateBytes], 1));
        Assert.ThrowsExactly<InvariantException>(() => digest.RestoreState(new byte[Sha256.StateBytes], 1));
        Assert.ThrowsExactly<InvariantException>(() => digest.Finish(new byte[32], 1));
    }

    [TestMethod]
    public void Sizes_are_those_of_the_interface()
    {
        IDigest digest = new Sha256();
        Assert.AreEqual(32, digest.SizeBytes);
        Assert.AreEqual(104, digest.StateSizeBytes);
    }

    [TestMethod]
    public void Digesting_allocates_nothing()
    {
        Sha256 digest = new();
        byte[] message = new byte[5000];
        byte[] state = new byte[Sha256.StateBytes];
        byte[] target = new byte[32];
        DigestOnce(digest, message, state, target);
        long before = GC.GetAllocatedBytesForCurrentThread();
        DigestOnce(digest, message, state, target);
        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void DigestOnce(Sha256 digest, byte[] message, byte[] state, byte[] target)
    {
        digest.Reset();
        digest.Update(message, 0, 3);
        digest.Update(message, 3, 1000);
        digest.SaveState(state, 0);
        digest.RestoreState(state, 0);
        digest.Update(message, 1003, 3997);
        digest.Finish(target, 0);
    }

    private static string FinishHex(Sha256 digest)
    {
        byte[] target = new byte[Sha256.DigestBytes];
        digest.Finish(target, 0);
        return Convert.ToHexStringLower(target);
    }

    private static byte[] RandomBytes(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] With(byte[] state, int offset, byte value)
    {
        byte[] changed = (byte[])state.Clone();
        changed[offset] = value;
        return changed;
    }
}
