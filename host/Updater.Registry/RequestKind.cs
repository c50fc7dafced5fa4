namespace Updater.Registry;

/// <summary>What a request to the registry is about.</summary>
public enum RequestKind
{
    /// <summary><c>/v2/</c> itself, or a path the registry does not know.</summary>
    Other = 0,
    /// <summary>A manifest by tag or digest.</summary>
    Manifest = 1,
    /// <summary>A blob by digest.</summary>
    Blob = 2,
    /// <summary>An upload, in any step.</summary>
    Upload = 3,
    /// <summary>The list of tags.</summary>
    Tags = 4,
    /// <summary>The list of referrers.</summary>
    Referrers = 5,
    /// <summary>The token service.</summary>
    Token = 6,
    /// <summary>What the server did, for Prometheus.</summary>
    Metrics = 7,
}
