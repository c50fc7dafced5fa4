namespace Updater.Cli.Site;

/// <summary>A release of the site.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Counter">Its security counter.</param>
/// <param name="Image">The MCUboot image.</param>
internal sealed record SiteRelease(string Version, int Counter, byte[] Image);
