using System.Text.Json;
using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Device.Registry;
using Updater.Registry;
using Updater.Vectors;
using Manifest = Updater.Registry.Manifest;

namespace Updater.Simulation.Tests.Vectors;

/// <summary>Every case that the real cosign signed, decided by the device's own code: from memory, through our registry, through Debian's.</summary>
[TestClass]
public sealed class CosignVectorTests
{
    [TestMethod]
    public void Every_case_of_cosign_is_decided_as_expected_from_memory()
    {
        if (CosignVectors.TryLoad() is not { } vectors)
        {
            return;
        }

        MemoryRegistry registry = new();
        foreach (ContentDescriptor entry in vectors.Tags.Values)
        {
            AddTree(registry, entry);
        }

        foreach ((string tag, ContentDescriptor entry) in vectors.Tags)
        {
            registry.AddManifest(entry.MediaType, CosignVectors.Blob(entry.Digest), tag);
        }

        DecideAll(vectors, CosignVectors.Repository, () => registry);
    }

    [TestMethod]
    public async Task Every_case_of_cosign_is_decided_as_expected_through_our_registry()
    {
        if (CosignVectors.TryLoad() is not { } vectors)
        {
            return;
        }

        string root = Directory.CreateTempSubdirectory("updater-cosign-").FullName;
        try
        {
            CopyFolder(CosignVectors.Layout, root);
            await using RegistryServer server = await RegistryServer.StartAsync(root, new RegistryServerOptions { Store = new LayoutStoreOptions { DefaultRepository = "fw" } });
            await Task.Run(() => DecideAll(vectors, $"{server.Authority}/fw", Adapter));
        }
        finally
        {
            Directory.Delete(root, true);
        }
    }

    [TestMethod]
    public async Task Every_case_of_cosign_is_decided_as_expected_through_docker_registry()
    {
        if (CosignVectors.TryLoad() is not { } vectors)
        {
            return;
        }

        await using DockerRegistry? registry = await DockerRegistry.TryStart();
        if (registry == null)
        {
            return;
        }

        using RegistryClient client = new(registry.BaseAddress);
        HashSet<string> pushed = [];
        foreach ((string tag, ContentDescriptor entry) in vectors.Tags.Where(pair => !IsFallback(pair.Key)))
        {
            await PushAsync(client, entry, tag, pushed);
        }

        await Task.Run(() => DecideAll(vectors, $"{registry.Authority}/fw", Adapter));
    }

    private static void DecideAll(CosignVectors vectors, string repository, Func<IContentSource> connect)
    {
        List<string> wrong = [];
        int decided = 0;
        int accepted = 0;
        foreach (JsonElement one in vectors.Cases)
        {
            string tag = one.GetProperty("tag").GetString()!;
            Outcome expected = CosignVectors.ExpectedOf(one);
            foreach (string board in CosignVectors.BoardsOf(one))
            {
                VectorDevice device = new(
                    board, CosignVectors.Trusted, CosignVectors.BootKeyPem, CosignVectors.Repository, $"{repository}:{tag}", connect(), CosignVectors.LayerType);
                Outcome found = device.Decide();
                bool isRight = found == expected && (expected == Outcome.Ok
                    ? device.Version == "1.2.3+45" && device.Device.Agent!.Journal.ConfirmedCounter == 7
                        && DigestText.Format(device.Device.Agent.Journal.CopyConfirmedRelease()) == one.GetProperty("digest").GetString()
                    : device.Version == "0.1.0+0" && device.Spent.Erases == 0 && device.Spent.Programs <= 1);
                decided++;
                accepted += expected == Outcome.Ok ? 1 : 0;
                if (!isRight)
                {
                    wrong.Add($"{tag} on {board}: expected {expected}, found {found} ({device.Outcomes}), running {device.Version}, {device.Spent}");
                }
            }
        }

        Assert.IsEmpty(wrong, string.Join('\n', wrong));
        Assert.IsGreaterThan(40, decided);
        Console.WriteLine($"{decided} decisions over {vectors.Cases.Count} cases of cosign, {accepted} accepted");
    }

    private static RegistrySource Adapter() => new(new RegistryOptions { IsPlainHttp = true });

    private static void AddTree(MemoryRegistry registry, ContentDescriptor entry)
    {
        byte[] content = CosignVectors.Blob(entry.Digest);
        registry.AddManifest(entry.MediaType, content);
        Manifest manifest = Manifests.Read(content, entry.MediaType);
        foreach (ContentDescriptor child in manifest.Children)
        {
            AddTree(registry, child);
        }

        foreach (ContentDescriptor layer in manifest.Layers)
        {
            registry.AddBlob(CosignVectors.Blob(layer.Digest));
        }
    }

    private static async Task PushAsync(RegistryClient client, ContentDescriptor entry, string? tag, HashSet<string> pushed)
    {
        byte[] content = CosignVectors.Blob(entry.Digest);
        Manifest manifest = Manifests.Read(content, entry.MediaType);
        foreach (ContentDescriptor child in manifest.Children.Where(child => pushed.Add(child.Digest)))
        {
            await PushAsync(client, child, null, pushed);
        }

        ContentDescriptor[] blobs = manifest.Config == null ? [.. manifest.Layers] : [manifest.Config, .. manifest.Layers];
        foreach (ContentDescriptor blob in blobs.Where(blob => pushed.Add(blob.Digest)))
        {
            await client.PushBlobAsync("fw", CosignVectors.Blob(blob.Digest), blob.MediaType);
        }

        await client.PushManifestAsync("fw", content, entry.MediaType, tag);
    }

    // Lists of referrers: nothing in the tag form.
    private static bool IsFallback(string tag) => tag.StartsWith("sha256-", StringComparison.Ordinal) && !tag.Contains('.', StringComparison.Ordinal);

    private static void CopyFolder(string source, string target)
    {
        foreach (string file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            string to = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
    }
}
