using System.Security.Cryptography;
using System.Text;
using Updater.Core.Content;
using Updater.Core.Digests;
using Updater.Core.Manifests;
using Updater.Core.Platform;
using Updater.Core.Trust;

namespace Updater.Core.Tests.Trust;

/// <summary>What signatures are worth, seen through the stage that counts them.</summary>
[TestClass]
public sealed class SignatureTallyTests
{
    // The keys of the policy, of which a test takes the first few, and one that never belongs to it.
    private static readonly ECDsa[] s_keys = [.. Enumerable.Range(0, Limits.KeysMax + 1).Select(_ => ECDsa.Create(ECCurve.NamedCurves.nistP256))];
    private static readonly byte[] s_document = TrustBench.Manifest();
    private static readonly byte[] s_payload = TrustBench.Payload(s_document);

    [TestMethod]
    public void No_signature_at_all_is_no_signature()
    {
        ReleaseTrust trust = Make();
        Assert.AreEqual(Outcome.NoSignature, trust.Refusal());
        Assert.AreEqual(0, trust.SignedCount);
    }

    [TestMethod]
    public void Layer_without_a_signature_is_no_signature() => Refuses(Outcome.NoSignature, s_payload, null);

    [TestMethod]
    [DataRow("!")]
    [DataRow("AAA")]
    [DataRow("AA==\n")]
    public void Signature_that_is_no_base64_is_malformed(string text) => Refuses(Outcome.SignatureMalformed, s_payload, text);

    [TestMethod]
    public void Signature_longer_than_any_of_the_curve_is_malformed() =>
        Refuses(Outcome.SignatureMalformed, s_payload, Convert.ToBase64String(new byte[Limits.SignatureBytesMax + 1]));

    [TestMethod]
    public void Signature_that_is_no_der_is_malformed() => Refuses(Outcome.SignatureMalformed, s_payload, Convert.ToBase64String(new byte[70]));

    [TestMethod]
    public void Empty_signature_is_malformed() => Refuses(Outcome.SignatureMalformed, s_payload, "");

    [TestMethod]
    public void Signature_of_a_key_outside_the_policy_is_untrusted() => Refuses(Outcome.SignatureUntrusted, s_payload, Sign(s_payload, Limits.KeysMax));

    [TestMethod]
    public void Payload_changed_in_any_bit_of_any_byte_is_refused()
    {
        string signature = Sign(s_payload);
        for (int i = 0; i < s_payload.Length; i++)
        {
            byte[] changed = [.. s_payload];
            changed[i] ^= (byte)(1 << (i % 8));
            Refuses(Outcome.SignatureUntrusted, changed, signature);
        }
    }

    [TestMethod]
    public void Payload_for_another_digest_is_for_another_digest()
    {
        byte[] payload = TrustBench.Payload([1]);
        Refuses(Outcome.SignatureForOtherDigest, payload, Sign(payload));
    }

    [TestMethod]
    [DataRow("registry.example.org/lamp2")]
    [DataRow("registry.example.org/lam")]
    [DataRow("registry.example.org/LAMP")]
    [DataRow("")]
    [DataRow("registry.example.org/lamp:stable")]
    public void Payload_for_another_repository_is_for_another_repository(string repository)
    {
        byte[] payload = TrustBench.Payload(s_document, repository);
        Refuses(Outcome.SignatureForOtherRepository, payload, Sign(payload));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("atomic container signature")]
    [DataRow("cosign container image signature ")]
    [DataRow("Cosign container image signature")]
    public void Payload_of_another_type_is_of_the_wrong_type(string type)
    {
        byte[] payload = TrustBench.Payload(s_document, type: type);
        Refuses(Outcome.PayloadTypeWrong, payload, Sign(payload));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("{}")]
    [DataRow("[]")]
    [DataRow("{\"critical\":{}}")]
    [DataRow("{\"payloadType\":\"application/vnd.in-toto+json\",\"payload\":\"e30=\",\"signatures\":[]}")]
    public void Anything_else_that_a_trusted_key_signed_is_of_the_wrong_type(string text)
    {
        byte[] payload = Encoding.UTF8.GetBytes(text);
        Refuses(Outcome.PayloadTypeWrong, payload, Sign(payload));
    }

    [TestMethod]
    public void Payload_with_bytes_behind_it_is_of_the_wrong_type()
    {
        byte[] payload = [.. s_payload, (byte)'{'];
        Refuses(Outcome.PayloadTypeWrong, payload, Sign(payload));
    }

    [TestMethod]
    public void Payload_above_the_limit_is_of_the_wrong_type()
    {
        byte[] payload = [.. s_payload, .. Enumerable.Repeat((byte)' ', Limits.PayloadBytesMax - s_payload.Length + 1)];
        Refuses(Outcome.PayloadTypeWrong, payload, Sign(payload));
        byte[] largest = payload[..Limits.PayloadBytesMax];
        Assert.AreEqual(TrustStage.Signed, Add(Make(), largest, Sign(largest)).Stage);
    }

    [TestMethod]
    public void Only_the_counted_bytes_of_the_payload_are_weighed()
    {
        byte[] longer = [.. s_payload, 1, 2, 3];
        ReleaseTrust trust = Make();
        trust.AddSignature(longer, s_payload.Length, Sign(s_payload));
        Assert.AreEqual(TrustStage.Signed, trust.Stage);
    }

