using Updater.Core.Content;

namespace Updater.Cli.Site;

/// <summary>What a site is made of.</summary>
internal sealed record SiteOptions
{
    /// <summary>Firmware to pack.</summary>
    public required byte[] Firmware { get; init; }

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
}
