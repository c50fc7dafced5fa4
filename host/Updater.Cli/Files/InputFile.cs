using System.Globalization;
using Updater.Cli.Failures;
using Updater.Core.Platform;

namespace Updater.Cli.Files;

/// <summary>Files that commands read.</summary>
internal static class InputFile
{
    /// <summary>Opens a file.</summary>
    public static FileStream Open(string path, long bytesMax)
    {
        FileStream stream;
        try
        {
            if (Directory.Exists(path))
            {
                throw CliException.Unreadable(path, "a folder");
            }

            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw CliException.Unreadable(path, problem is FileNotFoundException or DirectoryNotFoundException ? "none" : problem.Message);
        }

        if (stream.Length <= bytesMax)
        {
            return stream;
        }

        string found = stream.Length.ToString(CultureInfo.InvariantCulture);
        stream.Dispose();
        throw CliException.Of(
            Outcome.DocumentTooLarge, $"a file of at most {bytesMax} bytes", $"{found} bytes in {path}", "check that this is the right file");
    }

    /// <summary>Reads a whole file.</summary>
    public static byte[] ReadAll(string path, int bytesMax)
    {
        using FileStream stream = Open(path, bytesMax);
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    /// <summary>Reads a small text file.</summary>
    public static string ReadText(string path, int bytesMax)
    {
        using FileStream stream = Open(path, bytesMax);
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
