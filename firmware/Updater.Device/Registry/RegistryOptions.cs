using Updater.Core.Platform;

namespace Updater.Device.Registry;

/// <summary>How a registry is reached. Trust never depends on it: what comes is verified by signature.</summary>
public sealed class RegistryOptions
{
    /// <summary>What requests call themselves.</summary>
    public const string UserAgent = "updater/0.1";

    /// <summary>Plain HTTP instead of TLS: for mirrors on a lab network.</summary>
    public bool IsPlainHttp;
    /// <summary>User name for Basic, or for the token service; null asks anonymously.</summary>
    public string User;
    /// <summary>Password or access token that goes with <see cref="User"/>.</summary>
    public string Password;

    /// <summary>Time for connecting and headers of one request.</summary>
    internal int RequestTimeoutMs = Limits.RequestTimeoutMs;
    /// <summary>Time for one read of a body.</summary>
    internal int BodyTimeoutMs = Limits.BodyTimeoutMs;
}
