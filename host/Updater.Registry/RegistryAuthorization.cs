using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Updater.Core.Platform;

namespace Updater.Registry;

/// <summary>Authorization values for one registry: Basic, or tokens by repository and right (distribution token specification).</summary>
internal sealed class RegistryAuthorization(
    Uri baseAddress, RegistryClientOptions options, Func<RegistryCall, string?, CancellationToken, Task<HttpResponseMessage>> send)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Known> _known = new(StringComparer.Ordinal);
    private bool _isBasic;

    /// <summary>What is known already, or null.</summary>
    public string? Find(RegistryCall call)
    {
        lock (_lock)
        {
            if (_isBasic)
            {
                return Basic();
            }

            return _known.TryGetValue(Key(call), out Known? known) && known.EndsAtMs > Environment.TickCount64 ? known.Value : null;
        }
    }

    /// <summary>Answers a challenge; null if there is nothing to answer with.</summary>
    public async Task<string?> RenewAsync(RegistryCall call, HttpResponseMessage answer, CancellationToken cancel)
    {
        foreach (AuthenticationHeaderValue header in answer.Headers.WwwAuthenticate)
        {
            AuthChallenge challenge = AuthChallenge.Parse(header.Scheme, header.Parameter);
            if (header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
            {
                return await FetchTokenAsync(call, challenge, cancel);
            }

            if (header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase))
            {
                lock (_lock)
                {
                    // Offered once already and refused: it is wrong.
                    bool isNew = !_isBasic;
                    _isBasic = true;
                    return isNew ? Basic() : null;
                }
            }
        }

        return null;
    }

    private static string Key(RegistryCall call) => (call.Pushes ? "push " : "pull ") + call.Repository;

    private string? Basic()
    {
        RegistryCredential? credential = options.Credentials?.Find(baseAddress.Authority);
        // An identity token alone is no password.
        return credential == null || (credential.IdentityToken != null && credential.Password.Length == 0) ? null : "Basic " + credential.BasicValue;
    }

    private async Task<string> FetchTokenAsync(RegistryCall call, AuthChallenge challenge, CancellationToken cancel)
    {
        Uri target = TokenTarget(call, challenge);
        // The realm is named by the registry: over plain HTTP the password goes only where plain HTTP was chosen anyway.
        bool isSafe = target.Scheme == Uri.UriSchemeHttps || (baseAddress.Scheme == Uri.UriSchemeHttp && target.Host == baseAddress.Host);
        RegistryCredential? credential = isSafe ? options.Credentials?.Find(baseAddress.Authority) : null;
        RegistryCall request = credential?.IdentityToken == null ? new RegistryCall(HttpMethod.Get, target, call.Repository)
            : Exchange(call, target, credential.IdentityToken);
        string? authorization = credential is { IdentityToken: null } ? "Basic " + credential.BasicValue : null;
        using HttpResponseMessage answer = await send(request, authorization, cancel);
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            throw await RegistryFailure.FromAsync(answer, target);
        }

        byte[] body = await BodyReader.ReadAllAsync(answer, RegistryLimits.TokenReplyBytesMax, options.BodyTimeoutMs, null, cancel);
        Known known = Read(body);
        lock (_lock)
        {
            _known[Key(call)] = known;
        }

        return known.Value;
    }

    /// <summary>An identity token is exchanged by POST (distribution, "Docker Registry v2 OAuth2 Authentication").</summary>
    private static RegistryCall Exchange(RegistryCall call, Uri target, string identityToken)
    {
        UriBuilder address = new(target) { Query = "" };
        string form = $"{target.Query.TrimStart('?')}&grant_type=refresh_token&client_id=updater&refresh_token={Uri.EscapeDataString(identityToken)}";
        return new RegistryCall(HttpMethod.Post, address.Uri, call.Repository)
        {
            Content = () => new StringContent(form, System.Text.Encoding.ASCII, "application/x-www-form-urlencoded"),
        };
    }

    private Uri TokenTarget(RegistryCall call, AuthChallenge challenge)
    {
        if (!challenge.Parameters.TryGetValue("realm", out string? realm) || !Uri.TryCreate(realm, UriKind.Absolute, out Uri? target)
            || target.Scheme is not ("http" or "https"))
        {
            throw RegistryFailure.Protocol("a Bearer challenge with the realm of a token service", realm ?? "none");
        }

        string scope = challenge.Parameters.TryGetValue("scope", out string? asked) ? asked
            : $"repository:{call.Repository}:{(call.Pushes ? "pull,push" : "pull")}";
        string query = "scope=" + Uri.EscapeDataString(scope);
        if (challenge.Parameters.TryGetValue("service", out string? service))
        {
            query = "service=" + Uri.EscapeDataString(service) + "&" + query;
        }

        return new UriBuilder(target) { Query = target.Query.Length > 1 ? target.Query[1..] + "&" + query : query }.Uri;
    }

    private static Known Read(byte[] body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            JsonElement root = document.RootElement;
            string? token = root.TryGetProperty("token", out JsonElement value) || root.TryGetProperty("access_token", out value)
                ? value.GetString() : null;
            int seconds = root.TryGetProperty("expires_in", out JsonElement life) && life.TryGetInt32(out int stated) ? stated
                : RegistryLimits.TokenSecondsDefault;
            if (!string.IsNullOrEmpty(token) && !token.AsSpan().ContainsAny('\r', '\n'))
            {
                return new Known("Bearer " + token, Environment.TickCount64 + (seconds * 900L));
            }
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            throw new RegistryException(Outcome.ProtocolViolation, "a token in JSON", problem.Message, "check the registry's token service", problem);
        }

        throw new RegistryException(Outcome.ProtocolViolation, "a token", "none in the token service's answer", "check the registry's token service");
    }

    private sealed record Known(string Value, long EndsAtMs);
}
