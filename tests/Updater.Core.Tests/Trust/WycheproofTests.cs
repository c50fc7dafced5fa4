using System.Security.Cryptography;
using System.Text.Json;
using Updater.Core.Platform;
using Updater.Core.Trust;
using Updater.Vectors;

namespace Updater.Core.Tests.Trust;

[TestClass]
public sealed class WycheproofTests
{
    private const string FileName = "ecdsa_secp256r1_sha256_test.json";

    [TestMethod]
    public void Every_Wycheproof_vector_is_decided_as_listed()
    {
        if (!SharedVectors.ArePresent)
        {
            Assert.AreNotEqual("true", Environment.GetEnvironmentVariable("CI"), "shared/vectors is absent");
            Console.WriteLine($"absent: shared/vectors/{FileName}");
            return;
        }

        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(SharedVectors.PathOf(FileName)));
        EcdsaP256 verifier = new();
        List<string> wrong = [];
        int decided = 0;
        foreach (JsonElement group in document.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            byte[] spki = Convert.FromHexString(group.GetProperty("publicKeyDer").GetString()!);
            Assert.AreEqual(Outcome.Ok, EcPublicKey.Parse(spki, 0, spki.Length, out EcPublicKey key), Convert.ToHexString(spki));
            foreach (JsonElement test in group.GetProperty("tests").EnumerateArray())
            {
                byte[] hash = SHA256.HashData(Convert.FromHexString(test.GetProperty("msg").GetString()!));
                byte[] signature = Convert.FromHexString(test.GetProperty("sig").GetString()!);
                Outcome outcome = verifier.Verify(key, hash, 0, signature, 0, signature.Length);
                string listed = test.GetProperty("result").GetString()!;
                decided++;

                // "acceptable" counts as refused: this verifier is strict.
                if ((listed == "valid") != (outcome == Outcome.Ok))
                {
                    wrong.Add($"tcId {test.GetProperty("tcId").GetInt32()} ({test.GetProperty("comment").GetString()}): {listed}, but {outcome}");
                }
            }
        }

        Assert.IsEmpty(wrong, string.Join('\n', wrong));
        Assert.AreEqual(document.RootElement.GetProperty("numberOfTests").GetInt32(), decided);
    }
}
