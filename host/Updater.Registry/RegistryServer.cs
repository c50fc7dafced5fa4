using System.Net;
using System.Security.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Updater.Registry;

/// <summary>An OCI registry in this process: Kestrel in front of a <see cref="LayoutStore"/> (distribution-spec v1.1). Ends when disposed.</summary>
public sealed class RegistryServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly CancellationTokenSource _stopping = new();
    private int _isDisposed;

    private RegistryServer(WebApplication application, LayoutStore store, RegistryServerOptions options)
    {
        _application = application;
        Store = store;
        Filter = options.Filter;
    }

    /// <summary>What the server serves.</summary>
    public LayoutStore Store { get; }

    /// <summary>What it did.</summary>
    public RegistryCounters Counters { get; } = new();

    /// <summary>Looks at each request; may be changed while the server runs.</summary>
    public IRequestFilter? Filter { get; set; }

    /// <summary>Address of the server: <c>http://127.0.0.1:port/</c>, or <c>https</c> with a certificate.</summary>
    public Uri BaseAddress { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Host and port, as in references.</summary>
    public string Authority => BaseAddress.Authority;

    /// <summary>Opens the layout in a folder and serves it.</summary>
    /// <param name="root">Folder of the layout; it is made if need be.</param>
    /// <param name="options">How to work; null for the defaults.</param>
    /// <param name="cancel">Stops the start.</param>
    public static async Task<RegistryServer> StartAsync(string root, RegistryServerOptions? options = null, CancellationToken cancel = default)
    {
        options ??= new RegistryServerOptions();
        LayoutStore store = new(root, options.Store);
        try
        {
            RegistryServer? server = null;
            WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
            builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(RegistryLimits.StopTimeoutMsMax));
            builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Configure(kestrel, options, () => server!));
            WebApplication application = builder.Build();
            server = new RegistryServer(application, store, options);
            RegistryHandler handler = new(server, options, server._stopping.Token);
            application.Run(handler.HandleAsync);
            await application.StartAsync(cancel);
            string address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            server.BaseAddress = new Uri(address.TrimEnd('/') + "/");
            return server;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Stops gracefully: no new connections, requests under way may end. Dispose afterwards.</summary>
    /// <param name="timeoutMs">Time they have; what is not done then is cut off.</param>
    /// <returns>How many requests were cut off.</returns>
    public async Task<int> StopAsync(int timeoutMs)
    {
        int cut = 0;
        using CancellationTokenSource grace = new();
        await using (grace.Token.Register(() => cut = (int)Counters.OpenRequests))
        {
            grace.CancelAfter(Math.Clamp(timeoutMs, 0, RegistryLimits.StopTimeoutMsMax));
            await _application.StopAsync(grace.Token);
        }

        return cut;
    }

    /// <summary>Stops: requests under way end, connections are closed, the layout is released.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        await _stopping.CancelAsync();
        await StopAsync(RegistryLimits.DisposeTimeoutMs);
        await _application.DisposeAsync();
        Store.Dispose();
        _stopping.Dispose();
    }

    private static void Configure(KestrelServerOptions kestrel, RegistryServerOptions options, Func<RegistryServer> server)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = options.ConnectionsMax;
        kestrel.Limits.MaxRequestBodySize = options.Store.BlobBytesMax;
        kestrel.Limits.MaxRequestBufferSize = 4 * RegistryLimits.CopyBytes;
        kestrel.Limits.MaxResponseBufferSize = 2 * RegistryLimits.CopyBytes;
        kestrel.Limits.MaxRequestLineSize = RegistryLimits.TargetCharsMax + 64;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(30);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        // A device that erases flash reads nothing for seconds, and many share one machine in a simulation.
        kestrel.Limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 16, gracePeriod: TimeSpan.FromSeconds(60));
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 16, gracePeriod: TimeSpan.FromSeconds(60));
        kestrel.Listen(options.EndPoint, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(next => async connection =>
            {
                RegistryCounters counters = server().Counters;
                counters.CountConnection();
                connection.Transport = new CountingPipe(connection.Transport, counters);
                await next(connection);
            });
            if (options.Certificate is ServerCertificate certificate)
            {
                listen.UseHttps(https =>
                {
                    https.ServerCertificate = certificate.Own;
                    https.ServerCertificateChain = certificate.Chain;
                    https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
                    https.HandshakeTimeout = TimeSpan.FromMilliseconds(RegistryLimits.RequestTimeoutMs);
                });
            }
        });
    }

    /// <summary>No console, no signals: the server belongs to whoever started it.</summary>
    private sealed class EmbeddedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
