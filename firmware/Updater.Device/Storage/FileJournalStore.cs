using System;
using System.IO;
using Updater.Core.Platform;

namespace Updater.Device.Storage;

/// <summary>The journal's two records as two files, on the board's internal file system (<c>I:\</c>) or any other.</summary>
public sealed class FileJournalStore : IJournalStore
{
    private readonly string[] _paths;

    /// <summary>Names the files; they are created when first written.</summary>
    /// <param name="pathPrefix">Path without the digit that tells the records apart, for example <c>I:\updater.j</c>.</param>
    public FileJournalStore(string pathPrefix)
    {
        _paths = new string[] { pathPrefix + "0", pathPrefix + "1" };
    }

    /// <inheritdoc/>
    public Outcome Read(int index, byte[] buffer)
    {
        Array.Clear(buffer, 0, Limits.RecordBytes);
        try
        {
            if (!File.Exists(_paths[index]))
            {
                return Outcome.Ok;
            }

            using FileStream stream = new FileStream(_paths[index], FileMode.Open, FileAccess.Read);
            // A file cut short by a power loss reads as a record whose checksum does not fit.
            int count = 0;
            int read = 1;
            while (read > 0 && count < Limits.RecordBytes)
            {
                read = stream.Read(buffer, count, Limits.RecordBytes - count);
                count += read;
            }

            return Outcome.Ok;
        }
        catch (Exception)
        {
            // Not every refusal is an IOException: a path that is a folder, or may not be opened, is another one.
            return Outcome.JournalFailed;
        }
    }

    /// <inheritdoc/>
    public Outcome Write(int index, byte[] buffer)
    {
        try
        {
            using FileStream stream = new FileStream(_paths[index], FileMode.Create, FileAccess.Write);
            stream.Write(buffer, 0, Limits.RecordBytes);
            stream.Flush();
            return Outcome.Ok;
        }
        catch (Exception)
        {
            return Outcome.JournalFailed;
        }
    }
}
