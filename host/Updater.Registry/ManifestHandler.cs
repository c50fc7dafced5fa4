using Microsoft.AspNetCore.Http;

namespace Updater.Registry;

/// <summary>Manifests: GET, HEAD, PUT, DELETE by tag and by digest.</summary>
internal sealed class ManifestHandler(LayoutStore store, RegistryServerOptions options)
{
    public Task HandleAsync(HttpContext context, RegistryTarget target) => context.Request.Method switch
    {
        "GET" or "HEAD" => GetAsync(context, target),
        "PUT" => PutAsync(context, target),
        "DELETE" => Delete(context, target),
        _ => throw new StoreException(405, "UNSUPPORTED", "a manifest takes GET, HEAD, PUT, DELETE"),
    };

    private async Task GetAsync(HttpContext context, RegistryTarget target)
    {
        StoredManifest? manifest = store.FindManifest(target.Repository, target.Reference);
        if (manifest == null || (options.RequiresAccept && !IsAccepted(context.Request, manifest.Descriptor.MediaType)))
        {
            throw StoreException.ManifestUnknown(target.Reference);
        }

        IHeaderDictionary headers = context.Response.Headers;
        headers["Docker-Content-Digest"] = manifest.Descriptor.Digest;
        headers.ETag = $"\"{manifest.Descriptor.Digest}\"";
        if (NamesDigest(context.Request.Headers.IfNoneMatch, manifest.Descriptor.Digest))
        {
            RegistryAnswers.Empty(context, 304);
            return;
        }

        await RegistryAnswers.BytesAsync(context, 200, manifest.Descriptor.MediaType, store.ReadManifest(manifest));
    }

    private async Task PutAsync(HttpContext context, RegistryTarget target)
    {
        string? mediaType = context.Request.ContentType?.Split(';')[0].Trim();
        if (string.IsNullOrEmpty(mediaType))
        {
            throw new StoreException(400, "MANIFEST_INVALID", "Content-Type is missing");
        }

        byte[] content = await ReadAsync(context);
        StoredManifest manifest = store.PutManifest(target.Repository, target.Reference, mediaType, content);
        IHeaderDictionary headers = context.Response.Headers;
        headers.Location = $"/v2/{target.Repository}/manifests/{manifest.Descriptor.Digest}";
        headers["Docker-Content-Digest"] = manifest.Descriptor.Digest;
        if (manifest.Subject != null && options.HasReferrers)
        {
            headers["OCI-Subject"] = manifest.Subject;
        }

        RegistryAnswers.Empty(context, 201);
    }

    private Task Delete(HttpContext context, RegistryTarget target)
    {
        if (!store.DeleteManifest(target.Repository, target.Reference))
        {
            throw StoreException.ManifestUnknown(target.Reference);
        }

        RegistryAnswers.Empty(context, 202);
        return Task.CompletedTask;
    }

    private static async Task<byte[]> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength > RegistryLimits.ManifestBytesMax)
        {
            throw new StoreException(413, "SIZE_INVALID", $"a manifest may have {RegistryLimits.ManifestBytesMax} bytes");
        }

        using MemoryStream content = new((int)(context.Request.ContentLength ?? 0));
        byte[] buffer = new byte[4096];
        int count;
        while ((count = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            if (content.Length + count > RegistryLimits.ManifestBytesMax)
            {
                throw new StoreException(413, "SIZE_INVALID", $"a manifest may have {RegistryLimits.ManifestBytesMax} bytes");
            }

            content.Write(buffer, 0, count);
        }

        return content.ToArray();
    }

    private static bool NamesDigest(Microsoft.Extensions.Primitives.StringValues values, string digest) =>
        values.Any(value => value != null && value.Split(',').Any(tag => Unquote(tag) is string plain && (plain == digest || plain == "*")));

    private static string Unquote(string tag)
    {
        string text = tag.Trim();
        text = text.StartsWith("W/", StringComparison.Ordinal) ? text[2..] : text;
        return text.Trim('"');
    }

    private static bool IsAccepted(HttpRequest request, string mediaType) =>
        request.Headers.Accept.Any(value => value != null && value.Split(',').Any(part => part.Split(';')[0].Trim() == mediaType));
}
