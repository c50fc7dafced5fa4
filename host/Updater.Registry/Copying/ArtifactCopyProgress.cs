namespace Updater.Registry.Copying;

/// <summary>What a copy has done so far.</summary>
/// <param name="ManifestsSent">Manifests stored at the target.</param>
/// <param name="ManifestsPresent">Manifests that were there, with all they name.</param>
/// <param name="BlobsSent">Blobs whose bytes were sent.</param>
/// <param name="BlobsPresent">Blobs that were there.</param>
/// <param name="BlobsMounted">Blobs taken from a repository beside the target's.</param>
/// <param name="BytesSent">Bytes of blobs, those under way included.</param>
/// <param name="BytesKnown">Bytes of all blobs seen so far, whether sent or there.</param>
public sealed record ArtifactCopyProgress(
    int ManifestsSent, int ManifestsPresent, int BlobsSent, int BlobsPresent, int BlobsMounted, long BytesSent, long BytesKnown);
