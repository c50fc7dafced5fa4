using System.Net;
using System.Net.Sockets;

namespace Updater.Benchmarks;

/// <summary>A TCP proxy on loopback that counts what passes: requests, and bytes with headers and framing. Exact for answers that have been received.</summary>
public sealed class CountingProxy : IAsyncDisposable
{
    private const int BufferBytes = 16 * 1024;
    // CR LF CR LF ends the headers of a request; a GET has nothing behind them.
    private const uint HeadersEnd = 0x0D0A0D0A;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _target;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;
    private long _requests;
    private long _bytesToClient;

    /// <summary>Starts a proxy in front of a server on loopback.</summary>
    /// <param name="target">Address of the server.</param>
    public CountingProxy(Uri target)
    {
        _target = new IPEndPoint(IPAddress.Loopback, target.Port);
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _accepting = AcceptAsync();
    }

    /// <summary>Address of the proxy.</summary>
    public Uri Address { get; }

    /// <summary>What has passed; only requests without body are counted right.</summary>
    public WireCount Count => new(Interlocked.Read(ref _requests), Interlocked.Read(ref _bytesToClient));

    /// <summary>Closes every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                connections.Add(RelayAsync(client));
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }

        await Task.WhenAll(connections);
    }

    private async Task RelayAsync(TcpClient client)
    {
        using TcpClient near = client;
        using TcpClient far = new();
        try
        {
            await far.ConnectAsync(_target, _stopping.Token);
            near.NoDelay = far.NoDelay = true;
            await Task.WhenAny(CopyAsync(near, far, CountRequests()), CopyAsync(far, near, count => Interlocked.Add(ref _bytesToClient, count.Length)));
        }
        catch (Exception problem) when (problem is OperationCanceledException or IOException or SocketException)
        {
            // Either side may leave at any time; the other one is then closed as well.
        }
    }

    private async Task CopyAsync(TcpClient from, TcpClient to, Action<ReadOnlyMemory<byte>> pass)
    {
        byte[] buffer = new byte[BufferBytes];
        int read;
        while ((read = await from.GetStream().ReadAsync(buffer, _stopping.Token)) > 0)
        {
            pass(buffer.AsMemory(0, read));
            await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _stopping.Token);
        }
    }

    private Action<ReadOnlyMemory<byte>> CountRequests()
    {
        uint last = 0;
        return bytes =>
        {
            foreach (byte value in bytes.Span)
            {
                last = (last << 8) | value;
                if (last == HeadersEnd)
                {
                    Interlocked.Increment(ref _requests);
                }
            }
        };
    }
}
