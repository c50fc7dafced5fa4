using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Updater.Core.Content;
using Updater.Core.Platform;

namespace Updater.Registry;

/// <summary>A client of one OCI registry (distribution-spec v1.1). What it fetches by digest has that digest, or it throws. Safe for use by
/// several threads.</summary>
public sealed class RegistryClient : IDisposable
{
    private static readonly KeyValuePair<string, string>[] s_acceptManifests = [new("Accept", $"{MediaTypes.Manifest}, {MediaTypes.Index}")];
    private readonly RegistryHttp _http;
    private readonly RegistryPush _push;
    private readonly RegistryLists _lists;
    private readonly RegistryClientOptions _options;
    private readonly Uri _base;

    /// <summary>Makes a client.</summary>
    /// <param name="baseAddress">Address of the registry: scheme, host, port.</param>
    /// <param name="options">How to work; null for the defaults.</param>
    public RegistryClient(Uri baseAddress, RegistryClientOptions? options = null)
    {
        _base = new Uri(baseAddress.GetLeftPart(UriPartial.Authority) + "/");
        _options = options ?? new RegistryClientOptions();
        _http = new RegistryHttp(_base, _options);
        _push = new RegistryPush(_http, _base, _options);
        _lists = new RegistryLists(_http, _base, _options);
    }

    /// <summary>Host and port of the registry, as in references.</summary>
    public string Authority => _base.Authority;

    /// <summary>Requests sent, repetitions and redirects included.</summary>
    public long Requests => _http.Requests;

    /// <summary>Bytes of bodies received.</summary>
    public long BytesReceived => _http.BytesReceived;

    /// <summary>Bytes of bodies sent.</summary>
    public long BytesSent => _http.BytesSent;

    /// <summary>The address of a registry: HTTPS, but plain HTTP on loopback or when asked for.</summary>
    /// <param name="authority">Host, with port if need be.</param>
    /// <param name="usesPlainHttp">Whether to use plain HTTP in any case.</param>
    public static Uri AddressOf(string authority, bool usesPlainHttp = false)
    {
        if (!Uri.TryCreate("https://" + authority + "/", UriKind.Absolute, out Uri? secure) || secure.AbsolutePath != "/"
            || secure.UserInfo.Length > 0)
        {
            throw new RegistryException(Outcome.ReferenceMalformed, "host[:port]", authority, "give the registry as in 127.0.0.1:5000");
        }

        return usesPlainHttp || secure.IsLoopback ? new Uri("http://" + authority + "/") : secure;
    }

    /// <summary>A client of the registry that a reference names.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="options">How to work; null for the defaults.</param>
    /// <param name="usesPlainHttp">Whether to use plain HTTP elsewhere than on loopback too.</param>
    public static RegistryClient For(Reference reference, RegistryClientOptions? options = null, bool usesPlainHttp = false) =>
        new(AddressOf(reference.Registry, usesPlainHttp), options);

    /// <summary>What a reference names in its repository: the digest if there is one, else the tag, else <c>latest</c>.</summary>
    /// <param name="reference">The reference.</param>
    public static string NameOf(Reference reference) => reference.Digest != null ? DigestText.Format(reference.Digest) : reference.Tag ?? "latest";

    /// <summary>Finds out what a tag or digest names.</summary>
    /// <param name="repository">Repository.</param>
    /// <param name="reference">Tag or digest.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="RegistryException">It names nothing, or the registry cannot be asked.</exception>
    public async Task<ContentDescriptor> ResolveAsync(string repository, string reference, CancellationToken cancel = default)
    {
        RegistryCall call = new(HttpMethod.Head, ManifestAddress(repository, reference), repository) { Headers = s_acceptManifests };
        using HttpResponseMessage answer = await _http.SendAsync(call, cancel);
        string? digest = Header(answer, "Docker-Content-Digest");
        string? mediaType = answer.Content.Headers.ContentType?.MediaType;
        if (answer.StatusCode == HttpStatusCode.OK && OciNames.IsDigest(digest) && mediaType != null
            && answer.Content.Headers.ContentLength is long sizeBytes)
        {
            return OciNames.IsDigest(reference) && reference != digest
                ? throw Mismatch(reference, digest!)
                : new ContentDescriptor(mediaType, digest!, sizeBytes);
        }

        // HEAD may be answered without the headers, or not at all; GET has to work.
        return answer.StatusCode == HttpStatusCode.NotFound
            ? throw await RegistryFailure.FromAsync(answer, call.Target)
            : (await FetchManifestAsync(repository, reference, cancel)).Descriptor;
    }

