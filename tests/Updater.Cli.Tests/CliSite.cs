using Updater.Images;
using Updater.Registry;
using Updater.Signing;

namespace Updater.Cli.Tests;

/// <summary>A folder with keys and images and a registry with nothing in it; both gone afterwards.</summary>
internal sealed class CliSite : IAsyncDisposable
{
    public const string Board = "esp32-4mb";
    public const string Repository = "acme/lamp";

    private CliSite(string folder, RegistryServer server)
    {
        Folder = folder;
        Server = server;
        Client = new RegistryClient(server.BaseAddress, new RegistryClientOptions { RetryDelayMs = 5, RetriesMax = 2 });
        Key = KeyPair.Generate();
        OtherKey = KeyPair.Generate();
        KeyPath = WriteKey(Key, "release");
        OtherKeyPath = WriteKey(OtherKey, "other");
    }

    public string Folder { get; }

    public RegistryServer Server { get; }

    public RegistryClient Client { get; }

    public KeyPair Key { get; }

    public KeyPair OtherKey { get; }

    public string KeyPath { get; }

    public string OtherKeyPath { get; }

    public string PublicPath => PublicOf(KeyPath);

    public string OtherPublicPath => PublicOf(OtherKeyPath);

    public string Name => $"{Server.Authority}/{Repository}";

    public string Stable => Name + ":stable";

    public static async Task<CliSite> StartAsync(RegistryServerOptions? options = null)
    {
        string folder = Directory.CreateTempSubdirectory("updater-cli-").FullName;
        options ??= new RegistryServerOptions();
        options = options with { Store = options.Store with { FlushesToDisk = false } };
        return new CliSite(folder, await RegistryServer.StartAsync(Path.Combine(folder, "registry"), options));
    }

    /// <summary>A file with seeded bytes.</summary>
    public string WriteFile(string name, int count, int seed = 1)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return WriteFile(name, bytes);
    }

    public string WriteFile(string name, byte[] content)
    {
        string path = PathOf(name);
        File.WriteAllBytes(path, content);
        return path;
    }

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>An MCUboot image.</summary>
    public string WriteImage(string version = "1.2.3", uint? counter = 7, int payloadBytes = 20_000, string? name = null)
    {
        byte[] payload = new byte[payloadBytes];
        new Random(1).NextBytes(payload);
        return WriteFile(
            name ?? $"app-{version}.img",
            McubootPacker.Pack(payload, new McubootPackOptions { Version = McubootVersion.Parse(version), SecurityCounter = counter }));
    }

    /// <summary>Publishes an image with the program itself, signed.</summary>
    public Task<CliRun> PublishAsync(string version = "1.2.3", uint counter = 7, string tag = "stable", string? key = null, string? product = null) =>
        CliRun.OkAsync(
        [
            "publish", $"{Name}:{tag}", WriteImage(version, counter, name: Guid.NewGuid() + ".img"), "--board", Board, "--sign-key", key ?? KeyPath,
            .. product == null ? Array.Empty<string>() : ["--product", product]
        ]);

    public string[] Verify(params string[] more) => ["verify", Stable, "--key", PublicPath, "--board", Board, .. more];

    /// <summary>Puts a document as it is under a tag, and signs it.</summary>
    public async Task<string> PutSignedAsync(string mediaType, byte[] content, string tag = "stable")
    {
        StoredManifest stored = Server.Store.PutManifest(Repository, tag, mediaType, content);
        await new CosignTagSigner(Client).SignAsync(Repository, tag, Key);
        return stored.Descriptor.Digest;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Key.Dispose();
        OtherKey.Dispose();
        await Server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private static string PublicOf(string path) => Path.ChangeExtension(path, ".pub.pem");

    private string WriteKey(KeyPair key, string name)
    {
        string path = PathOf(name + ".pem");
        key.WritePrivate(path);
        key.Public.Write(PublicOf(path));
        return path;
    }
}
