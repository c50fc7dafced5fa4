using System.Globalization;
using Updater.Cli.Failures;
using Updater.Cli.Files;
using Updater.Core.Manifests;
using Updater.Core.Platform;
using Updater.Images;
using Updater.Twin.Boards;

namespace Updater.Cli.Commands;

/// <summary>A file to publish for one board, checked as a device will check it: what would be refused in the field is refused here.</summary>
internal sealed record ImageSource(string Board, string Path, long SizeBytes, string Version, int Counter)
{
    /// <summary>Checks a file.</summary>
    /// <param name="board">Board it is for.</param>
    /// <param name="path">The file.</param>
    /// <param name="isImage">Whether it has to be an MCUboot image.</param>
    /// <param name="version">Version as given, or null for the image's.</param>
    /// <param name="counter">Security counter as given, or null for the image's.</param>
    public static ImageSource Check(string board, string path, bool isImage, string? version, string? counter)
    {
        if (!isImage)
        {
            using FileStream file = InputFile.Open(path, int.MaxValue);
            return Create(board, path, file.Length, version ?? throw Missing("--version"), counter ?? throw Missing("--counter"));
        }

        McubootImage image = McubootImage.Read(InputFile.ReadAll(path, ImageLimits.ImageBytesMax));
        if (image.Header.Flags.HasFlag(McubootImageFlags.NonBootable))
        {
            throw CliException.Of(
                Outcome.ImageHeaderMalformed, "an image that can be booted", $"the flag 0x10 (not bootable) in {path}", "pack it without that flag");
        }

        if (image.FileBytes > image.SizeBytes)
        {
            throw CliException.Of(
                Outcome.TrailingData, $"an image of {image.SizeBytes} bytes and nothing behind it", $"{image.FileBytes} bytes in {path}",
                "publish the image without slot padding (updater pack, or imgtool sign without --pad), or download it again");
        }

        BoardFile? known = BoardChoice.Find(board);
        if (known != null)
        {
            BoardChoice.RequireFit(known, image.FileBytes, path);
        }

        string own = NumberText.Of(image.Header.Version);
        ImageSource source = Create(
            board, path, image.FileBytes, version ?? own,
            counter ?? image.SecurityCounter?.ToString(CultureInfo.InvariantCulture) ?? throw Missing("--counter"));
        if (FirmwareVersion.WithoutBuild(NumberText.Version(source.Version)) != FirmwareVersion.WithoutBuild(NumberText.Version(own)))
        {
            throw CliException.Of(
                Outcome.ImageVersionMismatch, $"version {source.Version} in the header of {path}", own,
                $"pack it with --version {source.Version}, or publish it as {own}");
        }

        return source;
    }

    private static ImageSource Create(string board, string path, long sizeBytes, string version, string counter)
    {
        _ = NumberText.Version(version);
        return new ImageSource(board, path, sizeBytes, version, NumberText.Counter(counter));
    }

    private static CliException Missing(string option) => CliException.Usage($"The file states none, so {option} is needed.", "publish");
}
