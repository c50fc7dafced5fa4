namespace Updater.Registry;

/// <summary>Which names the distribution specification allows. Nothing that fails here ever reaches the file system or a URL.</summary>
public static class OciNames
{
    private const int DigestHexChars = 64;
    private const string DigestPrefix = "sha256:";

    /// <summary>Whether the text is a repository name: <c>[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*</c>, parts separated by <c>/</c>.</summary>
    /// <param name="text">The text, or null.</param>
    public static bool IsRepository(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > RegistryLimits.RepositoryCharsMax)
        {
            return false;
        }

        foreach (Range part in text.AsSpan().Split('/'))
        {
            if (!IsComponent(text.AsSpan()[part]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the text is a tag: <c>[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}</c>.</summary>
    /// <param name="text">The text, or null.</param>
    public static bool IsTag(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > RegistryLimits.TagCharsMax || text[0] is '.' or '-')
        {
            return false;
        }

        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.' or '-'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the text is <c>sha256:</c> and 64 lower-case hexadecimal digits.</summary>
    /// <param name="text">The text, or null.</param>
    public static bool IsDigest(string? text)
    {
        if (text == null || text.Length != DigestPrefix.Length + DigestHexChars || !text.StartsWith(DigestPrefix, StringComparison.Ordinal))
        {
            return false;
        }

        foreach (char c in text.AsSpan(DigestPrefix.Length))
        {
            if (!char.IsAsciiHexDigitLower(c))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The tag that lists the referrers of a manifest where there is no referrers API (distribution-spec, "Referrers Tag Schema").</summary>
    /// <param name="digest">Digest of the subject.</param>
    public static string ReferrersTag(string digest) => digest.Replace(':', '-');

    /// <summary>The tag under which cosign keeps the signatures of a manifest (cosign, specs/SIGNATURE_SPEC.md).</summary>
    /// <param name="digest">Digest of the signed manifest.</param>
    public static string SignatureTag(string digest) => digest.Replace(':', '-') + ".sig";

    /// <summary>The tag under which cosign keeps the attestations of a manifest.</summary>
    /// <param name="digest">Digest of the manifest.</param>
    public static string AttestationTag(string digest) => digest.Replace(':', '-') + ".att";

    /// <summary>The tag under which cosign kept SBOMs of a manifest.</summary>
    /// <param name="digest">Digest of the manifest.</param>
    public static string SbomTag(string digest) => digest.Replace(':', '-') + ".sbom";

    /// <summary>Whether a tag belongs to another manifest, by its name alone: a list of referrers, or cosign's signatures, attestations,
    /// SBOMs.</summary>
    /// <param name="tag">The tag.</param>
    public static bool IsReferrerTag(string tag)
    {
        const int DigestChars = 71;
        return tag.Length >= DigestChars && IsDigest("sha256:" + tag[7..DigestChars]) && tag.StartsWith("sha256-", StringComparison.Ordinal)
            && tag[DigestChars..] is "" or ".sig" or ".att" or ".sbom";
    }

    /// <summary>Whether the text is a media type (RFC 6838 section 4.2): two names separated by <c>/</c>.</summary>
    /// <param name="text">The text, or null.</param>
    public static bool IsMediaType(string? text)
    {
        const int NameCharsMax = 127;
        string[] names = text?.Split('/') ?? [];
        return names.Length == 2 && names.All(name => name.Length is > 0 and <= NameCharsMax && char.IsAsciiLetterOrDigit(name[0])
            && name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$&-^_.+".Contains(c)));
    }

    private static bool IsComponent(ReadOnlySpan<char> part)
    {
        int index = 0;
        while (true)
        {
            int start = index;
            while (index < part.Length && (char.IsAsciiLetterLower(part[index]) || char.IsAsciiDigit(part[index])))
            {
                index++;
            }

            if (index == start)
            {
                return false;
            }

            if (index == part.Length)
            {
                return true;
            }

            index = SkipSeparator(part, index);
            if (index < 0)
            {
                return false;
            }
        }
    }

    private static int SkipSeparator(ReadOnlySpan<char> part, int index)
    {
        switch (part[index])
        {
            case '.':
                return index + 1;
            case '_':
                return index + 1 < part.Length && part[index + 1] == '_' ? index + 2 : index + 1;
            case '-':
                while (index < part.Length && part[index] == '-')
                {
                    index++;
                }

                return index;
            default:
                return -1;
        }
    }
}
