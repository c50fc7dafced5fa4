using System.Text;
using Updater.Core.Platform;
using Updater.Registry;
using Updater.Vectors;

namespace Updater.Signing.Tests;

[TestClass]
public sealed class SigstoreBundleTests
{
    private const string Digest = "sha256:6accad38d6116ebb8b6a25df82399bf49faef276532510f638b525ba719706b3";

    [TestMethod]
    public void Pre_authentication_encoding_is_that_of_the_dsse_specification()
    {
        // DSSE protocol.md, "Test vectors".
        DsseEnvelope envelope = new() { PayloadType = "http://example.com/HelloWorld", Payload = "hello world"u8.ToArray(), Signatures = [] };
        Assert.AreEqual("DSSEv1 29 http://example.com/HelloWorld 11 hello world", Encoding.UTF8.GetString(envelope.ToSignedBytes()));
        Assert.AreEqual("DSSEv1 2 é 0 ", Encoding.UTF8.GetString((envelope with { PayloadType = "é", Payload = [] }).ToSignedBytes()), "lengths count bytes");
    }

    [TestMethod]
    public void Bundles_and_statements_of_cosign_3_are_written_alike_byte_for_byte()
    {
        if (!TestVectors.ArePresent())
        {
            return;
        }

        int bundles = 0;
        foreach (byte[] theirs in LayoutBundles())
        {
            SigstoreBundle read = SigstoreBundle.Read(theirs);
            Assert.AreEqual(Encoding.UTF8.GetString(theirs), Encoding.UTF8.GetString(read.Write()));
            InTotoStatement statement = InTotoStatement.Read(read.Envelope!.Payload);
            Assert.AreEqual(Encoding.UTF8.GetString(read.Envelope.Payload), Encoding.UTF8.GetString(statement.Write()));
            if (statement.PredicateType == SigstoreNames.SignPredicate)
            {
                InTotoStatement ours = InTotoStatement.Signature("sha256:" + statement.Subjects[0].Sha256);
                CollectionAssert.AreEqual(read.Envelope.Payload, ours.Write());
            }

            bundles++;
        }

        Assert.IsGreaterThan(15, bundles);
        foreach (string name in (string[])["cosign3-v0.3", "cosign3-v0.3-otherkey", "cosign3-v0.3-attestation"])
        {
            byte[] theirs = File.ReadAllBytes(SharedVectors.PathOf("cosign", "blob", name + ".bundle.json"));
            Assert.AreEqual(Encoding.UTF8.GetString(theirs).TrimEnd(), Encoding.UTF8.GetString(SigstoreBundle.Read(theirs).Write()), name);
        }
    }

    [TestMethod]
    public void Hint_is_the_one_cosign_writes()
    {
        if (TestVectors.ArePresent())
        {
            PublicKey key = PublicKey.Read(SharedVectors.PathOf("cosign", "cosign.pub"));
            Assert.AreEqual("mKBa8iLrNkSyGFeXHt/cDOMptV5S7XaEk2c9TyBsdms=", SigstoreBundle.HintOf(key));
        }
    }

    [TestMethod]
    public void Protobuf_json_is_read_in_all_its_spellings()
    {
        using KeyPair key = KeyPair.Generate();
        string ours;
        do
        {
            ours = Text(SigstoreBundle.Sign(InTotoStatement.Signature(Digest), key).Write());
        }
        while (!SignatureOf(ours).Contains('+', StringComparison.Ordinal) || !SignatureOf(ours).Contains('/', StringComparison.Ordinal));

        string envelope = ours[ours.IndexOf("\"dsseEnvelope\"", StringComparison.Ordinal)..];
        string urlSafe = envelope.Replace(SignatureOf(ours), SignatureOf(ours).Replace('+', '-').Replace('/', '_')).Replace("=", "", StringComparison.Ordinal);
        string[] spellings =
        [
            ours.Replace("verificationMaterial", "verification_material").Replace("publicKey", "public_key").Replace("dsseEnvelope", "dsse_envelope")
                .Replace("payloadType", "payload_type").Replace("mediaType", "media_type"),
            ours.Replace("{\"mediaType\"", "{\"unknown\":{\"a\":[1,null]},\"messageSignature\":null,\"mediaType\""),
            ours.Replace(envelope, urlSafe),
            ours.Replace(SigstoreNames.BundleType, SigstoreNames.BundleOldType),
            ours.Replace("{\"hint\"", "{\"later\":7,\"hint\""),
            " " + ours + "\n",
        ];
        foreach (string spelling in spellings)
        {
            Assert.AreNotEqual(ours, spelling);
            SigstoreBundle read = SigstoreBundle.Read(Encoding.UTF8.GetBytes(spelling));
            Assert.AreEqual(ours, Text(read.Write()));
        }

        string logged = ours.Replace("\"publicKey\"", "\"tlogEntries\":[{\"logIndex\":\"7\"}],\"publicKey\"");
        Assert.AreEqual(1, SigstoreBundle.Read(Encoding.UTF8.GetBytes(logged)).LogEntriesCount);
    }

