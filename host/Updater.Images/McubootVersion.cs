using System.Globalization;

namespace Updater.Images;

/// <summary>A version as MCUboot's header holds it: <c>major.minor.revision+build</c>, 8, 8, 16 and 32 bits.</summary>
/// <param name="Major">Major number.</param>
/// <param name="Minor">Minor number.</param>
/// <param name="Revision">Revision.</param>
/// <param name="Build">Build number.</param>
public readonly record struct McubootVersion(byte Major, byte Minor = 0, ushort Revision = 0, uint Build = 0) : IComparable<McubootVersion>
{
    /// <summary>Reads <c>major[.minor[.revision]][+build]</c> as imgtool does; missing parts are 0.</summary>
    /// <exception cref="ImageFormatException">Not such a text, or a number too large for its field.</exception>
    public static McubootVersion Parse(string text) => TryParse(text, out McubootVersion version)
        ? version
        : throw new ImageFormatException("version cannot be read", "major.minor.revision+build with at most 255.255.65535+4294967295", $"\"{text}\"",
            "give a version such as 1.2.3 or 1.2.3+45");

    /// <summary>Reads a version; false if it is none.</summary>
    public static bool TryParse(string? text, out McubootVersion version)
    {
        version = default;
        if (string.IsNullOrEmpty(text) || text.Length > 32)
        {
            return false;
        }

        int plus = text.IndexOf('+');
        uint build = 0;
        if (plus >= 0 && !TryNumber(text.AsSpan(plus + 1), uint.MaxValue, out build))
        {
            return false;
        }

        string[] parts = (plus >= 0 ? text[..plus] : text).Split('.');
        uint minor = 0;
        uint revision = 0;
        if (parts.Length > 3
            || !TryNumber(parts[0], byte.MaxValue, out uint major)
            || (parts.Length > 1 && !TryNumber(parts[1], byte.MaxValue, out minor))
            || (parts.Length > 2 && !TryNumber(parts[2], ushort.MaxValue, out revision)))
        {
            return false;
        }

        version = new McubootVersion((byte)major, (byte)minor, (ushort)revision, build);
        return true;
    }

    /// <summary>Compares with the build number last, as MCUboot does with <c>MCUBOOT_VERSION_CMP_USE_BUILD_NUMBER</c>.</summary>
    public int CompareTo(McubootVersion other)
    {
        int order = Major.CompareTo(other.Major);
        order = order != 0 ? order : Minor.CompareTo(other.Minor);
        order = order != 0 ? order : Revision.CompareTo(other.Revision);
        return order != 0 ? order : Build.CompareTo(other.Build);
    }

    /// <summary>The security counter imgtool derives with <c>--security-counter auto</c>.</summary>
    public uint AutoSecurityCounter => ((uint)Major << 24) + ((uint)Minor << 16) + Revision;

    /// <summary><c>major.minor.revision+build</c>, with all four parts.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Revision}+{Build}");

    /// <summary>Whether <paramref name="left"/> is older.</summary>
    public static bool operator <(McubootVersion left, McubootVersion right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> is newer.</summary>
    public static bool operator >(McubootVersion left, McubootVersion right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> is not newer.</summary>
    public static bool operator <=(McubootVersion left, McubootVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> is not older.</summary>
    public static bool operator >=(McubootVersion left, McubootVersion right) => left.CompareTo(right) >= 0;

    private static bool TryNumber(ReadOnlySpan<char> text, uint largest, out uint number) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= largest;
}
