using System.Diagnostics;
using System.Security.Cryptography;

namespace Updater.Registry;

/// <summary>A blob on its way in: a temporary file and the digest of what is in it. One writer at a time.</summary>
internal sealed class BlobUpload(string id, string repository, string path, long bytesMax)
{
    private readonly Lock _lock = new();
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly FileStream _file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
    private long _lastUse = Stopwatch.GetTimestamp();
    private bool _isWriting;
    private bool _isEnded;

    public string Id { get; } = id;

    public string Repository { get; } = repository;

    public string Path { get; } = path;

    public long SizeBytes { get; private set; }

    public double IdleMs => _isWriting ? 0 : Stopwatch.GetElapsedTime(_lastUse).TotalMilliseconds;

    /// <summary>Appends a body. When the sender goes away, what came stays: the sender may ask how much and go on.</summary>
    public async Task AppendAsync(Stream body, CancellationToken cancel)
    {
        lock (_lock)
        {
            if (_isWriting || _isEnded)
            {
                throw new StoreException(409, "BLOB_UPLOAD_INVALID", "another request writes to this upload");
            }

            _isWriting = true;
        }

        byte[] buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(RegistryLimits.CopyBytes);
        try
        {
            int count;
            while ((count = await body.ReadAsync(buffer, cancel)) > 0)
            {
                Append(buffer.AsSpan(0, count));
            }
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
            EndWriting();
        }
    }

    /// <summary>Ends writing and gives the digest of all that came.</summary>
    public string Close(bool flush)
    {
        lock (_lock)
        {
            if (_isWriting || _isEnded)
            {
                throw new StoreException(409, "BLOB_UPLOAD_INVALID", "another request writes to this upload");
            }

            _isEnded = true;
            _file.Flush(flush);
            _file.Dispose();
            return "sha256:" + Convert.ToHexStringLower(_hash.GetHashAndReset());
        }
    }

    /// <summary>Removes the temporary file, if it is still there. A writer under way notices and ends.</summary>
    public void Discard()
    {
        lock (_lock)
        {
            _isEnded = true;
            if (!_isWriting)
            {
                Release();
            }
        }
    }

    /// <summary>Appends some bytes. For a single writer that is not within <see cref="AppendAsync"/>.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_isEnded)
        {
            throw StoreException.UploadUnknown();
        }

        if (SizeBytes + bytes.Length > bytesMax)
        {
            throw new StoreException(413, "SIZE_INVALID", $"a blob may have {bytesMax} bytes");
        }

        _file.Write(bytes);
        _hash.AppendData(bytes);
        SizeBytes += bytes.Length;
    }

    private void EndWriting()
    {
        lock (_lock)
        {
            _isWriting = false;
            _lastUse = Stopwatch.GetTimestamp();
            if (_isEnded)
            {
                Release();
            }
        }
    }

    private void Release()
    {
        _file.Dispose();
        _hash.Dispose();
        File.Delete(Path);
    }
}
