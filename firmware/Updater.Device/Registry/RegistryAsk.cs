namespace Updater.Device.Registry;

/// <summary>What is asked of the registry; the same after each redirect and after authorization.</summary>
internal sealed class RegistryAsk
{
    /// <summary>Path on the registry.</summary>
    internal readonly string Path;
    /// <summary>Whether manifests are accepted (and nothing else).</summary>
    internal readonly bool IsManifest;
    /// <summary>Entity tag with its quotes, or null.</summary>
    internal readonly string IfNoneMatch;
    /// <summary>Offset of the first byte; 0 asks for all.</summary>
    internal readonly int RangeStart;
    /// <summary>Offset of the last byte, if <see cref="RangeStart"/> is above 0.</summary>
    internal readonly int RangeEnd;

    /// <summary>Makes a question.</summary>
    internal RegistryAsk(string path, bool isManifest, string ifNoneMatch, int rangeStart, int rangeEnd)
    {
        Path = path;
        IsManifest = isManifest;
        IfNoneMatch = ifNoneMatch;
        RangeStart = rangeStart;
        RangeEnd = rangeEnd;
    }
}
