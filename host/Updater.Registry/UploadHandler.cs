using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Updater.Registry;

/// <summary>Uploads: POST starts (or mounts, or takes all), PATCH appends, PUT ends, GET tells how far, DELETE drops (distribution-spec, "Pushing Blobs").</summary>
internal sealed class UploadHandler(LayoutStore store)
{
    public Task HandleAsync(HttpContext context, RegistryTarget target)
    {
        if (target.Reference.Length == 0)
        {
            return context.Request.Method == "POST" ? StartAsync(context, target) : throw new StoreException(405, "UNSUPPORTED", "POST starts an upload");
        }

        BlobUpload upload = store.FindUpload(target.Repository, target.Reference);
        return context.Request.Method switch
        {
            "PATCH" => AppendAsync(context, upload),
            "PUT" => FinishAsync(context, upload),
            "GET" => Status(context, upload, 204),
            "DELETE" => Cancel(context, upload),
            _ => throw new StoreException(405, "UNSUPPORTED", "an upload takes PATCH, PUT, GET, DELETE"),
        };
    }

    private async Task StartAsync(HttpContext context, RegistryTarget target)
    {
        string mount = context.Request.Query["mount"].ToString();
        string from = context.Request.Query["from"].ToString();
        if (OciNames.IsDigest(mount) && store.MountBlob(target.Repository, mount, from.Length == 0 ? null : from))
        {
            Created(context, target.Repository, mount);
            return;
        }

        string digest = context.Request.Query["digest"].ToString();
        if (digest.Length > 0)
        {
            RequireDigest(digest);
        }

        BlobUpload upload = store.StartUpload(target.Repository);
        if (digest.Length == 0)
        {
            await Status(context, upload, 202);
            return;
        }

        try
        {
            await upload.AppendAsync(context.Request.Body, context.RequestAborted);
        }
        catch
        {
            store.CancelUpload(upload);
            throw;
        }

        store.FinishUpload(upload, digest);
        Created(context, target.Repository, digest);
    }

    private static async Task AppendAsync(HttpContext context, BlobUpload upload)
    {
        RequireStart(context.Request, upload);
        await upload.AppendAsync(context.Request.Body, context.RequestAborted);
        await Status(context, upload, 202);
    }

    private async Task FinishAsync(HttpContext context, BlobUpload upload)
    {
        string digest = context.Request.Query["digest"].ToString();
        RequireDigest(digest);
        RequireStart(context.Request, upload);
        await upload.AppendAsync(context.Request.Body, context.RequestAborted);
        store.FinishUpload(upload, digest);
        Created(context, upload.Repository, digest);
    }

    private static Task Status(HttpContext context, BlobUpload upload, int status)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.Location = $"/v2/{upload.Repository}/blobs/uploads/{upload.Id}";
        headers["Docker-Upload-UUID"] = upload.Id;
        headers.Range = string.Create(CultureInfo.InvariantCulture, $"0-{Math.Max(0, upload.SizeBytes - 1)}");
        RegistryAnswers.Empty(context, status);
        return Task.CompletedTask;
    }

    private Task Cancel(HttpContext context, BlobUpload upload)
    {
        store.CancelUpload(upload);
        RegistryAnswers.Empty(context, 204);
        return Task.CompletedTask;
    }

    private static void Created(HttpContext context, string repository, string digest)
    {
        context.Response.Headers.Location = $"/v2/{repository}/blobs/{digest}";
        context.Response.Headers["Docker-Content-Digest"] = digest;
        RegistryAnswers.Empty(context, 201);
    }

    private static void RequireDigest(string digest)
    {
        if (!OciNames.IsDigest(digest))
        {
            throw StoreException.DigestInvalid(digest);
        }
    }

    /// <summary>A chunk must begin where the last one ended, else 416 (distribution-spec, "Pushing a blob in chunks"). Without Content-Range it is taken as the next.</summary>
    private static void RequireStart(HttpRequest request, BlobUpload upload)
    {
        string header = request.Headers.ContentRange.ToString();
        if (header.Length == 0)
        {
            return;
        }

        string range = header.StartsWith("bytes ", StringComparison.Ordinal) ? header["bytes ".Length..] : header;
        int dash = range.IndexOf('-');
        bool isRange = dash > 0
            && long.TryParse(range.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out long first)
            && long.TryParse(range.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long last)
            && first == upload.SizeBytes
            && (request.ContentLength == null || last - first + 1 == request.ContentLength);
        if (!isRange)
        {
            throw new StoreException(416, "BLOB_UPLOAD_INVALID", string.Create(CultureInfo.InvariantCulture, $"expected a chunk from {upload.SizeBytes}, got Content-Range {header}"));
        }
    }
}
