namespace Updater.Registry;

/// <summary>What a server did since it started. Figures are exact once the answers counted have been received.</summary>
public sealed class RegistryCounters
{
    private static readonly int s_kinds = Enum.GetValues<RequestKind>().Length;
    private readonly long[] _requests = new long[s_kinds];
    private readonly long[] _bodyBytes = new long[s_kinds];
    private long _wireBytesSent;
    private long _wireBytesReceived;
    private readonly long[] _answers = new long[6];
    private long _connections;
    private long _open;

    /// <summary>All requests.</summary>
    public long Requests => Sum(_requests);

    /// <summary>Bytes of all bodies sent.</summary>
    public long BodyBytesSent => Sum(_bodyBytes);

    /// <summary>Bytes sent, with headers and framing of HTTP.</summary>
    public long WireBytesSent => Interlocked.Read(ref _wireBytesSent);

    /// <summary>Bytes received, with headers and framing of HTTP.</summary>
    public long WireBytesReceived => Interlocked.Read(ref _wireBytesReceived);

    /// <summary>Connections accepted.</summary>
    public long Connections => Interlocked.Read(ref _connections);

    /// <summary>Requests under way.</summary>
    public long OpenRequests => Interlocked.Read(ref _open);

    /// <summary>Answers by the class of their status.</summary>
    /// <param name="hundreds">First digit of the status.</param>
    public long AnswersOf(int hundreds) => Interlocked.Read(ref _answers[hundreds]);

    /// <summary>Requests of one kind.</summary>
    /// <param name="kind">The kind.</param>
    public long RequestsOf(RequestKind kind) => Interlocked.Read(ref _requests[(int)kind]);

    /// <summary>Bytes of bodies sent for requests of one kind.</summary>
    /// <param name="kind">The kind.</param>
    public long BodyBytesSentOf(RequestKind kind) => Interlocked.Read(ref _bodyBytes[(int)kind]);

    internal long CountRequest(RequestKind kind) => Interlocked.Increment(ref _requests[(int)kind]) - 1;

    internal void CountOpen(int change) => Interlocked.Add(ref _open, change);

    internal void CountAnswer(int status) => Interlocked.Increment(ref _answers[Math.Clamp(status / 100, 0, _answers.Length - 1)]);

    internal void CountBody(RequestKind kind, long bytes) => Interlocked.Add(ref _bodyBytes[(int)kind], bytes);

    internal void CountSent(long bytes) => Interlocked.Add(ref _wireBytesSent, bytes);

    internal void CountReceived(long bytes) => Interlocked.Add(ref _wireBytesReceived, bytes);

    internal void CountConnection() => Interlocked.Increment(ref _connections);

    private static long Sum(long[] values)
    {
        long sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            sum += Interlocked.Read(ref values[i]);
        }

        return sum;
    }
}
