using System.Security.Cryptography;
using System.Text;
using Updater.Core.Platform;

namespace Updater.Registry.Copying;

/// <summary>
/// The files of a tar archive from an unknown hand (POSIX.1-1988 ustar; base-256 sizes as GNU tar writes). Extended headers are passed over, not
/// read: a layout's names need none, and their size is the archive's to claim.
/// </summary>
internal sealed class TarFiles(Stream source)
{
    private const int BlockBytes = 512;
    private readonly byte[] _header = new byte[BlockBytes];
    private readonly byte[] _buffer = new byte[RegistryLimits.CopyBytes];
    private long _leftBytes;
    private int _entries;

    public string Name { get; private set; } = "";

    public long SizeBytes { get; private set; }

    public bool IsFile { get; private set; }

    /// <summary>Goes to the next entry; false at the end of the archive.</summary>
    public async Task<bool> NextAsync(CancellationToken cancel)
    {
        await CopyRestAsync(null, null, cancel);
        await SkipAsync(Padding(SizeBytes), cancel);
        SizeBytes = 0;
        int count = await source.ReadAtLeastAsync(_header, BlockBytes, throwOnEndOfStream: false, cancel);
        if (count == 0 || (count == BlockBytes && !_header.AsSpan().ContainsAnyExcept((byte)0)))
        {
            return false;
        }

        if (count < BlockBytes || !HasChecksum())
        {
            throw Malformed("a header with the right checksum", "another");
        }

        if (++_entries > RegistryLimits.ArchiveEntriesMax)
        {
            throw new RegistryException(Outcome.TooManyEntries, $"at most {RegistryLimits.ArchiveEntriesMax} files", "more", "export less at a time");
        }

        string prefix = _header.AsSpan(257, 5).SequenceEqual("ustar"u8) && _header[262] == 0 ? Text(345, 155) : "";
        Name = prefix.Length == 0 ? Text(0, 100) : prefix + "/" + Text(0, 100);
        SizeBytes = Number(124, 12);
        _leftBytes = SizeBytes;
        IsFile = _header[156] is (byte)'0' or 0;
        return true;
    }

    /// <summary>Copies the entry's content.</summary>
    public Task CopyAsync(Stream target, IncrementalHash hash, CancellationToken cancel) => SizeBytes > RegistryLimits.BlobBytesMax
        ? throw TooLarge(RegistryLimits.BlobBytesMax) : CopyRestAsync(target, hash, cancel);

    /// <summary>Reads the entry's content.</summary>
    public async Task<byte[]> ReadAllAsync(int bytesMax, CancellationToken cancel)
    {
        if (SizeBytes > bytesMax)
        {
            throw TooLarge(bytesMax);
        }

        using MemoryStream content = new();
        await CopyRestAsync(content, null, cancel);
        return content.ToArray();
    }

    private async Task CopyRestAsync(Stream? target, IncrementalHash? hash, CancellationToken cancel)
    {
        while (_leftBytes > 0)
        {
            int count = await ReadAsync(_leftBytes, cancel);
            _leftBytes -= count;
            hash?.AppendData(_buffer.AsSpan(0, count));
            if (target != null)
            {
                await target.WriteAsync(_buffer.AsMemory(0, count), cancel);
            }
        }
    }

    private async Task SkipAsync(long bytes, CancellationToken cancel)
    {
        while (bytes > 0)
        {
            bytes -= await ReadAsync(bytes, cancel);
        }
    }

    private async Task<int> ReadAsync(long bytesMax, CancellationToken cancel)
    {
        int count = await source.ReadAsync(_buffer.AsMemory(0, (int)Math.Min(_buffer.Length, bytesMax)), cancel);
        return count > 0 ? count
            : throw new RegistryException(Outcome.BodyTruncated, "the whole archive", "its end within a file", "copy the file again");
    }

    private static long Padding(long sizeBytes) => (BlockBytes - (sizeBytes % BlockBytes)) % BlockBytes;

    // The checksum counts its own field as spaces.
    private bool HasChecksum()
    {
        long sum = 8 * ' ';
        for (int i = 0; i < BlockBytes; i++)
        {
            sum += i is >= 148 and < 156 ? 0 : _header[i];
        }

        return sum == Number(148, 8);
    }

    private string Text(int offset, int count)
    {
        ReadOnlySpan<byte> field = _header.AsSpan(offset, count);
        int end = field.IndexOf((byte)0);
        return Encoding.Latin1.GetString(end < 0 ? field : field[..end]);
    }

    private long Number(int offset, int count)
    {
        ReadOnlySpan<byte> field = _header.AsSpan(offset, count);
        long value = 0;
        if (field[0] == 0x80)
        {
            foreach (byte digit in field[1..])
            {
                value = value > long.MaxValue >> 8 ? throw Malformed("a size of 63 bits", "more") : (value << 8) | digit;
            }

            return value;
        }

        ReadOnlySpan<byte> digits = field.Trim(" \0"u8);
        foreach (byte digit in digits)
        {
            value = digit is >= (byte)'0' and <= (byte)'7' ? (value << 3) | (uint)(digit - '0') : throw Malformed("an octal number", "another text");
        }

        return value;
    }

    private static RegistryException TooLarge(long bytesMax) =>
        new(Outcome.DocumentTooLarge, $"a file of at most {bytesMax} bytes", "more", "check the archive");

    private static RegistryException Malformed(string expected, string found) =>
        new(Outcome.ManifestMalformed, $"a tar archive: {expected}", found, "check that the file is an archive, uncompressed");
}
