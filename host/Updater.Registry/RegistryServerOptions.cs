using System.Net;

namespace Updater.Registry;

/// <summary>How a <see cref="RegistryServer"/> works.</summary>
public sealed record RegistryServerOptions
{
    /// <summary>Address to listen on; port 0 lets the system choose.</summary>
    public IPEndPoint EndPoint { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>How the layout on disk works.</summary>
    public LayoutStoreOptions Store { get; init; } = new();

    /// <summary>Who may pull; null lets everybody.</summary>
    public RegistryCredential? PullCredential { get; init; }

    /// <summary>Who may push and delete, and pull as well; null lets whoever may pull.</summary>
    public RegistryCredential? PushCredential { get; init; }

    /// <summary>Whether the credentials are taken by a token service of this server (<c>/token</c>) and requests carry its tokens.</summary>
    public bool UsesTokens { get; init; }

    /// <summary>Life of a token, in seconds.</summary>
    public int TokenSeconds { get; init; } = 300;

    /// <summary>Whether there is the referrers API; without it the server behaves as distribution 2.8 and clients use the fallback tag.</summary>
    public bool HasReferrers { get; init; } = true;

    /// <summary>Whether a manifest is only given to those who say that they accept its media type, as distribution 2.8 does.</summary>
    public bool RequiresAccept { get; init; }

    /// <summary>Certificate and key for HTTPS; null for plain HTTP. Not disposed by the server.</summary>
    public ServerCertificate? Certificate { get; init; }

    /// <summary>Whether <c>/metrics</c> tells what the server did, in Prometheus' text format, to everybody: counts only.</summary>
    public bool HasMetrics { get; init; }

    /// <summary>Looks at each request and may have it answered wrongly.</summary>
    public IRequestFilter? Filter { get; init; }

    /// <summary>Connections held at one time.</summary>
    public int ConnectionsMax { get; init; } = RegistryLimits.ConnectionsMax;
}
