using Updater.Core.Platform;

namespace Updater.Registry;

/// <summary>Reads bodies with a limit on bytes and on the time of each read.</summary>
internal static class BodyReader
{
    public static async Task<byte[]> ReadAllAsync(HttpResponseMessage answer, int bytesMax, int timeoutMs, RegistryHttp? counter,
        CancellationToken cancel)
    {
        if (answer.Content.Headers.ContentLength > bytesMax)
        {
            throw TooLarge(bytesMax, $"{answer.Content.Headers.ContentLength}");
        }

        using MemoryStream content = new((int)(answer.Content.Headers.ContentLength ?? 0));
        await using Stream body = await answer.Content.ReadAsStreamAsync(cancel);
        byte[] buffer = new byte[4096];
        int count;
        while ((count = await ReadAsync(body, buffer, answer, timeoutMs, cancel)) > 0)
        {
            counter?.CountReceived(count);
            if (content.Length + count > bytesMax)
            {
                throw TooLarge(bytesMax, "more");
            }

            content.Write(buffer, 0, count);
        }

        return content.ToArray();
    }

    public static async ValueTask<int> ReadAsync(Stream body, Memory<byte> buffer, HttpResponseMessage answer, int timeoutMs,
        CancellationToken cancel)
    {
        Uri target = answer.RequestMessage!.RequestUri!;
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(timeoutMs);
        try
        {
            return await body.ReadAsync(buffer, timeout.Token);
        }
        catch (OperationCanceledException problem) when (!cancel.IsCancellationRequested)
        {
            throw RegistryFailure.TimedOut(target, timeoutMs, problem);
        }
        catch (Exception problem) when (problem is IOException or HttpRequestException)
        {
            throw new RegistryException(Outcome.BodyTruncated, $"the whole body from {target.Authority}", problem.Message, "try again", problem);
        }
    }

    private static RegistryException TooLarge(int bytesMax, string found) =>
        new(Outcome.DocumentTooLarge, $"at most {bytesMax} bytes", found, "check that the reference names a firmware artifact");
}
