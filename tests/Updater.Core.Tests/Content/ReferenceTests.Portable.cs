#nullable disable
using Updater.Core.Content;
using Updater.Core.Platform;

namespace Updater.Core.Tests.Content;

[TestClass]
public class ReferenceTests
{
    private const string Digest = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

    private static void AssertRead(string text, string registry, string repository, string tag, string digest)
    {
        Outcome outcome = Reference.Parse(text, out Reference reference);
        Assert.AreEqual((int)Outcome.Ok, (int)outcome, text);
        Assert.AreEqual(registry, reference.Registry, text);
        Assert.AreEqual(repository, reference.Repository, text);
        Assert.AreEqual(tag, reference.Tag, text);
        Assert.AreEqual(digest, reference.Digest == null ? null : DigestText.Format(reference.Digest), text);
        Assert.AreEqual(text, reference.ToString(), text);
    }

    private static void AssertRefused(string text, Outcome expected)
    {
        Outcome outcome = Reference.Parse(text, out Reference reference);
        Assert.AreEqual((int)expected, (int)outcome, text);
        Assert.IsNull(reference);
    }

    [TestMethod]
    public void References_are_read_and_written()
    {
        AssertRead("localhost/fw", "localhost", "fw", null, null);
        AssertRead("localhost:5000/fw:1.0", "localhost:5000", "fw", "1.0", null);
        AssertRead("127.0.0.1:65535/a/b/c:stable", "127.0.0.1:65535", "a/b/c", "stable", null);
        AssertRead("ghcr.io/owner/fire-ware@" + Digest, "ghcr.io", "owner/fire-ware", null, Digest);
        AssertRead("registry.example.com:1/fw:v1_2.3-4@" + Digest, "registry.example.com:1", "fw", "v1_2.3-4", Digest);
        AssertRead("Host-1.Example/a.b_c__d---e/0:_", "Host-1.Example", "a.b_c__d---e/0", "_", null);
    }

    [TestMethod]
    public void What_is_no_reference_is_refused()
    {
        AssertRefused(null, Outcome.ReferenceMalformed);
        string[] texts = new string[]
        {
            "", "fw", "fw:1.0", "/fw", "localhost/", "localhost//fw", "localhost/fw/", "localhost/fw:", "localhost/:tag", "localhost/@" + Digest,
            "localhost/Fw", "localhost/fw:1:2", "localhost/fw:.tag", "localhost/fw:-tag", "localhost/fw:t/g", "localhost/fw:t g", "localhost/fw:täg",
            "localhost/-fw", "localhost/fw-", "localhost/.fw", "localhost/fw.", "localhost/_fw", "localhost/fw_", "localhost/f___w", "localhost/f..w", "localhost/f._w",
            "localhost/f-_w", "localhost/f_-w", "localhost/f-.w", "localhost/a/-b", "localhost/a-/b", "localhost/../fw", "localhost/f w", "localhost/fw?x", "localhost/fw#x", "localhost/f%41",
            "http://localhost/fw", "user@localhost/fw", "localhost:/fw", "localhost:0/fw", "localhost:00/fw", "localhost:080/fw", "localhost:65536/fw", "localhost:99999999999/fw", "localhost:5a/fw",
            "localhost:+5/fw", "localhost:5:5/fw", ".localhost/fw", "localhost./fw", "local..host/fw", "-local/fw", "local-/fw", "a.-b/fw", "a-.b/fw", "lo_cal/fw", "lo cal/fw", "[::1]/fw", "löcal/fw",
            ":5000/fw", " localhost/fw", "localhost/fw ", "localhost/fw\n",
        };
        for (int i = 0; i < texts.Length; i++)
        {
            AssertRefused(texts[i], Outcome.ReferenceMalformed);
        }
    }

    [TestMethod]
    public void Bad_digest_is_named_as_such()
    {
        AssertRefused("localhost/fw@", Outcome.DigestMalformed);
        AssertRefused("localhost/fw@sha256:00", Outcome.DigestMalformed);
        AssertRefused("localhost/fw@sha512:" + Digest.Substring(7) + Digest.Substring(7), Outcome.DigestMalformed);
        AssertRefused("localhost/fw@" + Digest.ToUpper(), Outcome.DigestMalformed);
        AssertRefused("localhost/fw@" + Digest + "@" + Digest, Outcome.DigestMalformed);
        AssertRefused("localhost/fw@" + Digest + ":tag", Outcome.DigestMalformed);
    }

    [TestMethod]
    public void Lengths_are_limited_exactly()
    {
        string repository = new string('a', Limits.RepositoryCharsMax - "localhost/".Length);
        AssertRead("localhost/" + repository, "localhost", repository, null, null);
        AssertRefused("localhost/a" + repository, Outcome.ReferenceMalformed);

        string tag = new string('t', Limits.TagCharsMax);
        AssertRead("localhost/fw:" + tag, "localhost", "fw", tag, null);
        AssertRefused("localhost/fw:t" + tag, Outcome.ReferenceMalformed);

        string label = new string('h', 63);
        AssertRead(label + "." + label + "/fw", label + "." + label, "fw", null, null);
        AssertRefused("h" + label + "/fw", Outcome.ReferenceMalformed);

        string longest = "localhost/" + new string('a', Limits.ReferenceCharsMax - "localhost/:@".Length - tag.Length - Digest.Length) + ":" + tag + "@" + Digest;
        Assert.AreEqual(Limits.ReferenceCharsMax, longest.Length);
        Assert.AreEqual((int)Outcome.Ok, (int)Reference.Parse(longest, out Reference reference));
        Assert.AreEqual(longest, reference.ToString());
        AssertRefused(longest.Substring(0, 10) + "a" + longest.Substring(10), Outcome.ReferenceMalformed);
    }

    [TestMethod]
    public void Reference_is_made_of_parts()
    {
        Assert.AreEqual((int)Outcome.Ok, (int)Reference.Create("localhost:5000", "fw", "1.0", null, out Reference reference));
        Assert.AreEqual("localhost:5000/fw:1.0", reference.ToString());
        byte[] digest;
        DigestText.Parse(Digest, out digest);
        Assert.AreEqual("localhost:5000/fw:1.0@" + Digest, reference.WithDigest(digest).ToString());
        string signatureTag = DigestText.SignatureTag(digest);
        Assert.AreEqual("localhost:5000/fw:" + signatureTag, reference.WithDigest(digest).WithTag(signatureTag).ToString());

        Assert.AreEqual((int)Outcome.ReferenceMalformed, (int)Reference.Create(null, "fw", null, null, out reference));
        Assert.AreEqual((int)Outcome.ReferenceMalformed, (int)Reference.Create("localhost", null, null, null, out reference));
        Assert.AreEqual((int)Outcome.ReferenceMalformed, (int)Reference.Create("localhost/x", "fw", null, null, out reference));
        Assert.AreEqual((int)Outcome.ReferenceMalformed, (int)Reference.Create("localhost", "fw:x", null, null, out reference));
        Assert.AreEqual((int)Outcome.ReferenceMalformed, (int)Reference.Create("localhost", "fw", "", null, out reference));
        Assert.AreEqual((int)Outcome.DigestMalformed, (int)Reference.Create("localhost", "fw", null, new byte[31], out reference));
        Assert.IsNull(reference);
    }
}