    /// <summary>Whether a tag or digest names a manifest.</summary>
    /// <param name="repository">Repository.</param>
    /// <param name="reference">Tag or digest.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<bool> ExistsAsync(string repository, string reference, CancellationToken cancel = default)
    {
        try
        {
            await ResolveAsync(repository, reference, cancel);
            return true;
        }
        catch (RegistryException problem) when (problem.Outcome == Outcome.NotFound)
        {
            return false;
        }
    }

    /// <summary>Fetches a manifest or index. By digest, the content has it; by tag, it has the one the registry stated.</summary>
    /// <param name="repository">Repository.</param>
    /// <param name="reference">Tag or digest.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<FetchedManifest> FetchManifestAsync(string repository, string reference, CancellationToken cancel = default)
    {
        RegistryCall call = new(HttpMethod.Get, ManifestAddress(repository, reference), repository) { Headers = s_acceptManifests };
        using HttpResponseMessage answer = await _http.SendAsync(call, cancel);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            throw await RegistryFailure.FromAsync(answer, call.Target);
        }

        byte[] content = await BodyReader.ReadAllAsync(answer, RegistryLimits.ManifestBytesMax, _options.BodyTimeoutMs, _http, cancel);
        string digest = Manifests.DigestOf(content);
        string expected = OciNames.IsDigest(reference) ? reference : Header(answer, "Docker-Content-Digest") ?? digest;
        if (digest != expected)
        {
            throw Mismatch(expected, digest);
        }

