using System.Text;
using System.Text.Json.Nodes;
using Updater.Vectors;

namespace Updater.Core.Tests.Manifests;

/// <summary>The documents under tests/vectors/manifests, as they are or with one thing changed.</summary>
internal static class GoldenFiles
{
    public static readonly string[] s_names =
        ["firmware", "firmware-two-boards", "referrer", "signatures", "index-annotated", "index-variant", "index-unlabelled", "payload"];

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Checkout.Root!, "tests", "vectors", "manifests", name + ".json"));

    public static byte[] Change(string name, Action<JsonObject> change)
    {
        JsonObject root = JsonNode.Parse(Read(name))!.AsObject();
        change(root);
        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    /// <summary>Digest of a word, as the files' README says.</summary>
    public static string DigestOf(string word) => "sha256:" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(word)));
}
