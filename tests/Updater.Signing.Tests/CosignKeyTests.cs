using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Updater.Core.Platform;
using Updater.Vectors;

namespace Updater.Signing.Tests;

[TestClass]
public sealed class CosignKeyTests
{
    private const string Label = "ENCRYPTED SIGSTORE PRIVATE KEY";

    // One derivation of a key takes 64 MiB and some tenths of a second: tests that alter a file share it.
    private static readonly Lazy<string> s_written = new(() =>
    {
        using KeyPair key = KeyPair.Generate();
        return key.ToCosignPem("pass");
    });

    [TestMethod]
    [DataRow("cosign")]
    [DataRow("other")]
    public void Key_file_of_cosign_opens_and_is_the_half_of_its_public_key(string name)
    {
        if (!TestVectors.ArePresent())
        {
            return;
        }

        using KeyPair key = KeyPair.Read(SharedVectors.PathOf("cosign", name + ".key"), "test");
        PublicKey half = PublicKey.Read(SharedVectors.PathOf("cosign", name + ".pub"));
        Assert.AreEqual(half.KeyId, key.KeyId);
        Assert.IsTrue(half.Signed("data"u8, key.Sign("data"u8)));
    }

    [TestMethod]
    public void Key_file_with_the_label_of_cosign_1_opens()
    {
        using KeyPair key = KeyPair.Generate();
        string pem = key.ToCosignPem("").Replace("SIGSTORE", "COSIGN", StringComparison.Ordinal);
        StringAssert.StartsWith(pem, "-----BEGIN ENCRYPTED COSIGN PRIVATE KEY-----\n");
        using KeyPair read = KeyPair.FromPem(pem, "");
        Assert.AreEqual(key.KeyId, read.KeyId);
    }

