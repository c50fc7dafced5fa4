namespace Updater.Registry;

/// <summary>An OCI image manifest or index as read on the host. Untrusted.</summary>
public sealed record Manifest
{
    /// <summary>Media type of the document.</summary>
    public required string MediaType { get; init; }

    /// <summary>Artifact type as stated, or null.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>Config, of an image manifest.</summary>
    public ContentDescriptor? Config { get; init; }

    /// <summary>Layers, of an image manifest.</summary>
    public IReadOnlyList<ContentDescriptor> Layers { get; init; } = [];

    /// <summary>Children, of an index.</summary>
    public IReadOnlyList<ContentDescriptor> Children { get; init; } = [];

    /// <summary>What this manifest refers to, or null.</summary>
    public ContentDescriptor? Subject { get; init; }

    /// <summary>Annotations, in the document's order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Annotations { get; init; } = [];

    /// <summary>The artifact type the referrers API states: the own one, else the config's media type (distribution-spec, "Listing
    /// Referrers").</summary>
    public string? EffectiveArtifactType => ArtifactType ?? Config?.MediaType;

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
