using System;
using System.IO;
using System.Net;
using System.Text;
using Updater.Core.Content;
using Updater.Core.Platform;

namespace Updater.Device.Registry;

/// <summary>One question and its answer, with redirects and authorization between them.</summary>
internal sealed class RegistryExchange
{
    /// <summary>A body that nobody wants is read only if it is this small, for the connection's sake.</summary>
    private const int DiscardBytesMax = 512;
    private const int DiscardReadsMax = 2;

    private readonly RegistrySource _owner;
    private readonly RegistryOptions _options;
    private readonly byte[] _discarded = new byte[DiscardBytesMax];
    private RequestTarget _registry;
    private string _repository;
    /// <summary>What the registry accepted last, for this repository; kept until a 401 says otherwise. Goes to the registry's own host alone.</summary>
    private string _authorization;

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
        RequestTarget registry = RequestTarget.Make(!_options.IsPlainHttp, reference.Registry.ToLower(), "/v2/");
        if (registry == null)
        {
            return Outcome.ReferenceMalformed;
        }

        if (_registry == null || !_registry.IsSameOrigin(registry) || _repository != reference.Repository)
        {
            _authorization = null;
        }

        _registry = registry;
        _repository = reference.Repository;
        return Outcome.Ok;
    }

    /// <summary>Asks, follows redirects, shows credentials.</summary>
    /// <param name="ask">The question.</param>
    /// <param name="answer">An answer with status 200, 206 or 304, or null.</param>
    /// <returns><see cref="Outcome.Ok"/> or a transport outcome.</returns>
    internal Outcome Get(RegistryAsk ask, out HttpAnswer answer)
    {
        RequestTarget target = _registry.At(ask.Path);
        int redirectsCount = 0;
        bool isAtRegistry = true;
        bool isAuthorized = false;
        while (true)
        {
            Outcome outcome = Send(target, ask, isAtRegistry ? _authorization : null, out answer);
            if (outcome != Outcome.Ok)
            {
                return outcome;
            }

            int status = answer.Status;
            if (status == 200 || status == 206 || status == 304)
            {
                return Outcome.Ok;
            }

            if (IsRedirect(status))
            {
                RequestTarget next = redirectsCount < Limits.RedirectsMax ? target.Resolve(answer.Header("Location")) : null;
                outcome = next == null || target.IsSecure && !next.IsSecure ? Outcome.RedirectRefused : Outcome.Ok;
                redirectsCount++;
                target = next;
                // Once the way led elsewhere, nothing is shown any more, not even back at the registry: the other host chose what is asked there.
                isAtRegistry = isAtRegistry && next != null && next.IsSameOrigin(_registry);
                Discard(answer);
            }
            else if (status == 401 && isAtRegistry && !isAuthorized)
            {
                isAuthorized = true;
                Challenge challenge = new Challenge(answer.Header("WWW-Authenticate"));
                Discard(answer);
                outcome = Authorize(challenge);
            }
            else
            {
                outcome = OutcomeOf(status);
                Discard(answer);
            }

            if (outcome != Outcome.Ok)
            {
                answer = null;
                return outcome;
            }
        }
    }

    /// <summary>An answer's body as a source.</summary>
    /// <param name="answer">The answer; the source closes it.</param>
    internal RegistryBody Body(HttpAnswer answer)
    {
        return new RegistryBody(_owner, answer, answer.Body(), answer.LengthBytes, _options.BodyTimeoutMs);
    }

    /// <summary>Closes an answer whose body nobody wants; one that is small and there is read, so that the connection can go on.</summary>
    /// <param name="answer">The answer.</param>
    internal void Discard(HttpAnswer answer)
    {
        // The Content-Length of a 416 can be the size of the blob, without a body behind it (distribution 2.8).
        if (answer.Status != 304 && answer.Status != 416 && answer.LengthBytes > 0 && answer.LengthBytes <= DiscardBytesMax)
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
        }

        answer.Close();
    }

    /// <summary>Meets a challenge, if that can be done with what is at hand.</summary>
    private Outcome Authorize(Challenge challenge)
    {
        string shown = _authorization;
        _authorization = null;
        if (challenge.IsBearer)
        {
            return FetchToken(challenge);
        }

        string basic = challenge.IsBasic ? Basic() : null;
        if (basic == null || basic == shown)
        {
            return Outcome.Unauthorized;
        }

        _authorization = basic;
        return Outcome.Ok;
    }

    /// <summary>
    /// Gets a token where the registry says, with Basic if there are credentials, else anonymously. Over TLS if the registry was; redirects are not followed.
    /// </summary>
    private Outcome FetchToken(Challenge challenge)
    {
        string address = challenge.Realm;
        if (address == null)
        {
            return Outcome.Unauthorized;
        }

        char separator = address.IndexOf('?') < 0 ? '?' : '&';
        if (challenge.Service != null)
        {
            address += separator + "service=" + HeaderText.Escape(challenge.Service);
            separator = '&';
        }

        if (challenge.Scope != null)
        {
            address += separator + "scope=" + HeaderText.Escape(challenge.Scope);
        }

        RequestTarget target = RequestTarget.Parse(address);
        if (target == null || _registry.IsSecure && !target.IsSecure)
        {
            return Outcome.Unauthorized;
        }

        Outcome outcome = Send(target, null, Basic(), out HttpAnswer answer);
        if (outcome != Outcome.Ok)
        {
            return outcome;
        }

        if (answer.Status != 200)
        {
            outcome = IsRedirect(answer.Status) ? Outcome.RedirectRefused : OutcomeOf(answer.Status);
            Discard(answer);
            return outcome;
        }

        RegistryBody body = Body(answer);
        outcome = TokenReply.Read(body, out string token);
        body.Dispose();
        _authorization = outcome == Outcome.Ok ? "Bearer " + token : null;
        return outcome;
    }

    private string Basic()
    {
        return _options.User == null ? null : "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(_options.User + ":" + _options.Password));
    }

    private Outcome Send(RequestTarget target, RegistryAsk ask, string authorization, out HttpAnswer answer)
    {
        answer = null;
        Outcome outcome = HttpPlatform.Create(target.Address, _options, out HttpWebRequest request);
        if (outcome != Outcome.Ok)
        {
            return outcome;
        }

        request.UserAgent = RegistryOptions.UserAgent;
        if (authorization != null)
        {
            request.Headers.Add("Authorization", authorization);
        }

        if (ask != null)
        {
            ask.WriteTo(request);
        }

        _owner.RequestsCount++;
        outcome = HttpPlatform.Send(request, out HttpWebResponse response);
        if (outcome == Outcome.Ok)
        {
            answer = new HttpAnswer(response);
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
