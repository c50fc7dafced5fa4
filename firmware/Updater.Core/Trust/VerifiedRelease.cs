using Updater.Core.Content;

namespace Updater.Core.Trust;

/// <summary>
/// A release that the policy's keys signed, for this board and product, not older than what is confirmed. Only <see cref="ReleaseTrust"/> makes one; staging
/// code takes nothing else.
/// </summary>
public sealed class VerifiedRelease
{
    /// <summary>Digest of what the tag named (manifest or index), 32 bytes. Not to be changed.</summary>
    public readonly byte[] Digest;
    /// <summary>The firmware layer.</summary>
    public readonly Descriptor Layer;
    /// <summary>Version, packed as major, minor, patch, build.</summary>
    public readonly ulong Version;
    /// <summary>Security counter.</summary>
    public readonly int SecurityCounter;

    internal VerifiedRelease(byte[] digest, Descriptor layer, ulong version, int securityCounter)
    {
        Digest = digest;
        Layer = layer;
        Version = version;
        SecurityCounter = securityCounter;
    }
}
