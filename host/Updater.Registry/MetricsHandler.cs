using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Updater.Registry;

/// <summary>What the server did, in Prometheus' text format 0.0.4. Counts only: no names of repositories, tags or users.</summary>
internal sealed class MetricsHandler(RegistryServer server)
{
    private const string ContentType = "text/plain; version=0.0.4; charset=utf-8";
    private readonly long _start = Environment.TickCount64;

    public Task HandleAsync(HttpContext context) => HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)
        ? RegistryAnswers.BytesAsync(context, 200, ContentType, Encoding.UTF8.GetBytes(Write()))
        : throw new StoreException(405, "UNSUPPORTED", "metrics take GET");

    private string Write()
    {
        RegistryCounters counters = server.Counters;
        StringBuilder text = new();
        Head(text, "requests_total", "counter", "Requests, by what they were about.");
        foreach (RequestKind kind in Enum.GetValues<RequestKind>())
        {
            Line(text, $"requests_total{{kind=\"{Label(kind)}\"}}", counters.RequestsOf(kind));
        }

        Head(text, "body_bytes_sent_total", "counter", "Bytes of bodies sent, by what the request was about.");
        foreach (RequestKind kind in Enum.GetValues<RequestKind>())
        {
            Line(text, $"body_bytes_sent_total{{kind=\"{Label(kind)}\"}}", counters.BodyBytesSentOf(kind));
        }

        Head(text, "answers_total", "counter", "Answers begun, by class of their status.");
        for (int hundreds = 2; hundreds <= 5; hundreds++)
        {
            Line(text, $"answers_total{{status=\"{hundreds}xx\"}}", counters.AnswersOf(hundreds));
        }

        Single(text, "connections_total", "counter", "Connections accepted.", counters.Connections);
        Single(text, "wire_bytes_sent_total", "counter", "Bytes sent, with headers, framing and TLS.", counters.WireBytesSent);
        Single(text, "wire_bytes_received_total", "counter", "Bytes received, with headers, framing and TLS.", counters.WireBytesReceived);
        Single(text, "requests_open", "gauge", "Requests under way, this one included.", counters.OpenRequests);
        Single(text, "uploads_open", "gauge", "Uploads begun and not ended.", server.Store.OpenUploads);
        Single(text, "repositories", "gauge", "Repositories in the store.", server.Store.Repositories.Count);
        Single(text, "uptime_seconds", "gauge", "Time since the start.", (Environment.TickCount64 - _start) / 1000);
        return text.ToString();
    }

    private static void Single(StringBuilder text, string name, string type, string help, long value)
    {
        Head(text, name, type, help);
        Line(text, name, value);
    }

    private static void Head(StringBuilder text, string name, string type, string help) =>
        text.Append("# HELP updater_registry_").Append(name).Append(' ').Append(help).Append('\n')
            .Append("# TYPE updater_registry_").Append(name).Append(' ').Append(type).Append('\n');

    private static void Line(StringBuilder text, string name, long value) =>
        text.Append("updater_registry_").Append(name).Append(' ').Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static string Label(RequestKind kind) => kind.ToString().ToLowerInvariant();
}
