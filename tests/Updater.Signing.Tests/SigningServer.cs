using Updater.Registry;
using Updater.Vectors;

namespace Updater.Signing.Tests;

/// <summary>A registry on a port of its own with a folder of its own, both gone afterwards.</summary>
internal sealed class SigningServer : IAsyncDisposable
{
    private readonly string _folder;

    private SigningServer(string folder, RegistryServer server)
    {
        _folder = folder;
        Server = server;
        Client = new RegistryClient(server.BaseAddress, new RegistryClientOptions { RetryDelayMs = 5, RetriesMax = 1 });
    }

    public RegistryServer Server { get; }

    public RegistryClient Client { get; }

    public static Task<SigningServer> StartAsync(bool hasReferrers = true) => StartAsync(Directory.CreateTempSubdirectory("updater-signing-").FullName, hasReferrers);

    /// <summary>Serves a copy of the layout that cosign 2 and 3 filled, as repository <c>fw</c>.</summary>
    public static Task<SigningServer> StartWithVectorsAsync(bool hasReferrers)
    {
        string folder = Directory.CreateTempSubdirectory("updater-signing-").FullName;
        string source = SharedVectors.PathOf("cosign", "layout");
        foreach (string file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(folder, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return StartAsync(folder, hasReferrers);
    }

    /// <summary>Pushes a small artifact.</summary>
    public async Task<ContentDescriptor> PublishAsync(string repository, string tag, string content = "image") =>
        await new FirmwarePublisher(Client).PublishAsync(repository, tag,
            new FirmwareArtifact { Image = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content)), Version = "1.0.0", Board = "board-a" });

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<SigningServer> StartAsync(string folder, bool hasReferrers)
    {
        RegistryServerOptions options = new()
        {
            HasReferrers = hasReferrers,
            Store = new LayoutStoreOptions { DefaultRepository = "fw", FlushesToDisk = false },
        };
        return new SigningServer(folder, await RegistryServer.StartAsync(folder, options));
    }
}
