using System.Text.Json;
using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Images;
using Updater.Registry;
using Updater.Signing;
using Updater.Vectors;
using Manifest = Updater.Registry.Manifest;

namespace Updater.Simulation.Tests.Vectors;

/// <summary>Every image of imgtool and of our own vectors, released under a good signature: what slot and bootloader make of it.</summary>
[TestClass]
public sealed class ImageVectorTests
{
    private const string Board = "esp32-4mb";

    [TestMethod]
    public void Every_image_of_our_own_vectors_is_decided_as_listed() =>
        DecideAll(Path.Combine(Checkout.Root!, "tests", "vectors", "mcuboot"), 16);

    [TestMethod]
    public void Every_image_of_imgtool_is_decided_as_listed()
    {
        if (!SharedVectors.ArePresent)
        {
            Assert.AreNotEqual("true", Environment.GetEnvironmentVariable("CI"), "shared/vectors is absent in CI");
            Console.WriteLine("shared/vectors is absent: imgtool's images are not checked");
            return;
        }

        DecideAll(SharedVectors.PathOf("mcuboot"), 45);
    }

    private static void DecideAll(string folder, int imagesMin)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "index.json")));
        string bootKey = File.ReadAllText(Path.Combine(folder, document.RootElement.GetProperty("trustedKey").GetString()!));
        List<string> wrong = [];
        int decided = 0;
        foreach (JsonElement image in document.RootElement.GetProperty("images").EnumerateArray())
        {
            string file = image.GetProperty("file").GetString()!;
            JsonElement expected = image.GetProperty("expected");
            string verdict = expected.TryGetProperty("reason", out JsonElement reason) && reason.ValueKind == JsonValueKind.String ? reason.GetString()! : "";
            Assert.AreEqual(verdict.Length == 0 ? "accept" : "reject", expected.GetProperty("verdict").GetString());
            string version = expected.TryGetProperty("header", out JsonElement header) && header.ValueKind == JsonValueKind.Object ? header.GetProperty("version").GetString()! : "1.2.3+45";
            wrong.AddRange(Decide(file, File.ReadAllBytes(Path.Combine(folder, file)), version, verdict, bootKey));
            decided++;
        }

        Assert.IsEmpty(wrong, string.Join('\n', wrong));
        Assert.IsGreaterThanOrEqualTo(imagesMin, decided);
        Console.WriteLine($"{decided} images decided by slot and bootloader");
    }

    private static IEnumerable<string> Decide(string file, byte[] image, string version, string reason, string bootKey)
    {
        using KeyPair key = KeyPair.Generate();
        MemoryRegistry registry = Release(image, version, key);
        VectorDevice device = new(Board, key.Public, bootKey, Workbench.Repository, Workbench.Repository + ":stable", registry, MediaTypes.FirmwareImage);
        Outcome found = device.Decide();
        (Outcome outcome, bool isOffered, bool touchesFlash) = ExpectedOf(reason, file);
        string told = $"{file} ({reason}): found {found} ({device.Outcomes}), running {device.Version}, {device.Spent}";
        if (found != outcome)
        {
            yield return $"expected {outcome}: {told}";
        }

        string running = outcome == Outcome.Ok ? version : "0.1.0+0";
        if (device.Version != running)
        {
            yield return $"expected {running} to run: {told}";
        }

        if (!touchesFlash && (device.Spent.Erases != 0 || device.Spent.Programs > 1))
        {
            yield return $"expected no flash to be touched: {told}";
        }

        if (device.Device.Twin.Slots.NextSwap() != SwapKind.None)
        {
            yield return $"expected nothing pending: {told}";
        }

        // The factory image, and each trial that the bootloader refused, or the one that it ran.
        int boots = outcome == Outcome.Ok ? 2 : isOffered ? 1 + Limits.TrialsMax : 1;
        if (device.Device.Twin.BootCount != boots)
        {
            yield return $"expected {boots} boots, found {device.Device.Twin.BootCount}: {told}";
        }
    }

    private static (Outcome Outcome, bool IsOffered, bool TouchesFlash) ExpectedOf(string reason, string file) => reason switch
    {
        "" => (Outcome.Ok, true, true),
        // The slot's digest is right; it is the bootloader that finds the signature wrong, each time, until the release is rejected.
        "unknown key" or "no signature" or "signature invalid" => (Outcome.ReleaseRejectedBefore, true, true),
        "hash mismatch" => (Outcome.SlotContentMismatch, false, true),
        "truncated" when file.Contains("payload", StringComparison.Ordinal) => (Outcome.ImageHeaderMalformed, false, false),
        "truncated" => (Outcome.SlotContentMismatch, false, true),
        _ when reason.StartsWith("not ", StringComparison.Ordinal) => (Outcome.ImageHeaderMalformed, false, false),
        _ => throw new InvalidOperationException($"expected a known reason, found {reason}; extend the test"),
    };

    private static MemoryRegistry Release(byte[] image, string version, KeyPair key)
    {
        MemoryRegistry registry = new();
        byte[] layer = registry.AddBlob(image);
        byte[] digest = registry.AddManifest(MediaTypes.Manifest, Manifests.Write(new Manifest
        {
            MediaType = MediaTypes.Manifest,
            Config = Manifests.EmptyConfig,
            Layers = [new ContentDescriptor(MediaTypes.FirmwareImage, DigestText.Format(layer), image.Length)],
            Annotations = [new(AnnotationNames.Version, version), new(AnnotationNames.Board, Board), new(AnnotationNames.SecurityCounter, "7")],
        }), "stable");
        byte[] payload = CosignPayload.Write(Workbench.Repository, DigestText.Format(digest));
        registry.AddBlob(payload);
        registry.AddManifest(MediaTypes.Manifest, Manifests.Write(new Manifest
        {
            MediaType = MediaTypes.Manifest,
            Config = Manifests.EmptyConfig,
            Layers = [Manifests.Describe(MediaTypes.SimpleSigning, payload) with
            {
                Annotations = [new(AnnotationNames.CosignSignature, Convert.ToBase64String(key.Sign(payload)))],
            }],
        }), DigestText.SignatureTag(digest));
        return registry;
    }
}
