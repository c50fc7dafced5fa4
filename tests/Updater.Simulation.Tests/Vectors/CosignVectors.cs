using System.Text.Json;
using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Registry;
using Updater.Signing;
using Updater.Vectors;

namespace Updater.Simulation.Tests.Vectors;

/// <summary>The shared vectors made by the real cosign, and what a verifier that knows only the tag form must say of each.</summary>
internal sealed class CosignVectors
{
    public const string Repository = "127.0.0.1:5000/fw";
    public const string Board = "esp32-4mb";
    public const string OtherBoard = "esp32-16mb";
    public const string LayerType = "application/vnd.example.firmware.image";

    private CosignVectors()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(SharedVectors.PathOf("cosign", "index.json")));
        Cases = [.. document.RootElement.Clone().GetProperty("cases").EnumerateArray()];
        Tags = Manifests.Read(File.ReadAllBytes(Path.Combine(Layout, "index.json"))).Children
            .ToDictionary(entry => entry.Annotation("org.opencontainers.image.ref.name")!, entry => entry);
    }

    public IReadOnlyList<JsonElement> Cases { get; }

    public IReadOnlyDictionary<string, ContentDescriptor> Tags { get; }

    public static string Layout => SharedVectors.PathOf("cosign", "layout");

    public static PublicKey Trusted { get; } = PublicKey.Read(SharedVectors.PathOf("cosign", "cosign.pub"));

    public static string BootKeyPem => File.ReadAllText(SharedVectors.PathOf("mcuboot", "root-ec-p256.pub.pem"));

    /// <summary>The vectors; null on a lone checkout, which the console then says.</summary>
    public static CosignVectors? TryLoad()
    {
        if (SharedVectors.ArePresent)
        {
            return new CosignVectors();
        }

        Assert.AreNotEqual("true", Environment.GetEnvironmentVariable("CI"), "shared/vectors is absent in CI");
        Console.WriteLine("shared/vectors is absent: cosign's signatures are not checked");
        return null;
    }

    public static byte[] Blob(string digest) => File.ReadAllBytes(Path.Combine(Layout, "blobs", "sha256", digest[7..]));

    /// <summary>
    /// What the README's column "tag form" comes to. Bundles are not read yet: a case that rests on them alone has no signature for this device.
    /// </summary>
    public static Outcome ExpectedOf(JsonElement one)
    {
        string[] found = [.. one.GetProperty("expected").GetProperty("tagForm").EnumerateArray().Select(item => item.GetString()!)];
        return found.Contains("valid") ? Outcome.Ok : found.LastOrDefault() switch
        {
            null => Outcome.NoSignature,
            // Envelopes are not of the type simplesigning: there is no signature in that list.
            "not a signature" => Outcome.NoSignature,
            "unknown key" or "signature invalid" => Outcome.SignatureUntrusted,
            "other digest" => Outcome.SignatureForOtherDigest,
            "other repository" => Outcome.SignatureForOtherRepository,
            "wrong type" => Outcome.PayloadTypeWrong,
            string other => throw new InvalidOperationException($"expected a known tag form, found {other}; extend the test"),
        };
    }

    /// <summary>Boards to decide a case for: an artifact's own; of an index both.</summary>
    public static string[] BoardsOf(JsonElement one) => one.GetProperty("mediaType").GetString() == MediaTypes.Index
        ? [Board, OtherBoard]
        : [one.GetProperty("board").GetString()!];
}
