using System.Text;
using Updater.Core.Platform;

namespace Updater.Signing;

/// <summary>Key files: small, never overwritten, secret ones readable by their owner only.</summary>
internal static class KeyFile
{
    public static string Read(string path)
    {
        try
        {
            FileInfo file = new(path);
            return file.Length <= SigningLimits.KeyFileBytesMax
                ? File.ReadAllText(path)
                : throw new SigningException(Outcome.KeyMalformed, $"a key file of at most {SigningLimits.KeyFileBytesMax} bytes", $"{file.Length} in {path}",
                    "give the path of a PEM file");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new SigningException(Outcome.ConfigMalformed, $"a readable key file {path}", problem.Message,
                "check the path and its permissions", problem);
        }
    }

    public static void Write(string path, string text, bool isSecret)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (isSecret && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using FileStream file = new(path, options);
            file.Write(Encoding.ASCII.GetBytes(text));
            file.Flush(flushToDisk: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new SigningException(Outcome.ConfigMalformed, $"to write a new key file {path}", problem.Message,
                "give a path that does not exist yet, in a folder you may write to", problem);
        }
    }
}
