using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Updater.Registry;

/// <summary>Answers requests: takes the target apart, applies faults, admits, and hands on.</summary>
internal sealed class RegistryHandler(RegistryServer server, RegistryServerOptions options, CancellationToken stopping)
{
    private readonly RegistryAccess _access = new(options);
    private readonly ManifestHandler _manifests = new(server.Store, options);
    private readonly BlobHandler _blobs = new(server.Store);
    private readonly UploadHandler _uploads = new(server.Store);
    private readonly ListHandler _lists = new(server.Store);
    private readonly MetricsHandler _metrics = new(server);

    public async Task HandleAsync(HttpContext context)
    {
        server.Counters.CountOpen(1);
        try
        {
            await CountedAsync(context);
        }
        finally
        {
            server.Counters.CountAnswer(context.Response.StatusCode);
            server.Counters.CountOpen(-1);
        }
    }

    private async Task CountedAsync(HttpContext context)
    {
        RegistryTarget target = Target(context);
        long number = server.Counters.CountRequest(target.Kind);
        context.Response.Headers["Docker-Distribution-Api-Version"] = "registry/2.0";
        RequestFault? fault = server.Filter?.Decide(Describe(context, target, number));
        CountingStream body = new(context.Response.Body, server.Counters, target.Kind);
        context.Response.Body = body;
        try
        {
            if (fault == null)
            {
                await AnswerAsync(context, target);
            }
            else
            {
                await MisbehaveAsync(context, target, fault);
            }
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
        catch (IOException problem) when (problem is Microsoft.AspNetCore.Connections.ConnectionResetException or BadHttpRequestException
            || context.RequestAborted.IsCancellationRequested)
        {
            // The client went away, or sent less than it said.
            context.Abort();
        }
    }

    private static RegistryTarget Target(HttpContext context)
    {
        string raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return RegistryTarget.Parse(raw.StartsWith('/') ? raw : context.Request.Path.Value ?? "/");
    }

    private static RegistryRequest Describe(HttpContext context, RegistryTarget target, long number)
    {
        IHeaderDictionary headers = context.Request.Headers;
        return new RegistryRequest(target.Kind, context.Request.Method, target.IsRoot ? "" : target.Repository, target.Reference,
            context.Request.QueryString.Value ?? "",
            headers.Range.Count > 0 ? headers.Range.ToString() : null,
            headers.Authorization.Count > 0 ? headers.Authorization.ToString() : null, number);
    }

    private async Task AnswerAsync(HttpContext context, RegistryTarget target)
    {
        try
        {
            await RouteAsync(context, target);
        }
        catch (StoreException refusal) when (!context.Response.HasStarted)
        {
            await RegistryAnswers.ErrorAsync(context, refusal.Status, refusal.Code, refusal.Message);
        }
        catch (BadHttpRequestException problem) when (!context.Response.HasStarted && problem.StatusCode != 400)
        {
            await RegistryAnswers.ErrorAsync(context, problem.StatusCode, "SIZE_INVALID", problem.Message);
        }
        catch (IOException problem) when (!context.Response.HasStarted
            && problem is not (BadHttpRequestException or Microsoft.AspNetCore.Connections.ConnectionResetException))
        {
            // The disk is full, or not ours to write.
            await RegistryAnswers.ErrorAsync(context, 500, "UNKNOWN", "the registry's disk: " + problem.GetType().Name);
        }
    }

    private async Task RouteAsync(HttpContext context, RegistryTarget target)
    {
        if (target.Kind == RequestKind.Token && options.UsesTokens)
        {
            await _access.AnswerTokenAsync(context);
            return;
        }

        if (target.Kind == RequestKind.Metrics && options.HasMetrics)
        {
            await _metrics.HandleAsync(context);
            return;
        }

        if (!target.IsRoot && !OciNames.IsRepository(target.Repository))
        {
            throw target.Kind is RequestKind.Other or RequestKind.Token or RequestKind.Metrics ? new StoreException(404, "UNSUPPORTED", "no such path")
                : StoreException.NameInvalid(target.Repository);
        }

        if (!await _access.AdmitAsync(context, target))
        {
            return;
        }

        await (target.Kind switch
        {
            RequestKind.Manifest => _manifests.HandleAsync(context, target),
            RequestKind.Blob => _blobs.HandleAsync(context, target),
            RequestKind.Upload => _uploads.HandleAsync(context, target),
            RequestKind.Tags => _lists.TagsAsync(context, target),
            RequestKind.Referrers when options.HasReferrers => _lists.ReferrersAsync(context, target),
            RequestKind.Other => RegistryAnswers.BytesAsync(context, 200, "application/json", "{}"u8.ToArray()),
            _ => throw new StoreException(404, "UNSUPPORTED", "no such path"),
        });
    }

    private async Task MisbehaveAsync(HttpContext context, RegistryTarget target, RequestFault fault)
    {
        if (fault.Closes)
        {
            context.Abort();
            return;
        }

        if (fault.Hangs)
        {
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
            await Task.Delay(RegistryLimits.FaultHoldMsMax, either.Token);
            context.Abort();
            return;
        }

        if (fault.IgnoresRange)
        {
            context.Request.Headers.Remove("Range");
        }

        FaultStream body = new(context.Response.Body, fault, context);
        context.Response.Body = body;
        context.Response.OnStarting(() => ChangeHeaders(context, fault, body));
        try
        {
            await AnswerWronglyAsync(context, target, fault);
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
            await body.EndAsync(either.Token);
        }
        catch (DroppedException) when (!context.Response.HasStarted)
        {
            context.Abort();
        }
    }

    private Task AnswerWronglyAsync(HttpContext context, RegistryTarget target, RequestFault fault)
    {
        if (fault.Body != null)
        {
            return RegistryAnswers.BytesAsync(context, fault.Status ?? 200, "application/octet-stream", fault.Body);
        }

        return fault.Status is int status
            ? RegistryAnswers.ErrorAsync(context, status, CodeOf(status), "as asked for")
            : AnswerAsync(context, target);
    }

    private static string CodeOf(int status) => status switch
    {
        401 => "UNAUTHORIZED",
        403 => "DENIED",
        404 => "NAME_UNKNOWN",
        429 => "TOOMANYREQUESTS",
        _ => "UNKNOWN",
    };

    private static Task ChangeHeaders(HttpContext context, RequestFault fault, FaultStream body)
    {
        HttpResponse response = context.Response;
        string range = response.Headers.ContentRange.ToString();
        if (response.StatusCode == 206 && range.StartsWith("bytes ", StringComparison.Ordinal)
            && long.TryParse(range.AsSpan(6, range.IndexOf('-') - 6), NumberStyles.None, CultureInfo.InvariantCulture, out long start))
        {
            body.Start = start;
        }

        if (fault.ContentRange != null)
        {
            response.Headers.ContentRange = fault.ContentRange;
        }

        if (fault.IsChunked || fault.IsEndless)
        {
            response.ContentLength = null;
        }
        else if (fault.ExtraBytes > 0)
        {
            response.ContentLength += fault.ExtraBytes;
        }

        foreach (KeyValuePair<string, string> header in fault.Headers)
        {
            response.Headers[header.Key] = header.Value;
        }

        return Task.CompletedTask;
    }
}
