namespace Updater.Signing;

/// <summary>How <see cref="CosignTagSigner"/> signs.</summary>
public sealed record CosignSignOptions
{
    /// <summary>The <c>docker-reference</c> of the payload; null for the registry and repository that are signed in. Devices may be told to
    /// require it.</summary>
    public string? DockerReference { get; init; }

    /// <summary>Annotations of the payload, as <c>cosign sign -a</c>.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>Whether the children of an index are signed as well, as <c>cosign sign -r</c>. The index's signature covers them by digest
    /// anyway.</summary>
    public bool IsRecursive { get; init; }
}
