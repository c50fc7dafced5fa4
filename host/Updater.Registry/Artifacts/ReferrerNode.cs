namespace Updater.Registry.Artifacts;

/// <summary>An artifact and what refers to it.</summary>
/// <param name="Descriptor">The artifact; with artifact type and annotations as its own manifest states them.</param>
/// <param name="Tag">cosign's tag under which it was found, or null if it is a referrer, or the root.</param>
/// <param name="Referrers">What refers to it, in order of artifact type and digest.</param>
public sealed record ReferrerNode(ContentDescriptor Descriptor, string? Tag, IReadOnlyList<ReferrerNode> Referrers);
