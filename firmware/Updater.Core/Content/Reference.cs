using Updater.Core.Platform;

namespace Updater.Core.Content;

/// <summary>
/// Names content in a registry: <c>registry[:port]/repository[:tag][@digest]</c> (distribution-spec, "Pulling manifests"). The registry is not optional:
/// a device has no default one.
/// </summary>
public sealed class Reference
{
    private const int HostLabelCharsMax = 63;
    private const int PortMax = 65535;

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

    /// <summary>Reads a reference.</summary>
    /// <param name="text">The text; null counts as malformed.</param>
    /// <param name="reference">The reference, or null.</param>
    /// <returns><see cref="Outcome.Ok"/>, <see cref="Outcome.ReferenceMalformed"/> or <see cref="Outcome.DigestMalformed"/>.</returns>
    public static Outcome Parse(string text, out Reference reference)
    {
        reference = null;
        int slash = text == null || text.Length > Limits.ReferenceCharsMax ? -1 : text.IndexOf('/');
        if (slash < 0)
        {
            return Outcome.ReferenceMalformed;
        }

        string registry = text.Substring(0, slash);
        string repository = text.Substring(slash + 1);
        byte[] digest = null;
        int at = repository.IndexOf('@');
        if (at >= 0)
        {
            Outcome outcome = DigestText.Parse(repository.Substring(at + 1), out digest);
            if (outcome != Outcome.Ok)
            {
                return outcome;
            }

            repository = repository.Substring(0, at);
        }

        string tag = null;
        int colon = repository.IndexOf(':');
        if (colon >= 0)
        {
            tag = repository.Substring(colon + 1);
            repository = repository.Substring(0, colon);
        }

        return Create(registry, repository, tag, digest, out reference);
    }

    /// <summary>Makes a reference of its parts.</summary>
    /// <param name="registry">Host, with port if it has one.</param>
    /// <param name="repository">Repository.</param>
    /// <param name="tag">Tag, or null.</param>
    /// <param name="digest">32 bytes, kept, not copied; or null.</param>
    /// <param name="reference">The reference, or null.</param>
    /// <returns><see cref="Outcome.Ok"/>, <see cref="Outcome.ReferenceMalformed"/> or <see cref="Outcome.DigestMalformed"/>.</returns>
    public static Outcome Create(string registry, string repository, string tag, byte[] digest, out Reference reference)
    {
        reference = null;
        if (!IsRegistry(registry) || !IsRepository(repository) || (tag != null && !IsTag(tag)))
        {
            return Outcome.ReferenceMalformed;
        }

        // distribution-spec: clients bound host, slash and name together, as file systems do.
        if (registry.Length + 1 + repository.Length > Limits.RepositoryCharsMax)
        {
            return Outcome.ReferenceMalformed;
        }

        if (digest != null && digest.Length != DigestText.DigestBytes)
        {
            return Outcome.DigestMalformed;
        }

        reference = new Reference(registry, repository, tag, digest);
        return Outcome.Ok;
    }

    /// <summary>Another tag of the same repository, without digest.</summary>
    /// <param name="tag">A tag of the program's own making.</param>
    public Reference WithTag(string tag)
    {
        Invariant.That(IsTag(tag));
        return new Reference(Registry, Repository, tag, null);
    }

    /// <summary>The same name, bound to a digest.</summary>
    /// <param name="digest">32 bytes, kept, not copied.</param>
    public Reference WithDigest(byte[] digest)
    {
        Invariant.That(digest != null && digest.Length == DigestText.DigestBytes);
        return new Reference(Registry, Repository, Tag, digest);
    }

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString()
    {
        string text = Registry + "/" + Repository;
        if (Tag != null)
        {
            text = text + ":" + Tag;
        }

        return Digest == null ? text : text + "@" + DigestText.Format(Digest);
    }

    /// <summary>Host name labels of letters, digits and inner hyphens, then an optional port.</summary>
    private static bool IsRegistry(string text)
    {
        if (text == null)
        {
            return false;
        }

        int colon = text.IndexOf(':');
        int end = colon < 0 ? text.Length : colon;
        int labelStart = 0;
        for (int i = 0; i <= end; i++)
        {
            if (i == end || text[i] == '.')
            {
                int size = i - labelStart;
                if (size == 0 || size > HostLabelCharsMax || text[labelStart] == '-' || text[i - 1] == '-')
                {
                    return false;
                }

                labelStart = i + 1;
            }
            else if (!IsLowerOrDigit(text[i]) && !IsUpper(text[i]) && text[i] != '-')
            {
                return false;
            }
        }

        return colon < 0 || IsPort(text, colon + 1);
    }

    private static bool IsPort(string text, int start)
    {
        int port = 0;
        for (int i = start; i < text.Length; i++)
        {
            char digit = text[i];
            if (digit < '0' || digit > '9' || (digit == '0' && i == start))
            {
                return false;
            }

            port = port * 10 + digit - '0';
            if (port > PortMax)
            {
                return false;
            }
        }

        return port > 0;
    }

    /// <summary>distribution-spec: <c>[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*</c>.</summary>
    private static bool IsRepository(string text)
    {
        // A separator must follow a letter or digit; only hyphens repeat, and underscores once.
        char before = '/';
        for (int i = 0; text != null && i < text.Length; i++)
        {
            char now = text[i];
            bool fits = IsLowerOrDigit(now);
            if (!fits)
            {
                switch (now)
                {
                    case '-':
                        fits = before == '-' || IsLowerOrDigit(before);
                        break;
                    case '_':
                        fits = IsLowerOrDigit(before) || (before == '_' && text[i - 2] != '_');
                        break;
                    case '.':
                    case '/':
                        fits = IsLowerOrDigit(before);
                        break;
                }
            }

            if (!fits)
            {
                return false;
            }

            before = now;
        }

        return IsLowerOrDigit(before);
    }

    /// <summary>distribution-spec: <c>[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}</c>.</summary>
    private static bool IsTag(string text)
    {
        if (text == null || text.Length == 0 || text.Length > Limits.TagCharsMax)
        {
            return false;
        }

        for (int i = 0; i < text.Length; i++)
        {
            char now = text[i];
            if (!IsLowerOrDigit(now) && !IsUpper(now) && now != '_' && (i == 0 || (now != '.' && now != '-')))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsLowerOrDigit(char symbol)
    {
        return (symbol >= 'a' && symbol <= 'z') || (symbol >= '0' && symbol <= '9');
    }

    private static bool IsUpper(char symbol)
    {
        return symbol >= 'A' && symbol <= 'Z';
    }
}
