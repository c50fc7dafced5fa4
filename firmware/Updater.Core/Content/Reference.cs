namespace Updater.Core.Content;

/// <summary>Names content in a registry: <c>registry[:port]/repository[:tag][@digest]</c>.</summary>
public sealed class Reference
{
    /// <summary>Host, with port if one was given.</summary>
    public readonly string Registry;
    /// <summary>Repository within the registry.</summary>
    public readonly string Repository;
    /// <summary>Tag, or null.</summary>
    public readonly string Tag;
    /// <summary>SHA-256 of the manifest, 32 bytes, or null. With a digest the tag says nothing.</summary>
    public readonly byte[] Digest;

    internal Reference(string registry, string repository, string tag, byte[] digest)
    {
        Registry = registry;
        Repository = repository;
        Tag = tag;
        Digest = digest;
    }
}
