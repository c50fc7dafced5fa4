using System.IO;
using System.Net;
using Updater.Core.Content;
using Updater.Core.Platform;

namespace Updater.Device.Registry;

/// <summary>One question and its answer, with redirects and authorization between them.</summary>
internal sealed class RegistryExchange
{
    private const string ManifestTypes = MediaTypes.Manifest + ", " + MediaTypes.Index;
    /// <summary>A body that nobody wants is read only if it is this small, for the connection's sake.</summary>
    private const int DiscardBytesMax = 512;
    private const int DiscardReadsMax = 4;

    private readonly RegistrySource _owner;
    private readonly RegistryOptions _options;
    private readonly byte[] _discarded = new byte[DiscardBytesMax];
    private RequestTarget _registry;

    /// <summary>Makes an exchange without a registry.</summary>
    internal RegistryExchange(RegistrySource owner, RegistryOptions options)
    {
        _owner = owner;
        _options = options;
    }

    /// <summary>Chooses registry and repository for the questions that follow.</summary>
    /// <param name="reference">The reference.</param>
    /// <returns><see cref="Outcome.Ok"/>, or <see cref="Outcome.ReferenceMalformed"/> if its host cannot be one.</returns>
    internal Outcome Choose(Reference reference)
    {
        _registry = RequestTarget.Make(!_options.IsPlainHttp, reference.Registry.ToLower(), "/v2/");
        return _registry == null ? Outcome.ReferenceMalformed : Outcome.Ok;
    }

    /// <summary>Asks, follows redirects, shows credentials.</summary>
    /// <param name="ask">The question.</param>
    /// <param name="answer">An answer with status 200, 206 or 304, or null.</param>
    /// <returns><see cref="Outcome.Ok"/> or a transport outcome.</returns>
    internal Outcome Get(RegistryAsk ask, out HttpAnswer answer)
    {
        RequestTarget target = _registry.At(ask.Path);
        int redirectsCount = 0;
        while (true)
        {
            Outcome outcome = Send(target, ask, out answer);
            if (outcome != Outcome.Ok)
            {
                return outcome;
            }

            int status = answer.Status;
            if (status == 200 || status == 206 || status == 304)
            {
                return Outcome.Ok;
            }

            RequestTarget next = null;
            if (IsRedirect(status))
            {
                next = redirectsCount < Limits.RedirectsMax ? target.Resolve(answer.Header("Location")) : null;
                outcome = next == null || target.IsSecure && !next.IsSecure ? Outcome.RedirectRefused : Outcome.Ok;
                redirectsCount++;
            }
            else
            {
                outcome = OutcomeOf(status);
            }

            Discard(answer);
            answer = null;
            if (outcome != Outcome.Ok)
            {
                return outcome;
            }

            target = next;
        }
    }

    /// <summary>Closes an answer whose body nobody wants; one that is small and there is read, so that the connection can go on.</summary>
    /// <param name="answer">The answer.</param>
    internal void Discard(HttpAnswer answer)
    {
        bool isAtEnd = answer.Status == 304 || answer.LengthBytes == 0;
        // The Content-Length of a 416 can be the size of the blob, without a body behind it (distribution 2.8).
        if (!isAtEnd && answer.Status != 416 && answer.LengthBytes > 0 && answer.LengthBytes <= DiscardBytesMax)
        {
            Stream stream = answer.Body();
            int left = (int)answer.LengthBytes;
            for (int i = 0; i < DiscardReadsMax && left > 0; i++)
            {
                if (HttpPlatform.Read(stream, _discarded, 0, left, out int read) != Outcome.Ok || read <= 0)
                {
                    break;
                }

                left -= read;
            }

            isAtEnd = left <= 0;
        }

        answer.Close(isAtEnd);
    }

    private Outcome Send(RequestTarget target, RegistryAsk ask, out HttpAnswer answer)
    {
        answer = null;
        Outcome outcome = HttpPlatform.Create(target.Address, _options, out HttpWebRequest request);
        if (outcome != Outcome.Ok)
        {
            return outcome;
        }

        request.UserAgent = RegistryOptions.UserAgent;
        if (ask.IsManifest)
        {
            // Both types, always: CNCF distribution 2.8 answers 404 without them, and to */* as well.
            request.Accept = ManifestTypes;
        }

        if (ask.IfNoneMatch != null)
        {
            request.Headers.Add("If-None-Match", ask.IfNoneMatch);
        }

        if (ask.RangeStart > 0)
        {
            request.AddRange(ask.RangeStart, ask.RangeEnd);
        }

        _owner.RequestsCount++;
        outcome = HttpPlatform.Send(request, out HttpWebResponse response);
        if (outcome == Outcome.Ok)
        {
            answer = new HttpAnswer(request, response);
        }

        return outcome;
    }

    private static bool IsRedirect(int status)
    {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private static Outcome OutcomeOf(int status)
    {
        switch (status)
        {
            case 401:
                return Outcome.Unauthorized;
            case 403:
                return Outcome.Forbidden;
            case 404:
                return Outcome.NotFound;
            case 408:
            case 429:
                return Outcome.ServerUnavailable;
            default:
                return status >= 500 && status <= 599 ? Outcome.ServerUnavailable : Outcome.ProtocolViolation;
        }
    }
}
