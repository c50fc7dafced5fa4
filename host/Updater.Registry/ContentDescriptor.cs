namespace Updater.Registry;

/// <summary>What content is: type, digest, size (image-spec, descriptor.md), as the host's tools handle it.</summary>
public sealed record ContentDescriptor
{
    /// <summary>Makes a descriptor.</summary>
    /// <param name="mediaType">Media type.</param>
    /// <param name="digest"><c>sha256:</c> and 64 digits.</param>
    /// <param name="sizeBytes">Size in bytes.</param>
    public ContentDescriptor(string mediaType, string digest, long sizeBytes)
    {
        MediaType = mediaType;
        Digest = digest;
        SizeBytes = sizeBytes;
    }

    /// <summary>Media type.</summary>
    public string MediaType { get; init; }

    /// <summary><c>sha256:</c> and 64 lower-case hexadecimal digits.</summary>
    public string Digest { get; init; }

    /// <summary>Size in bytes.</summary>
    public long SizeBytes { get; init; }

    /// <summary>Artifact type, in descriptors of manifests.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>The content itself, for very small content.</summary>
    public byte[]? Data { get; init; }

    /// <summary>Annotations, in the order in which they are written.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Annotations { get; init; } = [];

    /// <summary>The value of an annotation, or null.</summary>
    /// <param name="name">Name of the annotation.</param>
    public string? Annotation(string name)
    {
        foreach (KeyValuePair<string, string> pair in Annotations)
        {
            if (pair.Key == name)
            {
                return pair.Value;
            }
        }

        return null;
    }
}
