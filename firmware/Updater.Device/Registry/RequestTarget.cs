namespace Updater.Device.Registry;

/// <summary>
/// An absolute http or https address in parts (RFC 3986 section 3). Read by this project and not by the platform's Uri: on nanoFramework that one throws
/// whatever comes to hand, and where credentials go must not depend on two readings of one text. What could be read in two ways (user information,
/// backslashes, white space, bracketed hosts) is refused.
/// </summary>
internal sealed class RequestTarget
{
    private const string SecureScheme = "https://";
    private const string PlainScheme = "http://";
    private const int SecurePort = 443;
    private const int PlainPort = 80;
    private const int PortMax = 65535;

    /// <summary>Longest address that is followed; token addresses with their query are about 300.</summary>
    internal const int AddressCharsMax = 2048;

    /// <summary>Whether it is https.</summary>
    internal readonly bool IsSecure;
    /// <summary>Host in lower case.</summary>
    internal readonly string Host;
    /// <summary>Port, stated or the scheme's own.</summary>
    internal readonly int Port;
    /// <summary>Path with its query; begins with a slash.</summary>
    internal readonly string PathAndQuery;

    private RequestTarget(bool isSecure, string host, int port, string pathAndQuery)
    {
        IsSecure = isSecure;
        Host = host;
        Port = port;
        PathAndQuery = pathAndQuery;
    }

    /// <summary>The address as text.</summary>
    internal string Address
    {
        get
        {
            string port = Port == (IsSecure ? SecurePort : PlainPort) ? string.Empty : ":" + Port.ToString();
            return (IsSecure ? SecureScheme : PlainScheme) + Host + port + PathAndQuery;
        }
    }

    /// <summary>Reads an absolute address.</summary>
    /// <param name="address">The text.</param>
    /// <returns>The parts, or null if it is not one this client goes to.</returns>
    internal static RequestTarget Parse(string address)
    {
        if (address == null || address.Length > AddressCharsMax || !IsPlainText(address))
        {
            return null;
        }

        int schemeEnd = address.IndexOf("://");
        string scheme = schemeEnd < 0 ? string.Empty : address.Substring(0, schemeEnd + 3).ToLower();
        if (scheme != SecureScheme && scheme != PlainScheme)
        {
            return null;
        }

        int pathStart = schemeEnd + 3;
        while (pathStart < address.Length && address[pathStart] != '/' && address[pathStart] != '?')
        {
            pathStart++;
        }

        string authority = address.Substring(schemeEnd + 3, pathStart - schemeEnd - 3).ToLower();
        string path = address.Substring(pathStart);
        if (path.Length == 0 || path[0] != '/')
        {
            path = "/" + path;
        }

        return Make(scheme == SecureScheme, authority, path);
    }

    /// <summary>Makes a target of its parts.</summary>
    /// <param name="isSecure">https.</param>
    /// <param name="authority">Host and, perhaps, port.</param>
    /// <param name="pathAndQuery">Begins with a slash.</param>
    /// <returns>The target, or null if the authority is none.</returns>
    internal static RequestTarget Make(bool isSecure, string authority, string pathAndQuery)
    {
        int colon = authority.IndexOf(':');
        int port = isSecure ? SecurePort : PlainPort;
        string host = authority;
        if (colon >= 0)
        {
            host = authority.Substring(0, colon);
            port = HeaderText.Number(authority, colon + 1, authority.Length);
            if (port < 1 || port > PortMax)
            {
                return null;
            }
        }

        return IsHost(host) ? new RequestTarget(isSecure, host, port, pathAndQuery) : null;
    }

    /// <summary>Where a Location points, seen from here (RFC 9110 section 10.2.2, RFC 3986 section 5.2).</summary>
    /// <param name="location">Absolute or relative.</param>
    /// <returns>The target, or null if it is not one this client goes to.</returns>
    internal RequestTarget Resolve(string location)
    {
        if (location == null)
        {
            return null;
        }

        location = location.Trim();
        int fragment = location.IndexOf('#');
        if (fragment >= 0)
        {
            location = location.Substring(0, fragment);
        }

        if (location.Length == 0 || location.Length > AddressCharsMax || !IsPlainText(location))
        {
            return null;
        }

        if (location[0] == '/')
        {
            bool hasAuthority = location.Length > 1 && location[1] == '/';
            return hasAuthority ? Parse((IsSecure ? "https:" : "http:") + location) : new RequestTarget(IsSecure, Host, Port, location);
        }

        return HasScheme(location) ? Parse(location) : Merge(location);
    }

    /// <summary>The same host with another path.</summary>
    /// <param name="pathAndQuery">Begins with a slash.</param>
    internal RequestTarget At(string pathAndQuery)
    {
        return new RequestTarget(IsSecure, Host, Port, pathAndQuery);
    }

    /// <summary>Whether host, port and scheme are the same.</summary>
    /// <param name="other">The other target.</param>
    internal bool IsSameOrigin(RequestTarget other)
    {
        return IsSecure == other.IsSecure && Port == other.Port && Host == other.Host;
    }

    private RequestTarget Merge(string relative)
    {
        int query = PathAndQuery.IndexOf('?');
        string path = query < 0 ? PathAndQuery : PathAndQuery.Substring(0, query);
        string folder = relative[0] == '?' ? path : path.Substring(0, path.LastIndexOf('/') + 1);
        return new RequestTarget(IsSecure, Host, Port, folder + relative);
    }

    /// <summary>A colon before any slash or question mark ends a scheme.</summary>
    private static bool HasScheme(string location)
    {
        foreach (char c in location)
        {
            if (c == ':')
            {
                return true;
            }

            if (c == '/' || c == '?')
            {
                return false;
            }
        }

        return false;
    }

    private static bool IsHost(string host)
    {
        foreach (char c in host)
        {
            bool isPart = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '.' || c == '-' || c == '_';
            if (!isPart)
            {
                return false;
            }
        }

        return host.Length > 0;
    }

    private static bool IsPlainText(string text)
    {
        foreach (char c in text)
        {
            if (c <= ' ' || c > '~' || c == '\\' || c == '"' || c == '<' || c == '>' || c == '#')
            {
                return false;
            }
        }

        return true;
    }
}
