using System.Net;
using Updater.Core.Content;

namespace Updater.Device.Registry;

/// <summary>What is asked of the registry; the same after each redirect and after authorization.</summary>
internal sealed class RegistryAsk
{
    private const string ManifestTypes = MediaTypes.Manifest + ", " + MediaTypes.Index;

    /// <summary>Path on the registry.</summary>
    internal readonly string Path;
    private readonly bool _isManifest;
    private readonly string _ifNoneMatch;
    private readonly int _rangeStart;
    private readonly int _rangeEnd;

    /// <summary>Makes a question.</summary>
    /// <param name="path">Path on the registry.</param>
    /// <param name="isManifest">Whether manifests are accepted (and nothing else).</param>
    /// <param name="ifNoneMatch">Entity tag with its quotes, or null.</param>
    /// <param name="rangeStart">Offset of the first byte; 0 asks for all.</param>
    /// <param name="rangeEnd">Offset of the last byte, if <paramref name="rangeStart"/> is above 0.</param>
    internal RegistryAsk(string path, bool isManifest, string ifNoneMatch, int rangeStart, int rangeEnd)
    {
        Path = path;
        _isManifest = isManifest;
        _ifNoneMatch = ifNoneMatch;
        _rangeStart = rangeStart;
        _rangeEnd = rangeEnd;
    }

    /// <summary>Puts the question's headers into a request.</summary>
    /// <param name="request">The request.</param>
    internal void WriteTo(HttpWebRequest request)
    {
        if (_isManifest)
        {
            // Both types, always: CNCF distribution 2.8 answers 404 without them, and to */* as well.
            request.Accept = ManifestTypes;
        }

        if (_ifNoneMatch != null)
        {
            request.Headers.Add("If-None-Match", _ifNoneMatch);
        }

        if (_rangeStart > 0)
        {
            request.AddRange(_rangeStart, _rangeEnd);
        }
    }
}
