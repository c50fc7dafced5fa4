using System.Globalization;
using System.Net;
using System.Security.Authentication;
using System.Text.Json;
using Updater.Core.Platform;

namespace Updater.Registry;

/// <summary>Turns answers and transport failures into exceptions with an outcome.</summary>
internal static class RegistryFailure
{
    /// <summary>An answer that is not what was asked for. Disposes it.</summary>
    public static async Task<RegistryException> FromAsync(HttpResponseMessage answer, Uri target)
    {
        using (answer)
        {
            int status = (int)answer.StatusCode;
            string found = $"{status} {answer.ReasonPhrase} from {target.GetLeftPart(UriPartial.Path)}{await MessageAsync(answer)}";
            return status switch
            {
                401 => new(Outcome.Unauthorized, "access", found, "give credentials for this registry, or check them"),
                403 => new(Outcome.Forbidden, "access", found, "ask for the right to this repository"),
                404 => new(Outcome.NotFound, "content", found, "check the reference: repository, tag and digest"),
                413 => new(Outcome.DocumentTooLarge, "content within the registry's limits", found, "push something smaller"),
                429 or >= 500 => new(Outcome.ServerUnavailable, "an answer", found, "try again later"),
                400 => new(Outcome.ProtocolViolation, "a request that the registry takes", found, "see the registry's message"),
                _ => new(Outcome.ProtocolViolation, "an answer of the distribution specification", found, "check that the address is a registry's"),
            };
        }
    }

    public static RegistryException Unreachable(Uri target, Exception cause) =>
        new(Outcome.Unreachable, $"a connection to {target.Authority}", Innermost(cause).Message,
            cause.InnerException is AuthenticationException ? "check the registry's certificate, or give the root it leads to"
                : "check the address, the network and that the registry runs", cause);

    public static RegistryException TimedOut(Uri target, int timeoutMs, Exception? cause) =>
        new(Outcome.TimedOut, string.Create(CultureInfo.InvariantCulture, $"an answer from {target.Authority} within {timeoutMs} ms"), "none",
            "try again later", cause);

    public static RegistryException Protocol(string expected, string found) =>
        new(Outcome.ProtocolViolation, expected, found, "check that the address is a registry's and no proxy alters its answers");

    private static Exception Innermost(Exception problem) => problem.InnerException == null ? problem : Innermost(problem.InnerException);

    private static async Task<string> MessageAsync(HttpResponseMessage answer)
    {
        try
        {
            using CancellationTokenSource limit = new(2000);
            byte[] body = new byte[RegistryLimits.ErrorBytesMax];
            await using Stream stream = await answer.Content.ReadAsStreamAsync(limit.Token);
            int count = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, limit.Token);
            using JsonDocument document = JsonDocument.Parse(body.AsMemory(0, count));
            JsonElement error = document.RootElement.GetProperty("errors")[0];
            return $" ({error.GetProperty("code").GetString()}: {error.GetProperty("message").GetString()})";
        }
        catch (Exception problem) when (problem is JsonException or IOException or HttpRequestException or OperationCanceledException
            or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException or ArgumentException)
        {
            // The message is an extra; registries and proxies send all sorts of bodies.
            return "";
        }
    }
}
