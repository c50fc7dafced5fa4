namespace Updater.Registry;

/// <summary>A manifest of one repository: what the store knows of it without reading it again.</summary>
/// <param name="Descriptor">Media type as pushed, digest, size, effective artifact type and annotations.</param>
/// <param name="Subject">Digest of what it refers to, or null.</param>
public sealed record StoredManifest(ContentDescriptor Descriptor, string? Subject);
