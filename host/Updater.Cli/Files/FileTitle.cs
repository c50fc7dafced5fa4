using Updater.Cli.Failures;
using Updater.Core.Platform;

namespace Updater.Cli.Files;

/// <summary>File names out of annotations. Anybody can write them, so only what is plainly a file name becomes one.</summary>
internal static class FileTitle
{
    /// <summary>The path of a file in a folder, named by a title.</summary>
    public static string PathIn(string folder, string? title)
    {
        if (title == null || !IsFileName(title))
        {
            throw CliException.Of(
                Outcome.ManifestMalformed, "a title that is a plain file name (letters, digits and . _ - +)", title == null
                    ? "no title"
                    : $"\"{title}\"", "give a file name: --out FILE");
        }

        return Path.Combine(folder, title);
    }

    public static bool IsFileName(string title) =>
        title.Length is > 0 and <= CliLimits.TitleCharsMax && title[0] is not ('.' or '-')
            && title.All(symbol => char.IsAsciiLetterOrDigit(symbol) || symbol is '.' or '_' or '-' or '+');
}
