using Updater.Core.Content;
using Updater.Core.Manifests;
using Updater.Core.Platform;

namespace Updater.Device.Registry;

/// <summary>The reply of a token service: a JSON object with <c>token</c> or <c>access_token</c> (token specification of CNCF distribution).</summary>
internal static class TokenReply
{
    /// <summary>Longest token. They are about 1.2 KB; it has to go into one header.</summary>
    private const int TokenBytesMax = 4096;

    /// <summary>Reads a reply. Its buffers live for this call: tokens are fetched once an hour or so, and not while a layer is streamed.</summary>
    /// <param name="body">The reply; it is not disposed of here.</param>
    /// <param name="token">The token, or null.</param>
    /// <returns><see cref="Outcome.Ok"/>, a transport outcome, or <see cref="Outcome.ProtocolViolation"/> for anything that is no such reply.</returns>
    internal static Outcome Read(IByteSource body, out string token)
    {
        JsonReader reader = new JsonReader(new byte[Limits.JsonInputBytes], new byte[TokenBytesMax], new byte[4 * Limits.JsonKeysMax]);
        reader.Reset(body, Limits.TokenReplyBytesMax);
        Outcome outcome = Find(reader, out token);
        if (outcome == Outcome.Ok && !IsToken(token))
        {
            outcome = Outcome.ProtocolViolation;
        }

        if (outcome == Outcome.Ok)
        {
            return Outcome.Ok;
        }

        token = null;
        return (int)outcome / 100 == (int)OutcomeClass.Transport ? outcome : Outcome.ProtocolViolation;
    }

    private static Outcome Find(JsonReader reader, out string token)
    {
        token = null;
        Outcome outcome = reader.ReadAs(JsonToken.ObjectStart);
        while (outcome == Outcome.Ok)
        {
            outcome = reader.Read();
            if (outcome != Outcome.Ok || reader.Token == JsonToken.ObjectEnd)
            {
                break;
            }

            bool isToken = reader.TextIs("token") || reader.TextIs("access_token");
            outcome = isToken && token == null ? reader.ReadText(out token) : reader.Skip();
        }

        // Up to the end, so that the reply is known to be whole and the connection can go on.
        return outcome == Outcome.Ok ? reader.ReadAs(JsonToken.End) : outcome;
    }

    /// <summary>Whether it can go into a header (RFC 6750 section 2.1 allows fewer characters still).</summary>
    private static bool IsToken(string token)
    {
        if (token == null || token.Length == 0)
        {
            return false;
        }

        foreach (char c in token)
        {
            if (c <= ' ' || c > '~')
            {
                return false;
            }
        }

        return true;
    }
}
