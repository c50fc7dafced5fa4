using System.Security.Cryptography;
using System.Text.Json;
using Updater.Core.Platform;
using Updater.Core.Trust;
using Updater.Vectors;

namespace Updater.Core.Tests.Trust;

[TestClass]
public sealed class P256VectorTests
{
    private const string WriteVariable = "UPDATER_WRITE_VECTORS";

    private static readonly JsonSerializerOptions s_options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private static string PathOfFile => Path.Combine(Checkout.Root!, "tests", "vectors", "p256", "signatures.json");

    [TestMethod]
    public void The_file_of_vectors_is_what_the_generator_makes()
    {
        byte[] made = P256VectorGenerator.Make();
        if (Environment.GetEnvironmentVariable(WriteVariable) == "1")
        {
            File.WriteAllBytes(PathOfFile, made);
        }

        CollectionAssert.AreEqual(File.ReadAllBytes(PathOfFile), made, $"set {WriteVariable}=1 and run this test to write the file anew");
    }

    [TestMethod]
    public void Every_vector_of_our_own_is_decided_as_listed()
    {
        EcdsaP256 verifier = new();
        List<string> wrong = [];
        P256Vector[] vectors = Read();
        foreach (P256Vector vector in vectors)
        {
            Outcome outcome = Decide(verifier, vector);
            if (outcome.ToString() != vector.Outcome)
            {
                wrong.Add($"{vector.Name}: {vector.Outcome}, but {outcome}");
            }
        }

        Assert.IsEmpty(wrong, string.Join('\n', wrong));
        Assert.IsGreaterThan(150, vectors.Length);
    }

    [TestMethod]
    public void The_platform_accepts_the_same_vectors_of_our_own()
    {
        foreach (P256Vector vector in Read().Where(v => v.Outcome != nameof(Outcome.KeyMalformed)))
        {
            using ECDsa platform = ECDsa.Create();
            platform.ImportSubjectPublicKeyInfo(Convert.FromHexString(vector.Key), out _);
            byte[] signature = Convert.FromHexString(vector.Signature);
            bool isValid = platform.VerifyHash(Convert.FromHexString(vector.Hash), signature, DSASignatureFormat.Rfc3279DerSequence);
            Assert.AreEqual(vector.Outcome == nameof(Outcome.Ok), isValid, vector.Name);
        }
    }

    private static P256Vector[] Read()
    {
        return JsonSerializer.Deserialize<P256Vector[]>(File.ReadAllBytes(PathOfFile), s_options)!;
    }

    private static Outcome Decide(EcdsaP256 verifier, P256Vector vector)
    {
        byte[] spki = Convert.FromHexString(vector.Key);
        Outcome outcome = EcPublicKey.Parse(spki, 0, spki.Length, out EcPublicKey key);
        if (outcome != Outcome.Ok)
        {
            Assert.IsNull(key, vector.Name);
            return outcome;
        }

        byte[] signature = Convert.FromHexString(vector.Signature);
        return verifier.Verify(key, Convert.FromHexString(vector.Hash), 0, signature, 0, signature.Length);
    }
}
