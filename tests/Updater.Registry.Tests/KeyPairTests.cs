using System.Security.Cryptography;
using System.Text;
using Updater.Core.Platform;
using Updater.Signing;

namespace Updater.Registry.Tests;

[TestClass]
public sealed class KeyPairTests
{
    [TestMethod]
    public void Key_survives_each_form_of_file()
    {
        using KeyPair key = KeyPair.Generate();
        byte[] signature = key.Sign("data"u8);
        foreach (string pem in (string[])[key.ToPrivatePem(), key.ToSec1Pem()])
        {
            using KeyPair read = KeyPair.FromPem(pem);
            Assert.AreEqual(key.KeyId, read.KeyId);
            Assert.IsTrue(read.Public.Signed("data"u8, signature));
            Assert.IsTrue(key.Public.Signed("more"u8, read.Sign("more"u8)));
        }

        using KeyPair locked = KeyPair.FromPem(key.ToPrivatePem("pass"), "pass");
        Assert.AreEqual(key.KeyId, locked.KeyId);
        PublicKey half = PublicKey.FromPem(key.Public.ToPem());
        Assert.AreEqual(key.KeyId, half.KeyId);
        Assert.IsFalse(half.Signed("other data"u8, signature));
        byte[] encoded = half.ToSubjectPublicKeyInfo();
        Assert.HasCount(PublicKey.EncodedBytes, encoded);
        Assert.AreEqual(Convert.ToHexStringLower(SHA256.HashData(encoded)), half.KeyId);
    }

    [TestMethod]
    public void Wrong_or_missing_passphrase_and_other_keys_are_refused()
    {
        using KeyPair key = KeyPair.Generate();
        using ECDsa otherCurve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using RSA rsa = RSA.Create(2048);
        string encrypted = key.ToPrivatePem("pass");
        (string Pem, string? Passphrase)[] refused =
        [
            (encrypted, null),
            (encrypted, "wrong"),
            (otherCurve.ExportPkcs8PrivateKeyPem(), null),
            (rsa.ExportPkcs8PrivateKeyPem(), null),
            (key.Public.ToPem(), null),
            ("", null),
            ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", null),
            ("-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED SIGSTORE PRIVATE KEY-----\n", "test"),
        ];
        foreach ((string pem, string? passphrase) in refused)
        {
            SigningException problem = Assert.ThrowsExactly<SigningException>(() => KeyPair.FromPem(pem, passphrase));
            Assert.AreEqual(Outcome.KeyMalformed, problem.Outcome);
        }

        foreach (string pem in (string[])[otherCurve.ExportSubjectPublicKeyInfoPem(), rsa.ExportSubjectPublicKeyInfoPem(), key.ToPrivatePem(), "",
            "x"])
        {
            Assert.AreEqual(Outcome.KeyMalformed, Assert.ThrowsExactly<SigningException>(() => PublicKey.FromPem(pem)).Outcome);
        }

        byte[] trailing = [.. key.Public.ToSubjectPublicKeyInfo(), 0];
        Assert.ThrowsExactly<SigningException>(() => PublicKey.FromSubjectPublicKeyInfo(trailing));
    }

    [TestMethod]
    public void Private_key_file_is_the_owners_alone_and_never_overwritten()
    {
        string folder = Directory.CreateTempSubdirectory("updater-keys-").FullName;
        try
        {
            using KeyPair key = KeyPair.Generate();
            string path = Path.Combine(folder, "key.pem");
            key.WritePrivate(path);
            if (!OperatingSystem.IsWindows())
            {
                Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            }

            Assert.AreEqual(Outcome.ConfigMalformed, Assert.ThrowsExactly<SigningException>(() => key.WritePrivate(path)).Outcome);
            using KeyPair read = KeyPair.Read(path);
            Assert.AreEqual(key.KeyId, read.KeyId);
            string publicPath = Path.Combine(folder, "key.pub");
            key.Public.Write(publicPath);
            Assert.AreEqual(key.KeyId, PublicKey.Read(publicPath).KeyId);
            Assert.AreEqual(Outcome.ConfigMalformed,
                Assert.ThrowsExactly<SigningException>(() => KeyPair.Read(Path.Combine(folder, "none"))).Outcome);
            File.WriteAllText(Path.Combine(folder, "large"), new string('a', 20_000), Encoding.ASCII);
            Assert.AreEqual(Outcome.KeyMalformed, Assert.ThrowsExactly<SigningException>(() => KeyPair.Read(Path.Combine(folder, "large"))).Outcome);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
