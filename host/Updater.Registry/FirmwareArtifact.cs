namespace Updater.Registry;

/// <summary>What is to be published: one firmware image and what the manifest says of it.</summary>
public sealed record FirmwareArtifact
{
    /// <summary>The image: a stream that can seek, read from its position to its end. Not disposed.</summary>
    public required Stream Image { get; init; }

    /// <summary>File name in the layer's title, or null.</summary>
    public string? Title { get; init; }

    /// <summary>Version, <c>major.minor.patch[+build]</c>.</summary>
    public required string Version { get; init; }

    /// <summary>Board it runs on.</summary>
    public required string Board { get; init; }

    /// <summary>Product it is for, or null.</summary>
    public string? Product { get; init; }

    /// <summary>Security counter, or null.</summary>
    public int? SecurityCounter { get; init; }

    /// <summary>Time of making, or null: then the same input makes the same digest.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Media type of the layer.</summary>
    public string LayerType { get; init; } = Core.Content.MediaTypes.FirmwareImage;

    /// <summary>Further annotations of the manifest.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Annotations { get; init; } = [];
}
