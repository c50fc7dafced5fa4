using Updater.Cli.Failures;

namespace Updater.Cli.Files;

/// <summary>Files that commands write: beside first and renamed at the end, so that nobody finds half a file.</summary>
internal static class OutputFile
{
    /// <summary>Writes a file with what a function puts into a stream; nothing is left if that fails.</summary>
    public static async Task WriteAsync(string path, Func<Stream, Task> write)
    {
        string temporary = $"{path}.{Guid.NewGuid():N}.part";
        FileStream stream;
        try
        {
            if (Directory.Exists(path))
            {
                throw CliException.Unwritable(path, "a folder");
            }

            stream = new FileStream(temporary, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // Not under the name that it has for the time of writing.
            throw CliException.Unwritable(
                path, problem is DirectoryNotFoundException
                    ? $"no folder {Path.GetDirectoryName(Path.GetFullPath(path))}"
                    : problem.Message.Replace(Path.GetFullPath(temporary), path, StringComparison.Ordinal));
        }

        try
        {
            await using (stream)
            {
                await write(stream);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Writes a file.</summary>
    public static Task WriteAsync(string path, byte[] content) => WriteAsync(path, stream => stream.WriteAsync(content).AsTask());

    /// <summary>Makes a folder unless it is there.</summary>
    public static void MakeFolder(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw CliException.Unwritable(path, problem.Message);
        }
    }
}
