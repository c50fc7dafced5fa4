using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Updater.Registry;

/// <summary>Who may do what: Basic credentials, or tokens of a small token service (distribution token specification).</summary>
internal sealed class RegistryAccess(RegistryServerOptions options)
{
    public const string Service = "updater-registry";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Token> _tokens = new(StringComparer.Ordinal);

    private enum Right
    {
        None,
        Pull,
        Push,
    }

    /// <summary>Whether the request may be answered; if not, the answer was written.</summary>
    public async Task<bool> AdmitAsync(HttpContext context, RegistryTarget target)
    {
        Right needed = Needed(context.Request.Method, target);
        Right held = options.UsesTokens ? HeldByToken(context.Request, target) : HeldBy(context.Request);
        if (held >= needed)
        {
            return true;
        }

        bool isKnown = options.UsesTokens ? held != Right.None : IsPullCredential(context.Request);
        if (isKnown && !options.UsesTokens)
        {
            await RegistryAnswers.ErrorAsync(context, 403, "DENIED", "these credentials may pull, not push");
            return false;
        }

        context.Response.Headers.WWWAuthenticate = options.UsesTokens
            ? $"Bearer realm=\"{context.Request.Scheme}://{context.Request.Host}/token\",service=\"{Service}\"" + Scope(target, needed)
            : "Basic realm=\"updater registry\"";
        await RegistryAnswers.ErrorAsync(context, 401, "UNAUTHORIZED", "credentials are needed");
        return false;
    }

    /// <summary>The token service.</summary>
    public async Task AnswerTokenAsync(HttpContext context)
    {
        Right held = HeldBy(context.Request);
        string scope = context.Request.Query["scope"].ToString();
        if (context.Request.Headers.Authorization.Count > 0 && held == Right.None)
        {
            await RegistryAnswers.ErrorAsync(context, 401, "UNAUTHORIZED", "user or password are wrong");
            return;
        }

        string[] parts = scope.Split(':');
        Right wanted = parts.Length == 3 && parts[2].Contains("push", StringComparison.Ordinal) ? Right.Push : Right.Pull;
        Right given = wanted < held ? wanted : held;
        string repository = parts.Length == 3 ? parts[1] : "";
        string text = Convert.ToBase64String(RandomNumberGenerator.GetBytes(48));
        lock (_lock)
        {
            if (_tokens.Count >= RegistryLimits.TokensMax)
            {
                _tokens.Clear();
            }

            _tokens[text] = new Token(given, repository, Environment.TickCount64 + (options.TokenSeconds * 1000L));
        }

        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { ["token"] = text, ["expires_in"] = options.TokenSeconds });
        await RegistryAnswers.BytesAsync(context, 200, "application/json", body);
    }

    private static Right Needed(string method, RegistryTarget target) =>
        target.Kind == RequestKind.Upload || !(HttpMethods.IsGet(method) || HttpMethods.IsHead(method)) ? Right.Push : Right.Pull;

    private static string Scope(RegistryTarget target, Right needed) =>
        target.IsRoot ? "" : $",scope=\"repository:{target.Repository}:{(needed == Right.Push ? "pull,push" : "pull")}\"";

    private Right HeldBy(HttpRequest request)
    {
        if (options.PullCredential == null && options.PushCredential == null)
        {
            return Right.Push;
        }

        string? given = Credentials(request, "Basic ");
        if (options.PushCredential != null ? IsEqual(given, options.PushCredential.BasicValue) : IsEqual(given, options.PullCredential!.BasicValue))
        {
            return Right.Push;
        }

        return options.PullCredential == null || IsEqual(given, options.PullCredential.BasicValue) ? Right.Pull : Right.None;
    }

    private bool IsPullCredential(HttpRequest request) =>
        options.PullCredential != null && IsEqual(Credentials(request, "Basic "), options.PullCredential.BasicValue);

    private Right HeldByToken(HttpRequest request, RegistryTarget target)
    {
        string? text = Credentials(request, "Bearer ");
        lock (_lock)
        {
            if (text == null || !_tokens.TryGetValue(text, out Token? token))
            {
                return Right.None;
            }

            if (token.EndsAtMs <= Environment.TickCount64)
            {
                _tokens.Remove(text);
                return Right.None;
            }

            return target.IsRoot || token.Repository == target.Repository ? token.Right : Right.None;
        }
    }

    private static string? Credentials(HttpRequest request, string scheme)
    {
        string header = request.Headers.Authorization.ToString();
        return header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? header[scheme.Length..] : null;
    }

    private static bool IsEqual(string? given, string expected) =>
        given != null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));

    private sealed record Token(Right Right, string Repository, long EndsAtMs);
}
