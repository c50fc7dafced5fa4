using System.Text;

namespace Updater.Registry;

/// <summary>
/// The blobs that were pushed and that no manifest names yet, in a file of lines <c>repository digest</c> beside <c>index.json</c>: after a restart
/// a client need not push them again. A line that a crash of the machine loses costs only that. Used under the store's lock.
/// </summary>
internal sealed class LayoutPending(string path)
{
    private const int RewriteBytes = 1024 * 1024;
    private long _sizeBytes;
    private long _nextRewriteBytes = RewriteBytes;

    /// <summary>Reads the file into the repositories, and drops from it what needs no line any more.</summary>
    public void Load(LayoutFiles files, Dictionary<string, LayoutRepository> repositories, bool isReadOnly)
    {
        if (!File.Exists(path))
        {
            return;
        }

        if (new FileInfo(path).Length <= RegistryLimits.LayoutIndexBytesMax)
        {
            foreach (string line in File.ReadLines(path))
            {
                Add(line, files, repositories);
            }
        }

        if (!isReadOnly)
        {
            Rewrite(files, repositories);
        }
    }

    public void Append(string repository, string digest, LayoutFiles files, Dictionary<string, LayoutRepository> repositories)
    {
        byte[] line = Encoding.ASCII.GetBytes($"{repository} {digest}\n");
        using (FileStream file = new(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0))
        {
            file.Write(line);
        }

        _sizeBytes += line.Length;
        if (_sizeBytes > _nextRewriteBytes)
        {
            Rewrite(files, repositories);
        }
    }

    /// <summary>Writes the file anew, or removes it when there is nothing pending.</summary>
    public void Rewrite(LayoutFiles files, Dictionary<string, LayoutRepository> repositories)
    {
        StringBuilder text = new();
        foreach ((string name, LayoutRepository repository) in repositories)
        {
            foreach (string digest in repository.Pending)
            {
                text.Append(name).Append(' ').Append(digest).Append('\n');
            }
        }

        _sizeBytes = text.Length;
        // Not again before it has doubled, else every push would write all.
        _nextRewriteBytes = Math.Max(RewriteBytes, 2 * _sizeBytes);
        if (text.Length == 0)
        {
            File.Delete(path);
        }
        else
        {
            files.WriteWhole(path, Encoding.ASCII.GetBytes(text.ToString()));
        }
    }

    private static void Add(string line, LayoutFiles files, Dictionary<string, LayoutRepository> repositories)
    {
        int space = line.IndexOf(' ');
        string name = space < 0 ? "" : line[..space];
        string digest = line[(space + 1)..];
        if (!OciNames.IsRepository(name) || !OciNames.IsDigest(digest) || !File.Exists(files.BlobPath(digest)))
        {
            return;
        }

        if (!repositories.TryGetValue(name, out LayoutRepository? repository))
        {
            repository = new LayoutRepository();
            repositories.Add(name, repository);
        }

        repository.AddBlob(digest);
    }
}
