namespace Updater.Core.Content;

/// <summary>What content is: type, digest, size (image-spec, descriptor.md). Untrusted unless it came out of something verified.</summary>
public sealed class Descriptor
{
    /// <summary>Media type, as stated.</summary>
    public readonly string MediaType;
    /// <summary>SHA-256, 32 bytes. Not to be changed.</summary>
    public readonly byte[] Digest;
    /// <summary>Size in bytes, 0 to 2^31 - 1.</summary>
    public readonly int SizeBytes;

    /// <summary>Makes a descriptor.</summary>
    /// <param name="mediaType">Media type.</param>
    /// <param name="digest">32 bytes, kept, not copied.</param>
    /// <param name="sizeBytes">Size in bytes.</param>
    public Descriptor(string mediaType, byte[] digest, int sizeBytes)
    {
        MediaType = mediaType;
        Digest = digest;
        SizeBytes = sizeBytes;
    }
}
