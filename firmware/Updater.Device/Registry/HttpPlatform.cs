using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using Updater.Core.Platform;

namespace Updater.Device.Registry;

/// <summary>
/// The one place where nanoFramework's HttpWebRequest and .NET's differ, and the one place where their exceptions become outcomes. Only what these
/// classes throw is caught: whatever else comes (a simulated power loss, say) goes through.
/// </summary>
internal static class HttpPlatform
{
    /// <summary>Most bytes of headers, in the unit of the platform (1024 bytes).</summary>
    private const int HeadersKilobytesMax = 8;

#if !NANOFRAMEWORK
    static HttpPlatform()
    {
        // .NET keeps connections between requests only in the one HttpClient it shares, and shares it only with requests whose proxy is the default one.
        // So "no proxy" has to be the default. That client belongs to the first request of the process; others with other time limits get one each.
        WebRequest.DefaultWebProxy = null;
    }
#endif

    /// <summary>Makes a request.</summary>
    /// <param name="address">Where to.</param>
    /// <param name="options">Time limits.</param>
    /// <param name="request">The request, or null.</param>
    /// <returns><see cref="Outcome.Ok"/>, or <see cref="Outcome.ProtocolViolation"/> for an address the platform cannot read.</returns>
    internal static Outcome Create(string address, RegistryOptions options, out HttpWebRequest request)
    {
        request = null;
        try
        {
            request = (HttpWebRequest)WebRequest.Create(address);
        }
        catch (ArgumentException)
        {
            return Outcome.ProtocolViolation;
        }
        catch (FormatException)
        {
            return Outcome.ProtocolViolation;
        }

        request.Method = "GET";
        request.KeepAlive = true;
        request.Timeout = options.RequestTimeoutMs;
        request.ReadWriteTimeout = options.BodyTimeoutMs;
        request.MaximumResponseHeadersLength = HeadersKilobytesMax;
#if !NANOFRAMEWORK
        request.AllowAutoRedirect = false;
        request.Proxy = null;
        request.AutomaticDecompression = DecompressionMethods.None;
        if (options.RequestTimeoutMs != Limits.RequestTimeoutMs || options.BodyTimeoutMs != Limits.BodyTimeoutMs)
        {
            // Keeps it away from the shared client, even as the process's first request; nothing else sets cookies here.
            request.CookieContainer = new CookieContainer();
        }
#endif
        return Outcome.Ok;
    }

    /// <summary>Sends a request and takes status and headers, whatever the status is.</summary>
    /// <param name="request">The request.</param>
    /// <param name="response">The response, or null.</param>
    /// <returns><see cref="Outcome.Ok"/> or a transport outcome.</returns>
    internal static Outcome Send(HttpWebRequest request, out HttpWebResponse response)
    {
        response = null;
        long startMs = Environment.TickCount64;
        Exception failure;
        try
        {
            response = (HttpWebResponse)request.GetResponse();
            // nanoFramework gives a response without headers for a status line that is none, and null if no connection came about.
            if (response == null)
            {
                return Outcome.Unreachable;
            }

            return response.Headers == null ? Outcome.ProtocolViolation : Outcome.Ok;
        }
        catch (WebException e)
        {
            response = (HttpWebResponse)e.Response;
            if (response != null)
            {
                return Outcome.Ok;
            }

            failure = e;
        }
        catch (IOException e)
        {
            failure = e;
        }
        catch (SocketException e)
        {
            failure = e;
        }

        // nanoFramework ends a request that takes too long by closing its socket: the exception says nothing of time.
        return Environment.TickCount64 - startMs >= request.Timeout ? Outcome.TimedOut : OutcomeOf(failure);
    }

    /// <summary>Reads from a body.</summary>
    /// <param name="stream">The body.</param>
    /// <param name="buffer">Where bytes go.</param>
    /// <param name="offset">First index.</param>
    /// <param name="count">At least 1.</param>
    /// <param name="read">Bytes delivered; 0 is the end.</param>
    /// <returns><see cref="Outcome.Ok"/> or a transport outcome.</returns>
    internal static Outcome Read(Stream stream, byte[] buffer, int offset, int count, out int read)
    {
        read = 0;
        try
        {
            read = stream.Read(buffer, offset, count);
            return Outcome.Ok;
        }
        catch (IOException e)
        {
            return OutcomeOf(e);
        }
        catch (SocketException e)
        {
            return OutcomeOf(e);
        }
        catch (InvalidOperationException e)
        {
            // WebException and ObjectDisposedException are such; nanoFramework's ProtocolViolationException for chunks that are none is one as well.
            return OutcomeOf(e);
        }
#if NANOFRAMEWORK
        catch (ArgumentException)
        {
            // Convert.ToInt32 of a chunk size that is no number.
            return Outcome.ProtocolViolation;
        }
        catch (FormatException)
        {
            return Outcome.ProtocolViolation;
        }
        catch (IndexOutOfRangeException)
        {
            // A chunk's first line of more than 1024 bytes.
            return Outcome.ProtocolViolation;
        }
#endif
    }

    private static Outcome OutcomeOf(Exception failure)
    {
        for (Exception e = failure; e != null; e = e.InnerException)
        {
            Outcome outcome = OutcomeOfOne(e);
            if (outcome != Outcome.Ok)
            {
                return outcome;
            }
        }

        return Outcome.Unreachable;
    }

    /// <summary>What a single exception of the chain says, or <see cref="Outcome.Ok"/> if it says nothing.</summary>
    private static Outcome OutcomeOfOne(Exception e)
    {
        if (e is SocketException socketFailure)
        {
#if NANOFRAMEWORK
            const int TimedOutCode = 10060;
            return socketFailure.ErrorCode == TimedOutCode ? Outcome.TimedOut : Outcome.Unreachable;
#else
            return socketFailure.SocketErrorCode == SocketError.TimedOut ? Outcome.TimedOut : Outcome.Unreachable;
#endif
        }

        if (e is WebException webFailure)
        {
            switch (webFailure.Status)
            {
                case WebExceptionStatus.Timeout:
                    return Outcome.TimedOut;
                case WebExceptionStatus.ServerProtocolViolation:
                    return Outcome.ProtocolViolation;
            }
        }

        if (e is ProtocolViolationException)
        {
            return Outcome.ProtocolViolation;
        }

#if !NANOFRAMEWORK
        if (e is System.Net.Http.HttpRequestException requestFailure)
        {
            return OutcomeOfError(requestFailure.HttpRequestError);
        }

        if (e is System.Net.Http.HttpIOException bodyFailure)
        {
            return OutcomeOfError(bodyFailure.HttpRequestError);
        }
#endif
        return Outcome.Ok;
    }

#if !NANOFRAMEWORK
    private static Outcome OutcomeOfError(System.Net.Http.HttpRequestError error)
    {
        switch (error)
        {
            case System.Net.Http.HttpRequestError.ResponseEnded:
                return Outcome.BodyTruncated;
            case System.Net.Http.HttpRequestError.InvalidResponse:
            case System.Net.Http.HttpRequestError.ConfigurationLimitExceeded:
                return Outcome.ProtocolViolation;
            default:
                return Outcome.Ok;
        }
    }
#endif
}
