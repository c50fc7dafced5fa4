using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Updater.Core.Platform;

namespace Updater.Registry;

/// <summary>The pushing half of the client (distribution-spec, "Push").</summary>
internal sealed class RegistryPush(RegistryHttp http, Uri baseAddress, RegistryClientOptions options)
{
    private const int BytesPerSecondMin = 4096;
    private volatile bool _lacksSinglePost;

    public async Task<bool> BlobExistsAsync(string repository, string digest, CancellationToken cancel)
    {
        RegistryClient.RequireRepository(repository);
        RegistryCall call = new(HttpMethod.Head, new Uri(baseAddress, $"v2/{repository}/blobs/{digest}"), repository);
        using HttpResponseMessage answer = await http.SendAsync(call, cancel);
        return answer.StatusCode switch
        {
            HttpStatusCode.OK => true,
            HttpStatusCode.NotFound => false,
            _ => throw await RegistryFailure.FromAsync(answer, call.Target),
        };
    }

    public async Task<ContentDescriptor> PushBlobAsync(string repository, Stream content, string mediaType, IProgress<long>? progress,
        CancellationToken cancel)
    {
        long start = content.Position;
        string digest = "sha256:" + Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancel));
        ContentDescriptor blob = new(mediaType, digest, content.Position - start);
        if (await BlobExistsAsync(repository, digest, cancel))
        {
            progress?.Report(blob.SizeBytes);
            return blob;
        }

        for (int attempt = 0; ; attempt++)
        {
            try
            {
                await UploadAsync(repository, content, start, blob, progress, cancel);
                return blob;
            }
            catch (RegistryException problem) when (attempt < options.RetriesMax
                && problem.Outcome is Outcome.Unreachable or Outcome.ServerUnavailable)
            {
                // The session may be half used: a new one is the sure way.
                await Task.Delay(options.RetryDelayMs, cancel);
            }
        }
    }

    /// <summary>Sends a blob that a function writes; whether bytes were sent, or it was mounted.</summary>
    public async Task<bool> SendBlobAsync(string repository, ContentDescriptor blob, Func<Stream, CancellationToken, Task> write, string? mountFrom,
        CancellationToken cancel)
    {
        RegistryClient.RequireRepository(repository);
        for (int attempt = 0; ; attempt++)
        {
            WriterContent? last = null;
            try
            {
                bool fitsOnePost = blob.SizeBytes <= RegistryLimits.SinglePostBytesMax && !_lacksSinglePost && mountFrom == null;
                Uri? location = fitsOnePost ? await PostWholeAsync(repository, blob, await CollectAsync(blob, write, cancel), cancel)
                    : await StartOrMountAsync(repository, blob.Digest, mountFrom, cancel);
                if (location != null)
                {
                    await FinishAsync(repository, location, blob.Digest, Body, blob.SizeBytes, cancel);
                }

                return location != null || mountFrom == null;
            }
            catch (Exception) when (last?.Failure != null)
            {
                // The source failed, not this registry.
                throw last.Failure;
            }
            catch (RegistryException problem) when (attempt < options.RetriesMax
                && problem.Outcome is Outcome.Unreachable or Outcome.ServerUnavailable)
            {
                await Task.Delay(options.RetryDelayMs, cancel);
            }

            WriterContent Body() => last = new WriterContent(write, blob.SizeBytes, http);
        }
    }

    public async Task<ContentDescriptor> PushBlobChunkedAsync(
        string repository, Stream content, string mediaType, int chunkBytes, IProgress<long>? progress, CancellationToken cancel)
    {
        (Uri location, int minimumBytes) = await StartAsync(repository, cancel);
        byte[] chunk = new byte[Math.Max(chunkBytes, minimumBytes)];
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long offset = 0;
        int count;
        while ((count = await content.ReadAtLeastAsync(chunk, chunk.Length, throwOnEndOfStream: false, cancel)) > 0)
        {
            hash.AppendData(chunk.AsSpan(0, count));
            location = await PatchAsync(repository, location, chunk.AsMemory(0, count), offset, cancel);
            offset += count;
            progress?.Report(offset);
        }

        string digest = "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset());
        await FinishAsync(repository, location, digest, () => new ByteArrayContent([]), 0, cancel);
        return new ContentDescriptor(mediaType, digest, offset);
    }

    public async Task<(ContentDescriptor Descriptor, bool IsListed)> PushManifestAsync(string repository, byte[] content, string mediaType,
        string? tag, CancellationToken cancel)
    {
        RegistryClient.RequireRepository(repository);
        if (tag != null && !OciNames.IsTag(tag))
        {
            throw new RegistryException(Outcome.ReferenceMalformed, "a tag of letters, digits and . _ -, at most 128", tag, "correct the tag");
        }

        ContentDescriptor descriptor = Manifests.Describe(mediaType, content);
        RegistryCall call = new(HttpMethod.Put, new Uri(baseAddress, $"v2/{repository}/manifests/{tag ?? descriptor.Digest}"), repository)
        {
            Pushes = true,
            Content = () => Typed(new ByteArrayContent(content), mediaType),
        };
        using HttpResponseMessage answer = await http.SendAsync(call, cancel);
        if (answer.StatusCode != HttpStatusCode.Created)
        {
            throw await RegistryFailure.FromAsync(answer, call.Target);
        }

        http.CountSent(content.Length);
        string? stored = RegistryClient.Header(answer, "Docker-Content-Digest");
        return stored != null && stored != descriptor.Digest
            ? throw RegistryClient.Mismatch(descriptor.Digest, stored)
            : (descriptor, RegistryClient.Header(answer, "OCI-Subject") != null);
    }

    private static HttpContent Typed(HttpContent content, string mediaType)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return content;
    }

    private static async Task<byte[]> CollectAsync(ContentDescriptor blob, Func<Stream, CancellationToken, Task> write, CancellationToken cancel)
    {
        using MemoryStream content = new((int)blob.SizeBytes);
        await write(content, cancel);
        return content.ToArray();
    }

    /// <summary>distribution-spec, "Single POST": done if the answer is 201; with 202 it is the start of an upload, whose location this gives.</summary>
    private async Task<Uri?> PostWholeAsync(string repository, ContentDescriptor blob, byte[] content, CancellationToken cancel)
    {
        Uri target = new(baseAddress, $"v2/{repository}/blobs/uploads/?digest={Uri.EscapeDataString(blob.Digest)}");
        RegistryCall call = new(HttpMethod.Post, target, repository)
        {
            Pushes = true,
            TimeoutMs = TimeoutMs(content.Length),
            Content = () => Typed(new ByteArrayContent(content), "application/octet-stream"),
        };
        using HttpResponseMessage answer = await http.SendAsync(call, cancel);
        http.CountSent(content.Length);
        if (answer.StatusCode == HttpStatusCode.Created)
        {
            return null;
        }

        if (answer.StatusCode != HttpStatusCode.Accepted)
        {
            throw await RegistryFailure.FromAsync(answer, call.Target);
        }

        _lacksSinglePost = true;
        return Location(answer, call.Target);
    }

    /// <summary>Starts an upload, or mounts the blob: then null (distribution-spec, "Mounting a blob from another repository").</summary>
    private async Task<Uri?> StartOrMountAsync(string repository, string digest, string? mountFrom, CancellationToken cancel)
    {
        if (mountFrom == null)
        {
            return (await StartAsync(repository, cancel)).Location;
        }

        string query = $"?mount={Uri.EscapeDataString(digest)}&from={Uri.EscapeDataString(mountFrom)}";
        RegistryCall call = new(HttpMethod.Post, new Uri(baseAddress, $"v2/{repository}/blobs/uploads/{query}"), repository)
        {
            Pushes = true,
            Content = () => new ByteArrayContent([]),
        };
        using HttpResponseMessage answer = await http.SendAsync(call, cancel);
        return answer.StatusCode switch
        {
            HttpStatusCode.Created => null,
            HttpStatusCode.Accepted => Location(answer, call.Target),
            _ => throw await RegistryFailure.FromAsync(answer, call.Target),
        };
    }

    private async Task UploadAsync(string repository, Stream content, long start, ContentDescriptor blob, IProgress<long>? progress,
        CancellationToken cancel)
    {
        (Uri location, _) = await StartAsync(repository, cancel);
        await FinishAsync(repository, location, blob.Digest, Body, blob.SizeBytes, cancel);

        ProgressContent Body() => new(content, start, blob.SizeBytes, http, progress);
    }

    private async Task<(Uri Location, int ChunkBytesMin)> StartAsync(string repository, CancellationToken cancel)
    {
        RegistryClient.RequireRepository(repository);
        RegistryCall call = new(HttpMethod.Post, new Uri(baseAddress, $"v2/{repository}/blobs/uploads/"), repository)
        {
            Pushes = true,
            Content = () => new ByteArrayContent([]),
        };
        using HttpResponseMessage answer = await http.SendAsync(call, cancel);
        if (answer.StatusCode != HttpStatusCode.Accepted)
        {
            throw await RegistryFailure.FromAsync(answer, call.Target);
        }

        _ = int.TryParse(RegistryClient.Header(answer, "OCI-Chunk-Min-Length"), NumberStyles.None, CultureInfo.InvariantCulture,
            out int minimumBytes);
        return (Location(answer, call.Target), Math.Min(minimumBytes, 64 * 1024 * 1024));
    }

    private async Task<Uri> PatchAsync(string repository, Uri location, ReadOnlyMemory<byte> chunk, long offset, CancellationToken cancel)
    {
        RegistryCall call = new(HttpMethod.Patch, location, repository)
        {
            Pushes = true,
            MayRepeat = false,
            TimeoutMs = TimeoutMs(chunk.Length),
            Content = () => Typed(new ReadOnlyMemoryContent(chunk), "application/octet-stream"),
            Headers = [new("Content-Range", string.Create(CultureInfo.InvariantCulture, $"{offset}-{offset + chunk.Length - 1}"))],
        };
        using HttpResponseMessage answer = await http.SendAsync(call, cancel);
        if (answer.StatusCode is not (HttpStatusCode.Accepted or HttpStatusCode.Created))
        {
            throw await RegistryFailure.FromAsync(answer, call.Target);
        }

        http.CountSent(chunk.Length);
        return Location(answer, location);
    }

    private async Task FinishAsync(string repository, Uri location, string digest, Func<HttpContent> content, long sizeBytes,
        CancellationToken cancel)
    {
        // distribution-spec, "POST then PUT": the location may have a query of its own.
        string query = location.Query.Length > 1 ? location.Query[1..] + "&" : "";
        Uri target = new UriBuilder(location) { Query = query + "digest=" + Uri.EscapeDataString(digest) }.Uri;
        RegistryCall call = new(HttpMethod.Put, target, repository)
        {
            Pushes = true,
            MayRepeat = false,
            TimeoutMs = TimeoutMs(sizeBytes),
            Content = () => Typed(content(), "application/octet-stream"),
        };
        using HttpResponseMessage answer = await http.SendAsync(call, cancel);
        if (answer.StatusCode != HttpStatusCode.Created)
        {
            throw await RegistryFailure.FromAsync(answer, target);
        }
    }

    private int TimeoutMs(long bytes) => (int)Math.Min(int.MaxValue, options.RequestTimeoutMs + (bytes * 1000 / BytesPerSecondMin));

    private static Uri Location(HttpResponseMessage answer, Uri target) =>
        answer.Headers.Location is Uri location ? new Uri(answer.RequestMessage?.RequestUri ?? target, location)
            : throw RegistryFailure.Protocol("a Location for the upload", "none");
}
