namespace Updater.Registry;

/// <summary>What was removed, or would be.</summary>
/// <param name="Manifests">Manifests no longer visible in their repositories.</param>
/// <param name="Blobs">Blobs no longer visible in their repositories.</param>
/// <param name="Files">Files removed.</param>
/// <param name="Bytes">Bytes of those files.</param>
public sealed record GarbageSummary(int Manifests, int Blobs, int Files, long Bytes);
