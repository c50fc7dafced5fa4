using System.IO;
using System.Net;

namespace Updater.Device.Registry;

/// <summary>One response with the request it belongs to. Closed exactly once.</summary>
internal sealed class HttpAnswer
{
    /// <summary>Stated length of the body, or -1.</summary>
    internal readonly long LengthBytes;
    /// <summary>Status code.</summary>
    internal readonly int Status;

    private readonly HttpWebRequest _request;
    private HttpWebResponse _response;

    /// <summary>Joins the two.</summary>
    internal HttpAnswer(HttpWebRequest request, HttpWebResponse response)
    {
        _request = request;
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

    /// <summary>Lets go of the connection.</summary>
    /// <param name="isAtEnd">Whether the body was read to its end; if not, the connection is cut.</param>
    internal void Close(bool isAtEnd)
    {
        if (_response != null)
        {
            HttpPlatform.Close(_request, _response, isAtEnd);
            _response = null;
        }
    }
}
