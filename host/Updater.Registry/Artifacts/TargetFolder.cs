using Updater.Core.Platform;

namespace Updater.Registry.Artifacts;

/// <summary>A folder that files are pulled to. The only place that makes paths of titles; nothing outside is ever written.</summary>
internal sealed class TargetFolder
{
    private readonly string _root;
    private readonly bool _overwrites;

    public TargetFolder(string folder, bool overwrites)
    {
        _root = Path.GetFullPath(folder);
        _overwrites = overwrites;
        Directory.CreateDirectory(_root);
    }

    /// <summary>The path of a title, once all on the way there was looked at.</summary>
    public string PathOf(string title)
    {
        IReadOnlyList<string> parts = FileTitles.Split(title);
        string path = _root;
        for (int i = 0; i < parts.Count; i++)
        {
            path = Path.Combine(path, parts[i]);
            bool isLast = i == parts.Count - 1;
            FileSystemInfo? found = Found(path);
            if (found == null)
            {
                continue;
            }

            // The target folder itself may be a link, its user chose it; what is in it may come from an earlier pull.
            if (found.LinkTarget != null || found.Attributes.HasFlag(FileAttributes.ReparsePoint))
            {
                throw Refused(title, "no symbolic link on the way", $"the link {path}", "remove the link, or pull to an empty folder");
            }

            if (found is DirectoryInfo == isLast)
            {
                throw Refused(title, isLast ? "room for a file" : "a folder", $"a {(isLast ? "folder" : "file")} at {path}", "pull to an empty folder");
            }

            if (isLast && !_overwrites)
            {
                throw Refused(title, "no such file yet", $"a file at {path}", "pull to an empty folder, or allow overwriting");
            }
        }

        return path;
    }

    /// <summary>Writes a file beside, then renames it: a failure leaves the old file or none.</summary>
    public async Task WriteAsync(string title, Func<FileStream, Task> write)
    {
        string path = PathOf(title);
        string parent = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(parent);
        // Again: between the first look and now another process may have put a link there. A race that remains loses to CreateNew and rename,
        // which follow no link in the last part.
        PathOf(title);
        string temporary = Path.Combine(parent, $".updater-{Guid.NewGuid():N}.part");
        try
        {
            await using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
            {
                await write(stream);
            }

            File.Move(temporary, path, _overwrites);
        }
        catch (Exception problem)
        {
            File.Delete(temporary);
            if (problem is IOException or UnauthorizedAccessException)
            {
                throw Refused(title, "a folder that can be written", problem.Message, "check the folder's rights and the room on the disk");
            }

            throw;
        }
    }

    private static FileSystemInfo? Found(string path)
    {
        DirectoryInfo folder = new(path);
        if (folder.Exists)
        {
            return folder;
        }

        // A dangling link is neither, to Exists, but has attributes.
        FileInfo file = new(path);
        return file.Exists || file.LinkTarget != null ? file : null;
    }

    private static RegistryException Refused(string title, string expected, string found, string nextStep) =>
        new(Outcome.ConfigMalformed, $"{expected} for '{title}'", found, nextStep);
}
