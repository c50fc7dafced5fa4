using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace System.Net;

// AllowAutoRedirect can be read only: redirects are never followed. A status of 4xx or 5xx is an ordinary response, where .NET throws.
public class HttpWebRequest : WebRequest
{
    internal extern HttpWebRequest();
    public extern string Accept { get; set; }
    public extern Uri Address { get; }
    public extern bool AllowAutoRedirect { get; }
    public extern bool AllowWriteStreamBuffering { get; set; }
    public extern NetworkCredential Credentials { get; set; }
    public static extern int DefaultMaximumResponseHeadersLength { get; set; }
    public extern string Expect { get; set; }
    public extern bool HaveResponse { get; }
    public extern X509Certificate HttpsAuthentCert { get; set; }
    public extern DateTime IfModifiedSince { get; set; }
    public extern bool KeepAlive { get; set; }
    public extern int MaximumAutomaticRedirections { get; }
    public extern int MaximumResponseHeadersLength { get; set; }
    public extern Version ProtocolVersion { get; set; }
    public extern int ReadWriteTimeout { get; set; }
    public extern string Referer { get; set; }
    public extern bool SendChunked { get; set; }
    public extern SslProtocols SslProtocols { get; set; }
    public extern SslVerification SslVerification { get; set; }
    public extern string TransferEncoding { get; set; }
    public extern string UserAgent { get; set; }
    public extern void AddRange(int range);
    public extern void AddRange(int from, int to);
    public extern void AddRange(string rangeSpecifier, int range);
    public extern void AddRange(string rangeSpecifier, int from, int to);
    public extern void Reset();
}

public class HttpWebResponse : WebResponse
{
    internal extern HttpWebResponse();
    public extern string ContentEncoding { get; }
    public extern DateTime LastModified { get; }
    public extern string Method { get; }
    public extern Version ProtocolVersion { get; }
    public extern string Server { get; }
    public extern HttpStatusCode StatusCode { get; }
    public extern string StatusDescription { get; }
    public extern string GetResponseHeader(string headerName);
}
