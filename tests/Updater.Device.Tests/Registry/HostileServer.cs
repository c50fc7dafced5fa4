using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Updater.Device.Tests.Registry;

/// <summary>An HTTP server on loopback that says exactly what its script says. Ends by itself: bounded in time, requests and bytes.</summary>
internal sealed class HostileServer : IDisposable
{
    public const int EndlessBytesMax = 64 << 20;
    private const int RequestsMax = 5000;
    private const int HeadBytesMax = 16384;
    private static readonly TimeSpan s_lifetime = TimeSpan.FromSeconds(60);

    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _end = new(s_lifetime);
    private readonly Func<RecordedRequest, Reply> _script;
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();
    private readonly X509Certificate2? _certificate;
    private int _connectionsCount;
    private long _endlessBytesSent;

    public HostileServer(Func<RecordedRequest, Reply> script, X509Certificate2? certificate = null)
    {
        _script = script;
        _certificate = certificate;
        _listener = new TcpListener(IPAddress.Loopback, 0);
        _listener.Start(2048);
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    public HostileServer(Reply reply)
        : this(_ => reply)
    {
    }

    public int Port { get; }
    public string Authority => $"127.0.0.1:{Port}";
    public string Origin => (_certificate is null ? "http://" : "https://") + Authority;
    public RecordedRequest[] Requests => [.. _requests];
    public int ConnectionsCount => Volatile.Read(ref _connectionsCount);
    public long EndlessBytesSent => Interlocked.Read(ref _endlessBytesSent);

    public void Dispose()
    {
        _end.Cancel();
        _listener.Stop();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptSocketAsync(_end.Token);
                int index = Interlocked.Increment(ref _connectionsCount) - 1;
                _ = ServeAsync(socket, index);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(Socket socket, int index)
    {
        using (socket)
        {
            try
            {
                socket.NoDelay = true;
                await using Stream stream = await OpenAsync(socket);
                while (_requests.Count < RequestsMax && await ReadAsync(stream, index) is { } request)
                {
                    _requests.Enqueue(request);
                    if (!await SendAsync(socket, stream, _script(request)))
                    {
                        return;
                    }
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ObjectDisposedException or AuthenticationException)
            {
            }
        }
    }

    private async Task<Stream> OpenAsync(Socket socket)
    {
        NetworkStream plain = new(socket);
        if (_certificate is null)
        {
            return plain;
        }

        SslStream secure = new(plain);
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _end.Token);
        return secure;
    }

    private async Task<RecordedRequest?> ReadAsync(Stream stream, int index)
    {
        byte[] head = new byte[HeadBytesMax];
        int count = 0;
        while (count < head.Length)
        {
            int read = await stream.ReadAsync(head.AsMemory(count), _end.Token);
            // 0x16 begins a TLS handshake, which is nothing for this server.
            if (read == 0 || head[0] == 0x16)
            {
                return null;
            }

            count += read;
            if (head.AsSpan(0, count).EndsWith("\r\n\r\n"u8))
            {
                return Parse(Encoding.Latin1.GetString(head, 0, count), index);
            }
        }

        return null;
    }

    private static RecordedRequest Parse(string head, int index)
    {
        string[] lines = head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        string[] first = lines[0].Split(' ');
        Dictionary<string, string> headers = lines.Skip(1)
            .Select(line => line.Split(':', 2))
            .ToDictionary(parts => parts[0].ToLowerInvariant(), parts => parts[1].Trim());
        return new RecordedRequest(first[0], first[1], headers, index);
    }

    /// <returns>Whether the connection goes on.</returns>
    private async Task<bool> SendAsync(Socket socket, Stream stream, Reply reply)
    {
        if (reply.Gate is { } gate)
        {
            await gate.WaitAsync(_end.Token);
        }

        int fast = reply.ByteDelayMs > 0 ? reply.SlowFrom : reply.Bytes.Length;
        await stream.WriteAsync(reply.Bytes.AsMemory(0, fast), _end.Token);
        for (int i = fast; i < reply.Bytes.Length; i++)
        {
            await Task.Delay(reply.ByteDelayMs, _end.Token);
            await stream.WriteAsync(reply.Bytes.AsMemory(i, 1), _end.Token);
        }

        while (reply.Endless is { } more && EndlessBytesSent < EndlessBytesMax)
        {
            await Task.Delay(reply.EndlessDelayMs, _end.Token);
            await stream.WriteAsync(more, _end.Token);
            Interlocked.Add(ref _endlessBytesSent, more.Length);
        }

        if (reply.IsResetting)
        {
            // Linger of 0 turns the close into a reset; the pause lets what was sent arrive first.
            await Task.Delay(50, _end.Token);
            socket.LingerState = new LingerOption(true, 0);
        }

        return !reply.IsClosing && !reply.IsResetting && reply.Endless is null;
    }
}
