using System.Security.Cryptography.X509Certificates;

namespace Updater.Registry;

/// <summary>How a <see cref="RegistryClient"/> works.</summary>
public sealed record RegistryClientOptions
{
    /// <summary>Where credentials come from; null for none.</summary>
    public ICredentialSource? Credentials { get; init; }

    /// <summary>Repetitions of one request after 429, 5xx or a lost connection.</summary>
    public int RetriesMax { get; init; } = RegistryLimits.RetriesMax;

    /// <summary>First waiting time of a repetition.</summary>
    public int RetryDelayMs { get; init; } = RegistryLimits.RetryDelayMs;

    /// <summary>Time for connecting and for the headers of one answer.</summary>
    public int RequestTimeoutMs { get; init; } = RegistryLimits.RequestTimeoutMs;

    /// <summary>Time for one read of a body.</summary>
    public int BodyTimeoutMs { get; init; } = RegistryLimits.BodyTimeoutMs;

    /// <summary>Roots that a registry's certificate must lead to, instead of the system's (see <see cref="PemCertificates.ReadRoots"/>); null for
    /// the system's.</summary>
    public X509Certificate2Collection? TrustedRoots { get; init; }

    /// <summary>Source of the jitter.</summary>
    public Random Jitter { get; init; } = Random.Shared;
}
