using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Updater.Core.Platform;

namespace Updater.Registry;

/// <summary>One blob on its way to a stream: digest and size checked, taken up again after a lost connection.</summary>
internal sealed class BlobFetch(RegistryHttp http, RegistryClientOptions options, Uri address, string repository, ContentDescriptor blob)
{
    private long _offset;

    public async Task RunAsync(Stream target, IProgress<long>? progress, CancellationToken cancel)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long start = target.CanSeek ? target.Position : -1;
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                await ReceiveAsync(target, start, hash, progress, cancel);
                break;
            }
            catch (RegistryException problem) when (problem.Outcome is Outcome.BodyTruncated or Outcome.TimedOut && attempt < options.RetriesMax)
            {
                await Task.Delay((int)(options.RetryDelayMs * (0.5 + (options.Jitter.NextDouble() / 2))), cancel);
            }
        }

        string found = "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset());
        if (found != blob.Digest)
        {
            throw RegistryClient.Mismatch(blob.Digest, found);
        }
    }

    private async Task ReceiveAsync(Stream target, long start, IncrementalHash hash, IProgress<long>? progress, CancellationToken cancel)
    {
        if (_offset == blob.SizeBytes && _offset > 0)
        {
            return;
        }

        RegistryCall call = new(HttpMethod.Get, address, repository)
        {
            Headers = _offset == 0 ? [] : [new("Range", string.Create(CultureInfo.InvariantCulture, $"bytes={_offset}-"))],
        };
        using HttpResponseMessage answer = await http.SendAsync(call, cancel);
        if (answer.StatusCode == HttpStatusCode.PartialContent && _offset > 0)
        {
            RequireRange(answer.Content.Headers.ContentRange);
        }
        else if (answer.StatusCode == HttpStatusCode.OK)
        {
            Restart(target, start, hash);
        }
        else
        {
            throw await RegistryFailure.FromAsync(answer, address);
        }

        long expected = blob.SizeBytes - _offset;
        if (answer.Content.Headers.ContentLength is long stated && stated != expected)
        {
            throw new RegistryException(Outcome.SizeMismatch, $"{expected} bytes", $"{stated} stated",
                "push the artifact again, or ask the registry's owner");
        }

        await CopyAsync(answer, target, hash, progress, cancel);
    }

    private async Task CopyAsync(HttpResponseMessage answer, Stream target, IncrementalHash hash, IProgress<long>? progress, CancellationToken cancel)
    {
        await using Stream body = await answer.Content.ReadAsStreamAsync(cancel);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(RegistryLimits.CopyBytes);
        try
        {
            int count;
            while ((count = await BodyReader.ReadAsync(body, buffer, answer, options.BodyTimeoutMs, cancel)) > 0)
            {
                http.CountReceived(count);
                if (count > blob.SizeBytes - _offset)
                {
                    throw new RegistryException(Outcome.TrailingData, $"{blob.SizeBytes} bytes", "more",
                        "do not use the content; ask the registry's owner");
                }

                hash.AppendData(buffer.AsSpan(0, count));
                await target.WriteAsync(buffer.AsMemory(0, count), cancel);
                _offset += count;
                progress?.Report(_offset);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (_offset < blob.SizeBytes)
        {
            throw new RegistryException(Outcome.BodyTruncated, $"{blob.SizeBytes} bytes", $"{_offset}", "try again");
        }
    }

    // A 200 to a range request is the whole body: start over, never append (distribution-spec, "Pulling blobs": Range is a SHOULD).
    private void Restart(Stream target, long start, IncrementalHash hash)
    {
        if (_offset == 0)
        {
            return;
        }

        if (start < 0)
        {
            throw new RegistryException(Outcome.RangeIgnored, "206 to a range request", "200, and the target cannot be rewound", "try again");
        }

        target.Position = start;
        target.SetLength(start);
        hash.GetHashAndReset();
        _offset = 0;
    }

    private void RequireRange(ContentRangeHeaderValue? range)
    {
        if (range?.From != _offset || range.To != blob.SizeBytes - 1 || (range.Length != null && range.Length != blob.SizeBytes))
        {
            throw RegistryFailure.Protocol($"Content-Range bytes {_offset}-{blob.SizeBytes - 1}/{blob.SizeBytes}", range?.ToString() ?? "none");
        }
    }
}
