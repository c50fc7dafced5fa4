namespace Updater.Device.Tests.Registry;

/// <summary>A request as it came over the wire.</summary>
internal sealed record RecordedRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, int ConnectionIndex)
{
    public string? Header(string name)
    {
        return Headers.GetValueOrDefault(name.ToLowerInvariant());
    }
}