        string mediaType = answer.Content.Headers.ContentType?.MediaType ?? MediaTypes.Manifest;
        return new FetchedManifest(new ContentDescriptor(mediaType, digest, content.Length), content);
    }

    /// <summary>Whether a repository holds a blob.</summary>
    /// <param name="repository">Repository.</param>
    /// <param name="digest">Digest.</param>
    /// <param name="cancel">Stops it.</param>
    public Task<bool> BlobExistsAsync(string repository, string digest, CancellationToken cancel = default) =>
        _push.BlobExistsAsync(repository, digest, cancel);

    /// <summary>
    /// Fetches a blob into a stream, with digest and size checked. A lost connection is taken up again with Range; what came in before the
    /// failure of a check
    /// was written, so nobody may use the target unless this returns.
    /// </summary>
    /// <param name="repository">Repository.</param>
    /// <param name="blob">The blob.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="progress">Told how many bytes there are so far.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task FetchBlobAsync(string repository, ContentDescriptor blob, Stream target, IProgress<long>? progress = null,
        CancellationToken cancel = default)
    {
        BlobFetch fetch = new(_http, _options, BlobAddress(repository, blob.Digest), repository, blob);
        await fetch.RunAsync(target, progress, cancel);
    }

    /// <summary>Fetches a small blob, with digest and size checked.</summary>
    /// <param name="repository">Repository.</param>
    /// <param name="blob">The blob.</param>
    /// <param name="bytesMax">Largest size taken.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<byte[]> FetchBlobAsync(string repository, ContentDescriptor blob, int bytesMax, CancellationToken cancel = default)
    {
        if (blob.SizeBytes > bytesMax)
        {
            throw new RegistryException(Outcome.DocumentTooLarge, $"a blob of at most {bytesMax} bytes", $"{blob.SizeBytes}",
                "check what the manifest names");
        }

        using MemoryStream target = new();
        await FetchBlobAsync(repository, blob, target, null, cancel);
        return target.ToArray();
    }

    /// <summary>Pushes a blob unless it is there. The stream is read twice, so it must be able to seek.</summary>
    /// <param name="repository">Repository.</param>
    /// <param name="content">The bytes, from the stream's position to its end.</param>
    /// <param name="mediaType">Media type for the descriptor.</param>
    /// <param name="progress">Told how many bytes were sent.</param>
    /// <param name="cancel">Stops it.</param>
    public Task<ContentDescriptor> PushBlobAsync(string repository, Stream content, string mediaType, IProgress<long>? progress = null,
        CancellationToken cancel = default) =>
        _push.PushBlobAsync(repository, content, mediaType, progress, cancel);

    /// <summary>Pushes a small blob unless it is there.</summary>
    /// <param name="repository">Repository.</param>
    /// <param name="content">The bytes.</param>
    /// <param name="mediaType">Media type for the descriptor.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<ContentDescriptor> PushBlobAsync(string repository, byte[] content, string mediaType, CancellationToken cancel = default)
    {
        using MemoryStream stream = new(content, writable: false);
        return await _push.PushBlobAsync(repository, stream, mediaType, null, cancel);
    }

    /// <summary>Pushes a blob in chunks; the stream is read once.</summary>
    /// <param name="repository">Repository.</param>
    /// <param name="content">The bytes.</param>
    /// <param name="mediaType">Media type for the descriptor.</param>
    /// <param name="chunkBytes">Size of a chunk; the registry may ask for larger ones.</param>
    /// <param name="progress">Told how many bytes were sent.</param>
    /// <param name="cancel">Stops it.</param>
    public Task<ContentDescriptor> PushBlobChunkedAsync(
        string repository, Stream content, string mediaType, int chunkBytes, IProgress<long>? progress = null, CancellationToken cancel = default) =>
        _push.PushBlobChunkedAsync(repository, content, mediaType, chunkBytes, progress, cancel);

    /// <summary>
    /// Sends a blob of known digest that a function writes, without asking whether it is there. The function is called again when the sending
    /// has to be repeated.
    /// </summary>
    /// <param name="repository">Repository.</param>
    /// <param name="blob">The blob.</param>
    /// <param name="write">Writes the bytes; throws if they are not the blob's, then nothing becomes visible.</param>
    /// <param name="mountFrom">Repository of this registry that holds the blob, or null.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>Whether bytes were sent; else the blob was mounted.</returns>
    public Task<bool> SendBlobAsync(string repository, ContentDescriptor blob, Func<Stream, CancellationToken, Task> write, string? mountFrom = null,
        CancellationToken cancel = default) =>
        _push.SendBlobAsync(repository, blob, write, mountFrom, cancel);

    /// <summary>Pushes a manifest or index, and lists it as a referrer of its subject where the registry does not do so itself.</summary>
    /// <param name="repository">Repository.</param>
    /// <param name="content">The document.</param>
    /// <param name="mediaType">Its media type.</param>
    /// <param name="tag">Tag to move to it, or null.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<ContentDescriptor> PushManifestAsync(
        string repository, byte[] content, string mediaType = MediaTypes.Manifest, string? tag = null, CancellationToken cancel = default)
    {
        Manifest manifest = Manifests.Read(content, mediaType);
        (ContentDescriptor descriptor, bool isListed) = await _push.PushManifestAsync(repository, content, mediaType, tag, cancel);
        if (manifest.Subject != null && !isListed)
        {
            await AddReferrerAsync(repository, manifest, descriptor, cancel);
        }

        return descriptor;
    }

    /// <summary>Deletes a tag, or a manifest with all its tags.</summary>
    /// <param name="repository">Repository.</param>
    /// <param name="reference">Tag or digest.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task DeleteManifestAsync(string repository, string reference, CancellationToken cancel = default)
    {
        RegistryCall call = new(HttpMethod.Delete, ManifestAddress(repository, reference), repository) { Pushes = true };
        using HttpResponseMessage answer = await _http.SendAsync(call, cancel);
        if (!answer.IsSuccessStatusCode)
        {
            throw await RegistryFailure.FromAsync(answer, call.Target);
        }
    }

    /// <summary>All tags of a repository, in ordinal order.</summary>
    /// <param name="repository">Repository.</param>
    /// <param name="cancel">Stops it.</param>
    public Task<IReadOnlyList<string>> ListTagsAsync(string repository, CancellationToken cancel = default) => _lists.TagsAsync(repository, cancel);

    /// <summary>
    /// Manifests that refer to one, by the referrers API or the fallback tag. A filter is applied to what the manifests themselves say where the
    /// registry
    /// did not apply it: the fallback's descriptors are not to be trusted (cosign 3 writes the empty type there).
    /// </summary>
    /// <param name="repository">Repository.</param>
    /// <param name="digest">Digest of the subject.</param>
    /// <param name="artifactType">Artifact type wanted, or null for all.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<IReadOnlyList<ContentDescriptor>> ListReferrersAsync(string repository, string digest, string? artifactType = null,
        CancellationToken cancel = default)
    {
        (IReadOnlyList<ContentDescriptor>? listed, bool isFiltered) = await _lists.ReferrersAsync(repository, digest, artifactType, cancel);
        listed ??= await ReadFallbackAsync(repository, digest, cancel);
        if (artifactType == null || isFiltered)
        {
            return listed;
        }

        List<ContentDescriptor> matching = [];
        foreach (ContentDescriptor descriptor in listed)
        {
            Manifest manifest = (await FetchManifestAsync(repository, descriptor.Digest, cancel)).Read();
            if (manifest.EffectiveArtifactType == artifactType)
            {
                matching.Add(descriptor with { ArtifactType = artifactType });
            }
        }

        return matching;
    }

    /// <summary>Manifests that refer to one by the referrers API; null where there is none.</summary>
    internal async Task<IReadOnlyList<ContentDescriptor>?> TryListReferrersAsync(string repository, string digest, CancellationToken cancel) =>
        (await _lists.ReferrersAsync(repository, digest, null, cancel)).Listed;

    /// <summary>Manifests that refer to one by the fallback tag.</summary>
    internal Task<IReadOnlyList<ContentDescriptor>> ListFallbackReferrersAsync(string repository, string digest, CancellationToken cancel) =>
        ReadFallbackAsync(repository, digest, cancel);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    internal static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.FirstOrDefault() : null;

    internal static RegistryException Mismatch(string expected, string found) =>
        new(Outcome.DigestMismatch, expected, found, "do not use the content; ask the registry's owner, or push it again");

    internal static void RequireRepository(string repository)
    {
        if (!OciNames.IsRepository(repository))
        {
            throw new RegistryException(Outcome.ReferenceMalformed, "a repository name of lower-case letters, digits and . _ - /", repository,
                "correct the reference");
        }
    }

    private async Task AddReferrerAsync(string repository, Manifest manifest, ContentDescriptor descriptor, CancellationToken cancel)
    {
        // distribution-spec, "Referrers Tag Schema": read, append, put. There is no atomic form of it.
        string subject = manifest.Subject!.Digest;
        IReadOnlyList<ContentDescriptor> listed = await ReadFallbackAsync(repository, subject, cancel);
        if (listed.Any(known => known.Digest == descriptor.Digest))
        {
            return;
        }

        ContentDescriptor added = descriptor with { ArtifactType = manifest.EffectiveArtifactType, Annotations = manifest.Annotations };
        byte[] index = Manifests.Write(new Manifest { MediaType = MediaTypes.Index, Children = [.. listed, added] });
        await _push.PushManifestAsync(repository, index, MediaTypes.Index, OciNames.ReferrersTag(subject), cancel);
    }

    private async Task<IReadOnlyList<ContentDescriptor>> ReadFallbackAsync(string repository, string digest, CancellationToken cancel)
    {
        try
        {
            return (await FetchManifestAsync(repository, OciNames.ReferrersTag(digest), cancel)).Read().Children;
        }
        catch (RegistryException problem) when (problem.Outcome == Outcome.NotFound)
        {
            return [];
        }
    }

    private Uri ManifestAddress(string repository, string reference)
    {
        RequireRepository(repository);
        return OciNames.IsTag(reference) || OciNames.IsDigest(reference)
            ? new Uri(_base, $"v2/{repository}/manifests/{reference}")
            : throw new RegistryException(Outcome.ReferenceMalformed, "a tag, or a digest sha256:<64 hex digits>", reference,
                "correct the reference");
    }

    private Uri BlobAddress(string repository, string digest)
    {
        RequireRepository(repository);
        return OciNames.IsDigest(digest)
            ? new Uri(_base, $"v2/{repository}/blobs/{digest}")
            : throw new RegistryException(Outcome.DigestMalformed, "sha256:<64 hex digits>", digest, "correct the digest");
    }
}
