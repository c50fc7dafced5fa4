using System.Text;
using Updater.Core.Content;
using Updater.Core.Platform;

namespace Updater.Device.Registry;

/// <summary>Values of the headers a registry answers with. Pure; every header may be missing (null) or anything at all.</summary>
internal static class HeaderText
{
    private const string RangeUnit = "bytes ";

    /// <summary>A decimal number.</summary>
    /// <param name="text">Text around it.</param>
    /// <param name="start">Index of its first digit.</param>
    /// <param name="end">Index behind its last digit.</param>
    /// <returns>0 to 2^31 - 1, or -1 if it is none.</returns>
    internal static int Number(string text, int start, int end)
    {
        if (start >= end)
        {
            return -1;
        }

        int value = 0;
        for (int i = start; i < end; i++)
        {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9 || value > (int.MaxValue - digit) / 10)
            {
                return -1;
            }

            value = value * 10 + digit;
        }

        return value;
    }

    /// <summary>Whether a Content-Range (RFC 9110 section 14.4) is exactly the one that was asked for.</summary>
    /// <param name="text">The header, or null.</param>
    /// <param name="start">Offset of the first byte asked for.</param>
    /// <param name="sizeBytes">Size of the whole; the range goes to its end.</param>
    internal static bool IsRange(string text, int start, int sizeBytes)
    {
        if (text == null)
        {
            return false;
        }

        text = text.Trim();
        int dash = text.IndexOf('-');
        int slash = text.IndexOf('/');
        if (!text.StartsWith(RangeUnit) || dash < 0 || slash < dash)
        {
            return false;
        }

        bool isWholeUnknown = slash == text.Length - 2 && text[slash + 1] == '*';
        return Number(text, RangeUnit.Length, dash) == start
            && Number(text, dash + 1, slash) == sizeBytes - 1
            && (isWholeUnknown || Number(text, slash + 1, text.Length) == sizeBytes);
    }

    /// <summary>A Content-Type without its parameters, in lower case (RFC 9110 section 8.3.1).</summary>
    /// <param name="text">The header, or null.</param>
    /// <returns>The type; empty if none was stated.</returns>
    internal static string MediaType(string text)
    {
        if (text == null)
        {
            return string.Empty;
        }

        int semicolon = text.IndexOf(';');
        return (semicolon < 0 ? text : text.Substring(0, semicolon)).Trim().ToLower();
    }

    /// <summary>Whether a Docker-Content-Digest is this digest (distribution-spec, "Pulling manifests").</summary>
    /// <param name="text">The header, or null.</param>
    /// <param name="digest">32 bytes.</param>
    internal static bool IsDigest(string text, byte[] digest)
    {
        return text != null && DigestText.Parse(text.Trim(), out byte[] stated) == Outcome.Ok && DigestText.AreEqual(stated, digest);
    }

    /// <summary>Text as part of a query (RFC 3986 section 2.1): all but unreserved characters percent-encoded.</summary>
    /// <param name="text">The text.</param>
    internal static string Escape(string text)
    {
        const string HexDigits = "0123456789ABCDEF";
        StringBuilder escaped = new StringBuilder();
        foreach (byte b in Encoding.UTF8.GetBytes(text))
        {
            char c = (char)b;
            bool isUnreserved = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_' || c == '~';
            if (isUnreserved)
            {
                escaped.Append(c);
            }
            else
            {
                escaped.Append('%').Append(HexDigits[b >> 4]).Append(HexDigits[b & 15]);
            }
        }

        return escaped.ToString();
    }
}
