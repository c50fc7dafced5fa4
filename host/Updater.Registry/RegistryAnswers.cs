using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Updater.Registry;

/// <summary>Answers that all parts of the server give.</summary>
internal static class RegistryAnswers
{
    /// <summary>An error in the specification's form (distribution-spec, "Error Codes").</summary>
    public static Task ErrorAsync(HttpContext context, int status, string code, string message)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new { errors = new[] { new { code, message } } });
        return BytesAsync(context, status, "application/json", body);
    }

    /// <summary>Some bytes. For HEAD only their count.</summary>
    public static async Task BytesAsync(HttpContext context, int status, string contentType, ReadOnlyMemory<byte> body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
    }

    /// <summary>A status without a body.</summary>
    public static void Empty(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        if (status is not 204 and not 304)
        {
            context.Response.ContentLength = 0;
        }
    }
}
