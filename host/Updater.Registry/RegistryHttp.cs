using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Updater.Core.Platform;

namespace Updater.Registry;

/// <summary>Sends requests: authorization, redirects by hand, capped repetition, outcomes for failures.</summary>
internal sealed class RegistryHttp : IDisposable
{
    private readonly HttpClient _http;
    private readonly RegistryClientOptions _options;
    private readonly RegistryAuthorization _authorization;
    private readonly Uri _base;
    private long _requests;
    private long _bytesReceived;
    private long _bytesSent;

    public RegistryHttp(Uri baseAddress, RegistryClientOptions options)
    {
        _base = baseAddress;
        _options = options;
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseProxy = !baseAddress.IsLoopback,
            ConnectTimeout = TimeSpan.FromMilliseconds(options.RequestTimeoutMs),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        if (options.TrustedRoots != null)
        {
            handler.SslOptions.CertificateChainPolicy = PolicyOf(options.TrustedRoots);
        }

        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("updater/0.1");
        _authorization = new RegistryAuthorization(baseAddress, options, SendOnceAsync);
    }

    public long Requests => Interlocked.Read(ref _requests);

    public long BytesReceived => Interlocked.Read(ref _bytesReceived);

    public long BytesSent => Interlocked.Read(ref _bytesSent);

    public void CountReceived(long bytes) => Interlocked.Add(ref _bytesReceived, bytes);

    public void CountSent(long bytes) => Interlocked.Add(ref _bytesSent, bytes);

    /// <summary>Sends; the answer's status is one the caller has to look at: neither a redirect, nor 401, 403, 429 or 5xx.</summary>
    public async Task<HttpResponseMessage> SendAsync(RegistryCall call, CancellationToken cancel)
    {
        for (int attempt = 0; ; attempt++)
        {
            HttpResponseMessage? answer = null;
            RegistryException? failure = null;
            try
            {
                answer = await FollowAsync(call, cancel);
            }
            catch (RegistryException problem) when (problem.Outcome is Outcome.Unreachable or Outcome.TimedOut)
            {
                failure = problem;
            }

            if (answer != null && !IsTemporary(answer.StatusCode))
            {
                return answer;
            }

            if (!call.MayRepeat || attempt >= _options.RetriesMax)
            {
                throw failure ?? await RegistryFailure.FromAsync(answer!, call.Target);
            }

            int delayMs = DelayMs(attempt, answer);
            answer?.Dispose();
            await Task.Delay(delayMs, cancel);
        }
    }

    public void Dispose() => _http.Dispose();

    private static X509ChainPolicy PolicyOf(X509Certificate2Collection roots)
    {
        // A site's own root has no revocation service that could be asked.
        X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }

    private static bool IsTemporary(HttpStatusCode status) =>
        status == HttpStatusCode.TooManyRequests || ((int)status >= 500 && status != HttpStatusCode.NotImplemented);

    private int DelayMs(int attempt, HttpResponseMessage? answer)
    {
        long doubled = Math.Min((long)_options.RetryDelayMs << attempt, RegistryLimits.RetryDelayMsMax);
        double asked = answer?.Headers.RetryAfter?.Delta?.TotalMilliseconds ?? 0;
        double jitter = 0.5 + (_options.Jitter.NextDouble() / 2);
        return (int)Math.Min(Math.Max(doubled * jitter, asked), RegistryLimits.RetryDelayMsMax);
    }

    private async Task<HttpResponseMessage> FollowAsync(RegistryCall call, CancellationToken cancel)
    {
        RegistryCall current = call;
        for (int redirects = 0; ; redirects++)
        {
            HttpResponseMessage answer = await AuthorizeAsync(current, cancel);
            if (!IsRedirect(answer.StatusCode))
            {
                return answer;
            }

            Uri? location = answer.Headers.Location;
            HttpStatusCode status = answer.StatusCode;
            answer.Dispose();
            if (location == null || redirects == RegistryLimits.RedirectsMax)
            {
                throw new RegistryException(Outcome.RedirectRefused, $"an answer within {RegistryLimits.RedirectsMax} redirects",
                    location == null ? "a redirect without Location" : $"one more, to {location}", "check the registry's address");
            }

            current = Redirected(current, new Uri(current.Target, location), status);
        }
    }

    private static RegistryCall Redirected(RegistryCall call, Uri target, HttpStatusCode status)
    {
        bool isDowngrade = call.Target.Scheme == Uri.UriSchemeHttps && target.Scheme != Uri.UriSchemeHttps;
        if (isDowngrade || target.Scheme is not ("http" or "https"))
        {
            throw new RegistryException(Outcome.RedirectRefused, $"a redirect within {call.Target.Scheme}", target.ToString(),
                "check the registry's address");
        }

        // RFC 9110 section 15.4: 303 turns to GET, 307 and 308 keep method and body; 301 and 302 are kept for what registries use them for, GET
        // and HEAD.
        bool turnsToGet = status == HttpStatusCode.SeeOther && call.Method != HttpMethod.Head;
        return turnsToGet ? call with { Target = target, Method = HttpMethod.Get, Content = null } : call with { Target = target };
    }

    private static bool IsRedirect(HttpStatusCode status) => (int)status is 301 or 302 or 303 or 307 or 308;

    private async Task<HttpResponseMessage> AuthorizeAsync(RegistryCall call, CancellationToken cancel)
    {
        // Authorization never goes to another host, whoever names it.
        bool isHome = Uri.Compare(call.Target, _base, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;
        string? value = isHome ? _authorization.Find(call) : null;
        HttpResponseMessage answer = await SendOnceAsync(call, value, cancel);
        if (answer.StatusCode == HttpStatusCode.Unauthorized && isHome)
        {
            string? renewed = await _authorization.RenewAsync(call, answer, cancel);
            if (renewed != null)
            {
                answer.Dispose();
                answer = await SendOnceAsync(call, renewed, cancel);
            }
        }

        if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            throw await RegistryFailure.FromAsync(answer, call.Target);
        }

        return answer;
    }

    private async Task<HttpResponseMessage> SendOnceAsync(RegistryCall call, string? authorization, CancellationToken cancel)
    {
        using HttpRequestMessage request = new(call.Method, call.Target) { Content = call.Content?.Invoke() };
        foreach (KeyValuePair<string, string> header in call.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(header.Key, header.Value))
            {
                request.Content?.Headers.TryAddWithoutValidation(header.Key, header.Value);
            }
        }

        if (authorization != null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        int timeoutMs = call.TimeoutMs == 0 ? _options.RequestTimeoutMs : call.TimeoutMs;
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(timeoutMs);
        Interlocked.Increment(ref _requests);
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
        }
        catch (OperationCanceledException problem) when (!cancel.IsCancellationRequested)
        {
            throw RegistryFailure.TimedOut(call.Target, timeoutMs, problem);
        }
        catch (HttpRequestException problem)
        {
            throw RegistryFailure.Unreachable(call.Target, problem);
        }
    }
}