    [TestMethod]
    [DataRow("v0.3+json", "v0.4+json", Outcome.MediaTypeUnknown)]
    [DataRow("\"mediaType\"", "\"kind\"", Outcome.MediaTypeUnknown)]
    [DataRow("\"verificationMaterial\"", "\"material\"", Outcome.ManifestMalformed)]
    [DataRow("\"publicKey\":{", "\"certificate\":{\"rawBytes\":\"AA==\"},\"publicKey\":{", Outcome.ManifestMalformed)]
    [DataRow("\"publicKey\"", "\"certificate\"", Outcome.SignatureUntrusted)]
    [DataRow("\"publicKey\"", "\"x509CertificateChain\"", Outcome.SignatureUntrusted)]
    [DataRow("\"publicKey\"", "\"other\"", Outcome.ManifestMalformed)]
    [DataRow("\"dsseEnvelope\"", "\"messageSignature\":{\"signature\":\"AA==\"},\"dsseEnvelope\"", Outcome.ManifestMalformed)]
    [DataRow("\"dsseEnvelope\"", "\"nothing\"", Outcome.ManifestMalformed)]
    [DataRow("\"dsseEnvelope\"", "\"dsse_envelope\":{},\"dsseEnvelope\"", Outcome.ManifestMalformed)]
    [DataRow("\"dsseEnvelope\"", "\"dsseEnvelope\":{},\"dsseEnvelope\"", Outcome.JsonMalformed)]
    [DataRow("\"payload\"", "\"load\"", Outcome.ManifestMalformed)]
    [DataRow("\"payloadType\"", "\"type\"", Outcome.ManifestMalformed)]
    [DataRow("\"payload\":\"", "\"payload\":\"!", Outcome.Base64Malformed)]
    [DataRow("\"payload\":\"", "\"payload\":\"\\ud800", Outcome.ManifestMalformed)]
    [DataRow("[{\"sig\"", "[{\"sig\":\"AA==\"},{\"sig\"", Outcome.TooManyEntries)]
    [DataRow("[{\"sig\"", "[],\"more\":[{\"sig\"", Outcome.ManifestMalformed)]
    [DataRow("[{\"sig\"", "[{\"other\"", Outcome.ManifestMalformed)]
    [DataRow("[{\"sig\"", "[7,{\"sig\"", Outcome.ManifestMalformed)]
    [DataRow("{\"mediaType\"", "[{\"mediaType\"", Outcome.JsonMalformed)]
    public void Malformed_bundle_is_refused_with_a_reason(string present, string put, Outcome outcome)
    {
        using KeyPair key = KeyPair.Generate();
        string ours = Text(SigstoreBundle.Sign(InTotoStatement.Signature(Digest), key).Write());
        StringAssert.Contains(ours, present);
        SigningException problem = Assert.ThrowsExactly<SigningException>(() =>
            SigstoreBundle.Read(Encoding.UTF8.GetBytes(ours.Replace(present, put, StringComparison.Ordinal))));
        Assert.AreEqual(outcome, problem.Outcome, problem.Message);
        StringAssert.Contains(problem.Message, "next: ");
    }

    [TestMethod]
    public void Bundle_has_limits_of_size_depth_and_number()
    {
        using KeyPair key = KeyPair.Generate();
        byte[] bundle = SigstoreBundle.Sign(InTotoStatement.Signature(Digest), key).Write();
        Assert.AreEqual(Outcome.DocumentTooLarge, Assert.ThrowsExactly<SigningException>(() => SigstoreBundle.Read(bundle, bundle.Length - 1)).Outcome);
        Assert.IsNotNull(SigstoreBundle.Read(bundle, bundle.Length));
        string deep = "{\"a\":" + new string('[', 100) + new string(']', 100) + "," + Text(bundle)[1..];
        Assert.AreEqual(Outcome.JsonMalformed, Assert.ThrowsExactly<SigningException>(() => SigstoreBundle.Read(Encoding.UTF8.GetBytes(deep))).Outcome);
        string sig = string.Join(",", Enumerable.Repeat("{\"sig\":\"AA==\"}", SigningLimits.EnvelopeSignaturesMax + 1));
        byte[] envelope = Encoding.UTF8.GetBytes($"{{\"payloadType\":\"t\",\"payload\":\"\",\"signatures\":[{sig}]}}");
        Assert.AreEqual(Outcome.TooManyEntries, Assert.ThrowsExactly<SigningException>(() => DsseEnvelope.Read(envelope)).Outcome);
        Assert.AreEqual(Outcome.ManifestMalformed, Assert.ThrowsExactly<SigningException>(() => SigstoreBundle.Read("[]"u8.ToArray())).Outcome);
    }

