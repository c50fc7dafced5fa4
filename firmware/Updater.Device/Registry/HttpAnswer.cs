using System.IO;
using System.Net;

namespace Updater.Device.Registry;

/// <summary>One response. Closed exactly once.</summary>
internal sealed class HttpAnswer
{
    /// <summary>Stated length of the body, or -1.</summary>
    internal readonly long LengthBytes;
    /// <summary>Status code.</summary>
    internal readonly int Status;

    private HttpWebResponse _response;

    /// <summary>Takes over a response.</summary>
    internal HttpAnswer(HttpWebResponse response)
    {
        _response = response;
        Status = (int)response.StatusCode;
        LengthBytes = response.ContentLength;
    }

    /// <summary>A header's value.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The value, or null.</returns>
    internal string Header(string name)
    {
        return _response.Headers[name];
    }

    /// <summary>The body. To be asked for once: nanoFramework's stream hands its buffer over.</summary>
    internal Stream Body()
    {
        return _response.GetResponseStream();
    }

    /// <summary>
    /// Lets go of the connection, at any time. Before the end of the body nanoFramework cuts it; .NET first reads on in the background for the sake of the
    /// connection, 2 s and 1 MB at most. Nothing here can keep it from that: Abort has no effect once the response is there.
    /// </summary>
    internal void Close()
    {
        if (_response != null)
        {
            _response.Close();
            _response = null;
        }
    }
}
