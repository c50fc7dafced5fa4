using System.IO;

namespace System.Net;

public abstract class WebRequest : MarshalByRefObject, IDisposable
{
    protected extern WebRequest();
    public virtual extern string ConnectionGroupName { get; set; }
    public virtual extern long ContentLength { get; set; }
    public virtual extern string ContentType { get; set; }
    public virtual extern WebHeaderCollection Headers { get; set; }
    public virtual extern string Method { get; set; }
    public virtual extern Uri RequestUri { get; }
    public virtual extern int Timeout { get; set; }
    public static extern WebRequest Create(string requestUriString);
    public static extern WebRequest Create(Uri requestUri);
    public extern void Dispose();
    public virtual extern Stream GetRequestStream();
    public virtual extern WebResponse GetResponse();
}

public abstract class WebResponse : MarshalByRefObject, IDisposable
{
    protected extern WebResponse();
    public virtual extern long ContentLength { get; set; }
    public virtual extern string ContentType { get; set; }
    public virtual extern WebHeaderCollection Headers { get; }
    public virtual extern Uri ResponseUri { get; }
    public virtual extern void Close();
    public extern void Dispose();
    public virtual extern Stream GetResponseStream();
}

// No Get and no indexer that writes: Set, or Add for a second value.
public class WebHeaderCollection
{
    public extern WebHeaderCollection();
    public extern string[] AllKeys { get; }
    public extern int Count { get; }
    public extern string this[string header] { get; }
    public extern void Add(string header);
    public extern void Add(string name, string value);
    public extern string[] GetValues(string header);
    public static extern bool IsRestricted(string headerName);
    public extern void Remove(string name);
    public extern void Set(string name, string value);
    public extern byte[] ToByteArray();
    public override extern string ToString();
}

public class NetworkCredential
{
    public extern NetworkCredential();
    public extern NetworkCredential(string userName, string password);
    public extern string Password { get; set; }
    public extern string UserName { get; set; }
}

public class HttpVersion
{
    public static readonly Version Version10;
    public static readonly Version Version11;
    public extern HttpVersion();
}