    [TestMethod]
    public void Every_key_of_the_policy_counts()
    {
        for (int key = 0; key < Limits.KeysMax; key++)
        {
            ReleaseTrust trust = Add(Make(Limits.KeysMax), s_payload, Sign(s_payload, key));
            Assert.AreEqual(TrustStage.Signed, trust.Stage, $"key {key}");
        }
    }

    [TestMethod]
    public void One_key_counts_once_however_often_it_signs()
    {
        ReleaseTrust trust = Make(3, 2);
        for (int i = 0; i < Limits.KeysMax; i++)
        {
            Add(trust, s_payload, Sign(s_payload, 1));
        }

        Assert.AreEqual(1, trust.SignedCount);
        Assert.AreEqual(TrustStage.Named, trust.Stage);
        Assert.AreEqual(Outcome.ThresholdNotMet, trust.Refusal());
        Assert.AreEqual(TrustStage.Signed, Add(trust, s_payload, Sign(s_payload, 2)).Stage);
    }

    [TestMethod]
    public void Threshold_counts_keys_up_to_its_last()
    {
        ReleaseTrust trust = Make(Limits.KeysMax, Limits.KeysMax);
        for (int key = 0; key < Limits.KeysMax; key++)
        {
            Assert.AreEqual(TrustStage.Named, trust.Stage, $"after {key} keys");
            Add(trust, s_payload, Sign(s_payload, key));
        }

        Assert.AreEqual(TrustStage.Signed, trust.Stage);
    }

    [TestMethod]
    public void Count_does_not_outlive_its_release()
    {
        ReleaseTrust trust = Add(Make(2, 2), s_payload, Sign(s_payload));
        Assert.AreEqual(1, trust.SignedCount);
        trust.Name(SHA256.HashData(s_document));
        Assert.AreEqual(0, trust.SignedCount);
        Assert.AreEqual(Outcome.NoSignature, trust.Refusal());
        Add(trust, s_payload, Sign(s_payload, 1));
        Assert.AreEqual(TrustStage.Named, trust.Stage);
        // And the first key counts anew.
        Assert.AreEqual(TrustStage.Signed, Add(trust, s_payload, Sign(s_payload)).Stage);
    }

    [TestMethod]
    public void Refusal_names_the_reason_that_got_furthest_in_any_order()
    {
        byte[] other = TrustBench.Payload([1]);
        (byte[], string?)[] signatures = [(s_payload, null), (s_payload, "!"), (s_payload, Sign(s_payload, Limits.KeysMax)), (other, Sign(other))];
        foreach (int[] order in (int[][])[[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2]])
        {
            ReleaseTrust trust = Make();
            foreach (int index in order)
            {
                Add(trust, signatures[index].Item1, signatures[index].Item2);
            }

            Assert.AreEqual(Outcome.SignatureForOtherDigest, trust.Refusal());
        }
    }

    [TestMethod]
    public void Skipped_signature_is_named_if_nothing_says_more()
    {
        ReleaseTrust trust = Make();
        trust.SkipSignature(Outcome.Ok);
        Assert.AreEqual(Outcome.NoSignature, trust.Refusal(), "Ok is no reason");
        trust.SkipSignature(Outcome.NotFound);
        Assert.AreEqual(Outcome.NotFound, trust.Refusal());
        trust.SkipSignature(Outcome.Ok);
        Assert.AreEqual(Outcome.NotFound, trust.Refusal());
        Add(trust, s_payload, Sign(s_payload, Limits.KeysMax));
        Assert.AreEqual(Outcome.SignatureUntrusted, trust.Refusal());
        trust.SkipSignature(Outcome.DocumentTooLarge);
        Assert.AreEqual(Outcome.SignatureUntrusted, trust.Refusal());
        Assert.AreEqual(TrustStage.Signed, Add(trust, s_payload, Sign(s_payload)).Stage);
    }

    // A stage that waits for signatures over the document.
    private static ReleaseTrust Make(int keys = 1, int threshold = 1)
    {
        EcPublicKey[] known = [.. s_keys[..keys].Select(TrustBench.PublicOf)];
        Assert.AreEqual(
            Outcome.Ok,
            TrustPolicy.Create(known, threshold, TrustBench.Repository, TrustBench.Product, TrustBench.Board, MediaTypes.FirmwareImage, out TrustPolicy policy));
        Workspace workspace = new(Limits.ChunkBytes);
        ReleaseTrust trust = new(policy, new EcdsaP256(workspace.JsonText), new Sha256(), new JsonReader(workspace));
        trust.Name(SHA256.HashData(s_document));
        return trust;
    }

    private static ReleaseTrust Add(ReleaseTrust trust, byte[] payload, string? signature)
    {
        trust.AddSignature(payload, payload.Length, signature!);
        return trust;
    }

    private static string Sign(byte[] payload, int key = 0) => TrustBench.Signature(s_keys[key], payload);

    private static void Refuses(Outcome expected, byte[] payload, string? signature)
    {
        ReleaseTrust trust = Add(Make(2), payload, signature);
        Assert.AreEqual(TrustStage.Named, trust.Stage);
        Assert.AreEqual(0, trust.SignedCount);
        Assert.AreEqual(expected, trust.Refusal());
    }
}
