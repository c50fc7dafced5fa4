using Updater.Core.Platform;

namespace Updater.Core.Manifests;

/// <summary>
/// Versions <c>major.minor.patch[+build]</c> within MCUboot's field widths (struct image_version: 8, 8, 16 and 32 bits), packed so that comparing two
/// is comparing two numbers.
/// </summary>
public static class FirmwareVersion
{
    private const ulong BuildMax = 0xFFFFFFFF;

    /// <summary>Reads a version.</summary>
    /// <param name="text">Decimal numbers without leading zeros; no pre-release, for it would have to sort lower. Null counts as malformed.</param>
    /// <param name="packed">The version, or 0.</param>
    /// <returns><see cref="Outcome.Ok"/> or <see cref="Outcome.VersionMalformed"/>.</returns>
    public static Outcome Parse(string text, out ulong packed)
    {
        packed = 0;
        if (text == null)
        {
            return Outcome.VersionMalformed;
        }

        int position = 0;
        ulong minor = 0;
        ulong patch = 0;
        ulong build = 0;
        bool isRead = DecimalText.Read(text, ref position, 0xFF, out ulong major) && Takes(text, ref position, '.')
            && DecimalText.Read(text, ref position, 0xFF, out minor) && Takes(text, ref position, '.')
            && DecimalText.Read(text, ref position, 0xFFFF, out patch);
        if (isRead && position < text.Length)
        {
            isRead = Takes(text, ref position, '+') && DecimalText.Read(text, ref position, BuildMax, out build);
        }

        if (!isRead || position < text.Length)
        {
            return Outcome.VersionMalformed;
        }

        packed = major << 56 | minor << 48 | patch << 32 | build;
        return Outcome.Ok;
    }

    /// <summary>Writes a version; a build number of 0 is left out.</summary>
    /// <param name="packed">The version.</param>
    public static string Format(ulong packed)
    {
        string text = Number(packed >> 56) + "." + Number(packed >> 48 & 0xFF) + "." + Number(packed >> 32 & 0xFFFF);
        ulong build = packed & BuildMax;
        return build == 0 ? text : text + "+" + Number(build);
    }

    /// <summary>The version without its build number, which orders nothing (semver.org, item 10).</summary>
    /// <param name="packed">The version.</param>
    public static ulong WithoutBuild(ulong packed)
    {
        return packed & ~BuildMax;
    }

    private static string Number(ulong value)
    {
        return ((uint)value).ToString();
    }

    private static bool Takes(string text, ref int position, char separator)
    {
        bool takes = position < text.Length && text[position] == separator;
        if (takes)
        {
            position++;
        }

        return takes;
    }
}
