using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Updater.Registry.Tests;

/// <summary>A server on a port of its own with a folder of its own, both gone afterwards.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly string _folder;

    private TestServer(string folder, RegistryServer server, RegistryClientOptions? clientOptions)
    {
        _folder = folder;
        Server = server;
        Client = new RegistryClient(server.BaseAddress, clientOptions ?? Fast);
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = server.BaseAddress,
            Timeout = TimeSpan.FromSeconds(20) };
    }

    public static RegistryClientOptions Fast { get; } = new() { RetryDelayMs = 5, RetriesMax = 3, RequestTimeoutMs = 15_000, BodyTimeoutMs = 15_000 };

    public RegistryServer Server { get; }

    public RegistryClient Client { get; }

    public HttpClient Http { get; }

    public string Root => _folder;

    public static async Task<TestServer> StartAsync(RegistryServerOptions? options = null, RegistryClientOptions? clientOptions = null)
    {
        string folder = Directory.CreateTempSubdirectory("updater-registry-").FullName;
        options ??= new RegistryServerOptions();
        options = options with { Store = options.Store with { FlushesToDisk = false } };
        return new TestServer(folder, await RegistryServer.StartAsync(folder, options), clientOptions);
    }

    public static byte[] Bytes(int count, int seed = 1)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Sends raw bytes and reads until the server closes or the answer's headers are there.</summary>
    public async Task<string> RawAsync(string request)
    {
        using TcpClient tcp = new();
        await tcp.ConnectAsync(IPAddress.Loopback, Server.BaseAddress.Port);
        NetworkStream stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using CancellationTokenSource limit = new(10_000);
        byte[] buffer = new byte[8192];
        StringBuilder answer = new();
        int count;
        while (!answer.ToString().Contains("\r\n\r\n", StringComparison.Ordinal) && (count = await stream.ReadAsync(buffer, limit.Token)) > 0)
        {
            answer.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }

        return answer.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Http.Dispose();
        await Server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
