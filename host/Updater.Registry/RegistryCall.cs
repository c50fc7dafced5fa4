namespace Updater.Registry;

/// <summary>One request to a registry, which may be sent several times.</summary>
internal sealed record RegistryCall(HttpMethod Method, Uri Target, string Repository)
{
    /// <summary>Makes the body afresh for each sending; null for none.</summary>
    public Func<HttpContent>? Content { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public bool Pushes { get; init; }

    /// <summary>Whether sending it twice does what sending it once does.</summary>
    public bool MayRepeat { get; init; } = true;

    /// <summary>Time for the answer's headers; a body that is sent counts, so pushes give more.</summary>
    public int TimeoutMs { get; init; }
}
