namespace System;

public enum UriKind
{
    RelativeOrAbsolute = 0,
    Absolute = 1,
    Relative = 2,
}

// No TryCreate, no EscapeDataString.
public class Uri
{
    public extern Uri(string uriString);
    public extern Uri(string uriString, UriKind kind);
    public extern Uri(Uri baseUri, string relativeUri = null);
    public extern string AbsolutePath { get; }
    public extern string AbsoluteUri { get; }
    public extern string Fragment { get; }
    public extern string Host { get; }
    public extern bool IsAbsoluteUri { get; }
    public extern bool IsDefaultPort { get; }
    public extern bool IsLoopback { get; }
    public extern string OriginalString { get; }
    public extern string PathAndQuery { get; }
    public extern int Port { get; }
    public extern string Query { get; }
    public extern string Scheme { get; }
    public extern string UserInfo { get; }
    public override extern bool Equals(object o);
    public override extern int GetHashCode();
    public static extern bool IsWellFormedUriString(string uriString, UriKind uriKind);
    public static extern bool operator ==(Uri lhs, Uri rhs);
    public static extern bool operator !=(Uri lhs, Uri rhs);
}