    [TestMethod]
    public void Written_key_file_is_read_back_and_has_the_structure_of_cosigns()
    {
        using KeyPair key = KeyPair.Generate();
        string folder = Directory.CreateTempSubdirectory("updater-keys-").FullName;
        try
        {
            string path = Path.Combine(folder, "release.key");
            key.WriteCosign(path, "päss");
            if (!OperatingSystem.IsWindows())
            {
                Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            }

            using KeyPair read = KeyPair.Read(path, "päss");
            Assert.AreEqual(key.KeyId, read.KeyId);
            Assert.IsTrue(key.Public.Signed("x"u8, read.Sign("x"u8)));
            string text = File.ReadAllText(path);
            if (TestVectors.ArePresent())
            {
                string theirs = File.ReadAllText(SharedVectors.PathOf("cosign", "cosign.key"));
                Assert.AreEqual(Shape(theirs), Shape(text));
            }

            Assert.AreNotEqual(text, key.ToCosignPem("päss"), "salt and nonce are new each time");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    public void Wrong_and_missing_passphrase_are_told_apart()
    {
        SigningException wrong = Assert.ThrowsExactly<SigningException>(() => KeyPair.FromPem(s_written.Value, "Pass"));
        Assert.AreEqual(Outcome.KeyMalformed, wrong.Outcome);
        StringAssert.Contains(wrong.Message, "check the passphrase");
        SigningException missing = Assert.ThrowsExactly<SigningException>(() => KeyPair.FromPem(s_written.Value));
        Assert.AreEqual(Outcome.KeyMalformed, missing.Outcome);
        StringAssert.Contains(missing.Message, "no passphrase");
        SigningException endless = Assert.ThrowsExactly<SigningException>(() => KeyPair.FromPem(s_written.Value, new string('a', 2000)));
        StringAssert.Contains(endless.Message, "passphrase of at most");
    }

    [TestMethod]
    [DataRow("N", "65536", "1073741824", "bytes of memory")]
    [DataRow("N", "65536", "2147483648", "cosign's encrypted form")]
    [DataRow("N", "65536", "65537", "power of two")]
    [DataRow("N", "65536", "0", "power of two")]
    [DataRow("N", "65536", "-2147483648", "power of two")]
    [DataRow("r", "\"r\":8", "\"r\":1048576", "bytes of memory")]
    [DataRow("r", "\"r\":8", "\"r\":0", "power of two")]
    [DataRow("r", "\"r\":8", "\"r\":1", "below 65536")]
    [DataRow("p", "\"p\":1", "\"p\":100000", "N r p")]
    [DataRow("p", "\"p\":1", "\"p\":-1", "power of two")]
    [DataRow("kdf", "scrypt", "argon2", "expected scrypt; found argon2")]
    [DataRow("cipher", "nacl/secretbox", "none", "expected nacl/secretbox; found none")]
    [DataRow("field", "\"salt\"", "\"pepper\"", "cosign's encrypted form")]
    [DataRow("twice", "\"params\"", "\"name\":\"scrypt\",\"params\"", "cosign's encrypted form")]
    [DataRow("json", "{\"kdf\"", "[\"kdf\"", "cosign's encrypted form")]
    public void Hostile_parameters_are_refused_before_any_work(string what, string present, string put, string says)
    {
        string json = Json(s_written.Value);
        StringAssert.Contains(json, present, what);
        SigningException problem = Assert.ThrowsExactly<SigningException>(() =>
            KeyPair.FromPem(Pem(json.Replace(present, put, StringComparison.Ordinal)), "pass"), what);
        Assert.AreEqual(Outcome.KeyMalformed, problem.Outcome);
        StringAssert.Contains(problem.Message, says);
        StringAssert.Contains(problem.Message, "next: ");
    }

    [TestMethod]
    public void Nonce_salt_and_ciphertext_have_their_sizes()
    {
        (string Part, string Name, int Bytes)[] wrong = [("cipher", "nonce", 23), ("cipher", "nonce", 25), ("kdf", "salt", 0), ("kdf", "salt", 129), ("", "ciphertext", 16)];
        foreach ((string part, string name, int bytes) in wrong)
        {
            JsonObject root = JsonNode.Parse(Json(s_written.Value))!.AsObject();
            JsonObject parent = part.Length == 0 ? root : root[part]!.AsObject();
            parent[name] = Convert.ToBase64String(new byte[bytes]);
            SigningException problem = Assert.ThrowsExactly<SigningException>(() => KeyPair.FromPem(Pem(root.ToJsonString()), "pass"), name);
            StringAssert.Contains(problem.Message, "a nonce of 24");
        }
    }

    [TestMethod]
    public void Every_altered_byte_of_the_box_is_noticed()
    {
        byte[] key = RandomNumberGenerator.GetBytes(SecretBox.KeyBytes);
        byte[] nonce = RandomNumberGenerator.GetBytes(SecretBox.NonceBytes);
        foreach (int count in (int[])[0, 1, 31, 32, 33, 64, 200])
        {
            byte[] content = RandomNumberGenerator.GetBytes(count);
            byte[] box = SecretBox.Seal(key, nonce, content);
            CollectionAssert.AreEqual(content, SecretBox.Open(key, nonce, box));
            for (int i = 0; i < box.Length; i++)
            {
                box[i] ^= 1;
                Assert.IsNull(SecretBox.Open(key, nonce, box), $"byte {i} of {count}");
                box[i] ^= 1;
            }
        }
    }

    [TestMethod]
    public void Box_of_the_nacl_library_is_made_alike()
    {
        // Salsa20 family, nacl/tests/secretbox.out: key, nonce and message of that test.
        byte[] key = Convert.FromHexString("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389");
        byte[] nonce = Convert.FromHexString("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37");
        byte[] message = Convert.FromHexString("be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffce5ecbaaf33bd751a1ac728d45e6c61296cdc3c01233561f41db66cce314adb31"
            + "0e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a024a838f21af1fde048977eb48f59ffd4924ca1c60902e52f0a089bc76897040e082f937763848645e0705");
        byte[] box = Convert.FromHexString("f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce48332ea7164d96a4476fb8c531a1186ac0dfc17c98dce87b4da7f011ec48c972"
            + "71d2c20f9b928fe2270d6fb863d51738b48eeee314a7cc8ab932164548e526ae90224368517acfeabd6bb3732bc0e9da99832b61ca01b6de56244a9e88d5f9b37973f622a43d14a6599b1f654cb45a74e355a5");
        CollectionAssert.AreEqual(box, SecretBox.Seal(key, nonce, message));
    }

    private static string Shape(string pem)
    {
        string[] lines = pem.Split('\n');
        JsonObject root = JsonNode.Parse(Json(pem))!.AsObject();
        root["kdf"]!["salt"] = Convert.FromBase64String((string)root["kdf"]!["salt"]!).Length;
        root["cipher"]!["nonce"] = Convert.FromBase64String((string)root["cipher"]!["nonce"]!).Length;
        root["ciphertext"] = Convert.FromBase64String((string)root["ciphertext"]!).Length > 100;
        return $"{lines[0]}|{lines[1].Length}|{lines[^2]}|{lines[^1]}|{root.ToJsonString()}";
    }

    private static string Json(string pem) => Encoding.UTF8.GetString(Convert.FromBase64String(pem[PemEncoding.Find(pem).Base64Data]));

    private static string Pem(string json) => PemEncoding.WriteString(Label, Encoding.UTF8.GetBytes(json)) + "\n";
}