    [TestMethod]
    public void No_cut_or_altered_bundle_does_anything_but_fail_or_stay_unsigned()
    {
        using KeyPair key = KeyPair.Generate();
        byte[] bundle = SigstoreBundle.Sign(InTotoStatement.Signature(Digest), key).Write();
        BundleTrust trust = new(new TrustedKeys([key.Public]));
        Assert.AreEqual(Outcome.Ok, trust.Weigh(bundle, Digest, Digest).Outcome);
        for (int count = 0; count < bundle.Length; count++)
        {
            Assert.AreNotEqual(Outcome.Ok, trust.Weigh(bundle[..count], Digest, Digest).Outcome, $"cut at {count}");
        }

        const int seed = 20261124;
        Random random = new(seed);
        string text = Text(bundle);
        int start = text.IndexOf("\"dsseEnvelope\"", StringComparison.Ordinal);
        for (int i = 0; i < 2000; i++)
        {
            byte[] altered = (byte[])bundle.Clone();
            int offset = random.Next(start, bundle.Length);
            altered[offset] ^= (byte)(1 << random.Next(8));
            if (trust.Weigh(altered, Digest, Digest).Outcome == Outcome.Ok)
            {
                // Only what is not signed may differ: the spelling of base64, not what it says.
                SigstoreBundle read = SigstoreBundle.Read(altered);
                Assert.AreEqual(text, Text(read.Write()), $"seed {seed}, step {i}, byte {offset}");
            }
        }
    }

    [TestMethod]
    public void Statement_is_read_strictly_and_names_a_digest_by_any_subject()
    {
        string json = "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"name\":\"a\",\"digest\":{\"sha512\":\"00\"}},{\"digest\":{\"sha256\":\""
            + Digest[7..] + "\"}}],\"predicateType\":\"t\",\"predicate\":{\"b\": 1}}";
        InTotoStatement read = InTotoStatement.Read(Encoding.UTF8.GetBytes(json));
        Assert.IsTrue(read.Names(Digest));
        Assert.IsFalse(read.Names("sha256:" + new string('0', 64)));
        Assert.IsFalse(read.Names("sha512:00"));
        Assert.AreEqual("{\"b\": 1}", Text(read.Predicate));
        (string Present, string Put)[] wrong =
        [
            ("Statement/v1", "Statement/v2"), ("\"subject\"", "\"subjects\""), ("\"digest\":{\"sha512\"", "\"digests\":{\"sha512\""),
            ("\"predicateType\"", "\"type\""), ("\"predicateType\":\"t\"", "\"predicateType\":7"), ("{\"name\":\"a\"", "7,{\"name\":\"a\""), ("{\"b\": 1}", "[]"),
            ("\"predicateType\"", "\"predicateType\":\"u\",\"predicateType\""),
        ];
        foreach ((string present, string put) in wrong)
        {
            StringAssert.Contains(json, present);
            Assert.ThrowsExactly<SigningException>(() => InTotoStatement.Read(Encoding.UTF8.GetBytes(json.Replace(present, put, StringComparison.Ordinal))), put);
        }
    }

    private static IEnumerable<byte[]> LayoutBundles()
    {
        string blobs = SharedVectors.PathOf("cosign", "layout", "blobs", "sha256");
        foreach (string file in Directory.EnumerateFiles(blobs))
        {
            byte[] content = File.ReadAllBytes(file);
            if (content.AsSpan().StartsWith(Encoding.ASCII.GetBytes($"{{\"mediaType\":\"{SigstoreNames.BundleType}\"")))
            {
                yield return content;
            }
        }
    }

    private static string SignatureOf(string bundle) => bundle[(bundle.IndexOf("\"sig\":\"", StringComparison.Ordinal) + 7)..^4];

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}
