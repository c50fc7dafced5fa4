using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Updater.Registry;

/// <summary>Blobs: GET and HEAD with one range, DELETE.</summary>
internal sealed class BlobHandler(LayoutStore store)
{
    public Task HandleAsync(HttpContext context, RegistryTarget target)
    {
        if (!OciNames.IsDigest(target.Reference))
        {
            throw StoreException.DigestInvalid(target.Reference);
        }

        return context.Request.Method switch
        {
            "GET" or "HEAD" => GetAsync(context, target),
            "DELETE" => Delete(context, target),
            _ => throw new StoreException(405, "UNSUPPORTED", "a blob takes GET, HEAD, DELETE"),
        };
    }

    private async Task GetAsync(HttpContext context, RegistryTarget target)
    {
        string path = store.FindBlob(target.Repository, target.Reference) ?? throw StoreException.BlobUnknown(target.Reference);
        using Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(path);
        long sizeBytes = RandomAccess.GetLength(file);
        IHeaderDictionary headers = context.Response.Headers;
        headers["Docker-Content-Digest"] = target.Reference;
        headers.ETag = $"\"{target.Reference}\"";
        headers.AcceptRanges = "bytes";
        context.Response.ContentType = "application/octet-stream";
        if (context.Request.Headers.IfNoneMatch.ToString().Contains(target.Reference, StringComparison.Ordinal))
        {
            RegistryAnswers.Empty(context, 304);
            return;
        }

        (long first, long count, int status) = Range(context.Request, sizeBytes);
        context.Response.StatusCode = status;
        context.Response.ContentLength = count;
        if (status == 416)
        {
            headers.ContentRange = $"bytes */{sizeBytes}";
        }
        else if (status == 206)
        {
            headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {first}-{first + count - 1}/{sizeBytes}");
        }

        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await CopyAsync(file, first, count, context);
        }
    }

    private Task Delete(HttpContext context, RegistryTarget target)
    {
        if (!store.DeleteBlob(target.Repository, target.Reference))
        {
            throw StoreException.BlobUnknown(target.Reference);
        }

        RegistryAnswers.Empty(context, 202);
        return Task.CompletedTask;
    }

    /// <summary>One range (RFC 9110 section 14.2). What is not understood, or asks for several, is ignored: the whole is sent.</summary>
    private static (long First, long Count, int Status) Range(HttpRequest request, long sizeBytes)
    {
        string header = request.Headers.Range.ToString();
        (long, long, int) whole = (0, sizeBytes, 200);
        if (!header.StartsWith("bytes=", StringComparison.OrdinalIgnoreCase) || header.Contains(','))
        {
            return whole;
        }

        ReadOnlySpan<char> range = header.AsSpan("bytes=".Length).Trim();
        int dash = range.IndexOf('-');
        if (dash < 0 || !TryNumber(range[..dash], out long? first) || !TryNumber(range[(dash + 1)..], out long? last) || (first == null && last == null))
        {
            return whole;
        }

        if (first == null)
        {
            long suffixBytes = Math.Min(last!.Value, sizeBytes);
            return suffixBytes == 0 ? (0, 0, 416) : (sizeBytes - suffixBytes, suffixBytes, 206);
        }

        if (last < first)
        {
            return whole;
        }

        return first >= sizeBytes ? (0, 0, 416) : (first.Value, Math.Min(last ?? long.MaxValue, sizeBytes - 1) - first.Value + 1, 206);
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out long? number)
    {
        number = null;
        if (text.IsEmpty)
        {
            return true;
        }

        bool isNumber = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value);
        number = value;
        return isNumber;
    }

    // A pooled buffer a request while it runs; reads are of the page cache, so they are not worth a thread switch each.
    private static async Task CopyAsync(Microsoft.Win32.SafeHandles.SafeFileHandle file, long offset, long count, HttpContext context)
    {
        byte[] buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(RegistryLimits.CopyBytes);
        try
        {
            while (count > 0)
            {
                int read = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(buffer.Length, count)), offset);
                if (read == 0)
                {
                    throw new IOException("the blob's file became shorter");
                }

                await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
                offset += read;
                count -= read;
            }
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
