using System.Text.Json;
using Updater.Vectors;

namespace Updater.Images.Tests.Images;

/// <summary>A folder of MCUboot images with an index.json that says what each is.</summary>
internal sealed class VectorIndex
{
    private readonly string _folder;

    private VectorIndex(string folder)
    {
        _folder = folder;
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "index.json")));
        JsonElement root = document.RootElement.Clone();
        Images = [.. root.GetProperty("images").EnumerateArray()];
        Keys = [McubootPublicKey.FromPem(File.ReadAllText(Path.Combine(folder, root.GetProperty("trustedKey").GetString()!)))];
    }

    public IReadOnlyList<JsonElement> Images { get; }

    public McubootPublicKey[] Keys { get; }

    public string Folder => _folder;

    /// <summary>This project's own images and, beside a checkout, those made by imgtool.</summary>
    public static IEnumerable<VectorIndex> All()
    {
        yield return new VectorIndex(Path.Combine(Checkout.Root!, "tests", "vectors", "mcuboot"));
        if (SharedVectors.ArePresent)
        {
            yield return new VectorIndex(SharedVectors.PathOf("mcuboot"));
            yield break;
        }

        Console.WriteLine("shared/vectors is absent: imgtool's images are not checked");
        Assert.AreNotEqual("true", Environment.GetEnvironmentVariable("CI"), "CI has shared/vectors");
    }

    /// <summary>imgtool's images; null on a lone checkout.</summary>
    public static VectorIndex? Imgtool() => All().Skip(1).FirstOrDefault();

    public byte[] Read(string file) => File.ReadAllBytes(Path.Combine(_folder, file));

    public string ReadText(string file) => File.ReadAllText(Path.Combine(_folder, file));

    public byte[] Read(JsonElement image) => Read(image.GetProperty("file").GetString()!);
}
