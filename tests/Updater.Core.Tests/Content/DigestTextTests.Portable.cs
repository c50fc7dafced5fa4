#nullable disable
using Updater.Core.Content;
using Updater.Core.Platform;

namespace Updater.Core.Tests.Content;

[TestClass]
public class DigestTextTests
{
    private const string Hex = "000102030405060708090a0b0c0d0e0f1011121314151617f8f9fafbfcfdfeff";

    [TestMethod]
    public void Digest_is_read_and_written()
    {
        Assert.AreEqual((int)Outcome.Ok, (int)DigestText.Parse("sha256:" + Hex, out byte[] digest));
        Assert.AreEqual(DigestText.DigestBytes, digest.Length);
        for (int i = 0; i < digest.Length; i++)
        {
            Assert.AreEqual(i < 24 ? i : i + 0xE0, (int)digest[i]);
        }

        Assert.AreEqual("sha256:" + Hex, DigestText.Format(digest));
        Assert.AreEqual("sha256-" + Hex + ".sig", DigestText.SignatureTag(digest));
    }

    [TestMethod]
    public void What_is_no_digest_is_refused()
    {
        string[] texts = new string[]
        {
            null, "", "sha256:", Hex, "sha256:" + Hex + "0", "sha256:" + Hex.Substring(1), "sha256:" + Hex.ToUpper(), "SHA256:" + Hex, "sha256-" + Hex, "sha512:" + Hex,
            "sha256:g" + Hex.Substring(1), "sha256:" + Hex.Substring(1) + "G", "sha256:" + Hex.Substring(1) + " ", "sha256:/" + Hex.Substring(1), "sha256::" + Hex.Substring(1), "sha256:`" + Hex.Substring(1),
        };
        for (int i = 0; i < texts.Length; i++)
        {
            Assert.AreEqual((int)Outcome.DigestMalformed, (int)DigestText.Parse(texts[i], out byte[] digest), texts[i]);
            Assert.IsNull(digest);
        }
    }

    [TestMethod]
    public void Digests_are_compared_to_the_last_byte()
    {
        for (int i = 0; i < DigestText.DigestBytes; i++)
        {
            byte[] other = new byte[DigestText.DigestBytes];
            Assert.IsTrue(DigestText.AreEqual(new byte[DigestText.DigestBytes], other));
            other[i] = 1;
            Assert.IsFalse(DigestText.AreEqual(new byte[DigestText.DigestBytes], other));
        }

        Assert.IsFalse(DigestText.AreEqual(null, new byte[DigestText.DigestBytes]));
        Assert.IsFalse(DigestText.AreEqual(new byte[DigestText.DigestBytes], null));
    }
}
