using Updater.Core.Content;
using Updater.Core.Platform;

namespace Updater.Device.Registry;

/// <summary>
/// Content of an OCI registry (distribution-spec) over the platform's HttpWebRequest. One request at a time; not for several threads.
/// Nothing that comes from here is believed: framing and the answer's shape are checked, content is left to digest and signature.
/// </summary>
public sealed class RegistrySource : IContentSource
{
    private const int StatusOk = 200;
    private const int StatusPartialContent = 206;
    private const int StatusNotModified = 304;

    /// <summary>Requests sent so far, those for tokens and after redirects included.</summary>
    public int RequestsCount;
    /// <summary>Bytes of bodies received so far.</summary>
    public long BytesReceived;

    private readonly RegistryExchange _exchange;
    private string _repositoryPath;

    /// <summary>Makes a source; nothing is sent yet.</summary>
    /// <param name="options">How registries are reached.</param>
    public RegistrySource(RegistryOptions options)
    {
        _exchange = new RegistryExchange(this, options);
    }

    /// <inheritdoc/>
    public Outcome Resolve(Reference reference, byte[] known, out string mediaType, out IByteSource content, out int sizeBytes)
    {
        mediaType = null;
        content = null;
        sizeBytes = 0;
        Outcome outcome = _exchange.Choose(reference);
        if (outcome != Outcome.Ok)
        {
            return outcome;
        }

        _repositoryPath = "/v2/" + reference.Repository;
        string name = reference.Digest != null ? DigestText.Format(reference.Digest) : reference.Tag;
        string condition = known == null ? null : "\"" + DigestText.Format(known) + "\"";
        outcome = _exchange.Get(new RegistryAsk(_repositoryPath + "/manifests/" + name, true, condition, 0, 0), out HttpAnswer answer);
        if (outcome != Outcome.Ok)
        {
            return outcome;
        }

        if (known != null && (answer.Status == StatusNotModified || HeaderText.IsDigest(answer.Header("Docker-Content-Digest"), known)))
        {
            _exchange.Discard(answer);
            return Outcome.Ok;
        }

        if (answer.Status != StatusOk)
        {
            _exchange.Discard(answer);
            return Outcome.ProtocolViolation;
        }

        mediaType = HeaderText.MediaType(answer.Header("Content-Type"));
        // A length beyond the integers is beyond every limit as well: the caller refuses it unread.
        sizeBytes = answer.LengthBytes > int.MaxValue ? int.MaxValue : (int)answer.LengthBytes;
        content = _exchange.Body(answer);
        return Outcome.Ok;
    }

    /// <inheritdoc/>
    public Outcome Open(Descriptor content, int start, out IByteSource source)
    {
        Invariant.That(_repositoryPath != null && start >= 0 && (start == 0 || start < content.SizeBytes));
        source = null;
        bool isManifest = content.MediaType == MediaTypes.Manifest || content.MediaType == MediaTypes.Index;
        string path = _repositoryPath + (isManifest ? "/manifests/" : "/blobs/") + DigestText.Format(content.Digest);
        Outcome outcome = _exchange.Get(new RegistryAsk(path, isManifest, null, start, content.SizeBytes - 1), out HttpAnswer answer);
        if (outcome != Outcome.Ok)
        {
            return outcome;
        }

        outcome = Judge(answer, start, content.SizeBytes);
        if (outcome != Outcome.Ok)
        {
            answer.Close();
            return outcome;
        }

        source = _exchange.Body(answer);
        return Outcome.Ok;
    }

    /// <summary>Whether an answer holds the bytes asked for (RFC 9110 sections 14.4 and 15.3.7).</summary>
    private static Outcome Judge(HttpAnswer answer, int start, int sizeBytes)
    {
        if (start > 0)
        {
            if (answer.Status == StatusOk)
            {
                return Outcome.RangeIgnored;
            }

            if (answer.Status != StatusPartialContent || !HeaderText.IsRange(answer.Header("Content-Range"), start, sizeBytes))
            {
                return Outcome.ProtocolViolation;
            }
        }
        else if (answer.Status != StatusOk)
        {
            return Outcome.ProtocolViolation;
        }

        bool isStated = answer.LengthBytes >= 0;
        return isStated && answer.LengthBytes != sizeBytes - start ? Outcome.SizeMismatch : Outcome.Ok;
    }
}
