namespace Updater.Benchmarks;

/// <summary>What passed on the wire.</summary>
/// <param name="Requests">Requests.</param>
/// <param name="BytesReceived">Bytes the client received, with headers and framing of HTTP.</param>
public readonly record struct WireCount(long Requests, long BytesReceived)
{
    /// <summary>What passed since.</summary>
    public WireCount Since(WireCount before) => new(Requests - before.Requests, BytesReceived - before.BytesReceived);
}
