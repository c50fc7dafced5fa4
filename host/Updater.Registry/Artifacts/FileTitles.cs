using System.Text;
using Updater.Core.Platform;

namespace Updater.Registry.Artifacts;

/// <summary>
/// Which titles may become file names. A title comes from whoever pushed the artifact, so it is refused unless it is a plain relative path on
/// every system, whichever this one is: the same artifact is either pulled everywhere or nowhere.
/// </summary>
public static class FileTitles
{
    private static readonly string[] s_reserved =
    [
        "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "COM0", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9", "COM¹",
        "COM²", "COM³", "LPT0", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9", "LPT¹", "LPT²", "LPT³",
    ];

    /// <summary>Checks a title.</summary>
    /// <param name="title">The title; parts are separated by <c>/</c>.</param>
    /// <returns>Its parts.</returns>
    /// <exception cref="RegistryException">It could lead out of the folder it is pulled to, or is no file name on some system.</exception>
    public static IReadOnlyList<string> Split(string title)
    {
        if (title.Length == 0 || title.Length > RegistryLimits.TitleCharsMax)
        {
            throw Refused(title, $"a title of 1 to {RegistryLimits.TitleCharsMax} characters");
        }

        string[] parts = title.Split('/');
        if (parts.Length > RegistryLimits.TitlePartsMax)
        {
            throw Refused(title, $"a title of at most {RegistryLimits.TitlePartsMax} folders");
        }

        foreach (string part in parts)
        {
            RequirePlain(title, part);
        }

        return parts;
    }

    /// <summary>Checks all titles of an artifact: each alone, and that none names another's file or folder, also where case does not count.</summary>
    /// <param name="titles">The titles.</param>
    public static void RequireDistinct(IEnumerable<string> titles)
    {
        HashSet<string> files = new(StringComparer.OrdinalIgnoreCase);
        HashSet<string> folders = new(StringComparer.OrdinalIgnoreCase);
        foreach (string title in titles)
        {
            IReadOnlyList<string> parts = Split(title);
            string path = string.Join('/', parts);
            bool isNew = files.Add(path) && !folders.Contains(path);
            for (int count = 1; count < parts.Count; count++)
            {
                string folder = string.Join('/', parts.Take(count));
                folders.Add(folder);
                isNew &= !files.Contains(folder);
            }

            if (!isNew)
            {
                throw Refused(title, "titles that name different files");
            }
        }
    }

    private static void RequirePlain(string title, string part)
    {
        if (part is "" or "." or "..")
        {
            throw Refused(title, "a relative path without empty parts, '.' and '..'");
        }

        if (part.Length > RegistryLimits.TitlePartCharsMax)
        {
            throw Refused(title, $"names of at most {RegistryLimits.TitlePartCharsMax} characters");
        }

        foreach (char c in part)
        {
            // Format characters reorder or hide what a terminal shows; a lone surrogate is no text.
            bool isOdd = char.IsControl(c) || c is '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|' or '\ufeff'
                or (>= '\u200b' and <= '\u200f') or (>= '\u2028' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
            if (isOdd)
            {
                throw Refused(title, "a name without control characters and without \\ : * ? \" < > |");
            }
        }

        if (!IsText(part))
        {
            throw Refused(title, "a name in Unicode");
        }

        if (part[^1] is '.' or ' ' || part[0] == ' ')
        {
            throw Refused(title, "a name that does not end in a dot and neither begins nor ends with a space");
        }

        int dot = part.IndexOf('.');
        string stem = (dot < 0 ? part : part[..dot]).TrimEnd(' ');
        if (s_reserved.Contains(stem, StringComparer.OrdinalIgnoreCase))
        {
            throw Refused(title, "a name that is no device on Windows");
        }
    }

    private static bool IsText(string part)
    {
        for (int i = 0; i < part.Length; i++)
        {
            if (char.IsSurrogate(part[i]) && !(char.IsHighSurrogate(part[i]) && i + 1 < part.Length && char.IsLowSurrogate(part[++i])))
            {
                return false;
            }
        }

        return true;
    }

    private static RegistryException Refused(string title, string expected) =>
        new(Outcome.ManifestMalformed, expected, $"title '{Printable(title)}'", "do not pull this artifact, or have it pushed with plain file names");

    private static string Printable(string title)
    {
        StringBuilder text = new();
        foreach (char c in title.AsSpan(0, Math.Min(title.Length, 100)))
        {
            text.Append(c is >= ' ' and <= '~' ? c : '?');
        }

        return title.Length > 100 ? text.Append("...").ToString() : text.ToString();
    }
}
