using Updater.Core.Content;

namespace Updater.Cli.Site;

/// <summary>What a site is made of.</summary>
internal sealed record SiteOptions
{
    // A prime, so that no two blocks of flash look alike.
    private const int PatternLength = 251;

    /// <summary>Firmware to pack.</summary>
    public required byte[] Firmware { get; init; }

    /// <summary>How many bytes of it were added to the file's.</summary>
    public int PaddingBytes { get; init; }

    /// <summary>Name of a board, or null for the smallest that fits.</summary>
    public string? Board { get; init; }

    /// <summary>Repository of a registry that is there, or null for one of the site's own.</summary>
    public Reference? Repository { get; init; }

    /// <summary>Whether that registry speaks plain HTTP even though it is not on loopback.</summary>
    public bool UsesPlainHttp { get; init; }

    /// <summary>User at that registry, or null.</summary>
    public string? User { get; init; }

    /// <summary>Password at that registry, or null.</summary>
    public string? Password { get; init; }

    /// <summary>Folder to leave everything in, or null to leave nothing behind.</summary>
    public string? KeepFolder { get; init; }

    /// <summary>The same with firmware of at least some size, filled up with a pattern that does not look like erased flash.</summary>
    public SiteOptions PadTo(int bytesMin)
    {
        int missing = bytesMin - Firmware.Length;
        return missing <= 0 || Firmware.Length == 0
            ? this
            : this with { Firmware = [.. Firmware, .. Enumerable.Range(0, missing).Select(index => (byte)(index % PatternLength))], PaddingBytes = missing };
    }
}
