using Updater.Registry;

namespace Updater.Journey.Tests;

/// <summary>Our registry, with a folder of its own that goes with it.</summary>
internal sealed class OwnRegistry : IAsyncDisposable
{
    private readonly string _root;
    private readonly RegistryServer _server;

    private OwnRegistry(string root, RegistryServer server)
    {
        _root = root;
        _server = server;
    }

    public Uri Address => _server.BaseAddress;

    public static async Task<OwnRegistry> StartAsync()
    {
        string root = Directory.CreateTempSubdirectory("updater-journey-").FullName;
        return new OwnRegistry(root, await RegistryServer.StartAsync(root));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_root, true);
    }
}
