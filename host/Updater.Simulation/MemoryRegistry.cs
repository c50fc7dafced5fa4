using System.Security.Cryptography;
using Updater.Core.Content;
using Updater.Core.Platform;

namespace Updater.Simulation;

/// <summary>
/// A registry without a network: the same content source the device's adapter is, for simulations of thousands of runs. Counts what a real one would be asked.
/// </summary>
public sealed class MemoryRegistry : IContentSource
{
    private readonly Dictionary<string, (string MediaType, byte[] Content)> _manifests = [];
    private readonly Dictionary<string, byte[]> _blobs = [];
    private readonly Dictionary<string, string> _tags = [];

    /// <summary>Requests answered.</summary>
    public int RequestsCount { get; private set; }

    /// <summary>Body bytes handed out.</summary>
    public long BytesSent { get; private set; }

    /// <summary>Decides what becomes of a request; null answers it. Given: the path and the offset asked for.</summary>
    public Func<string, int, Outcome?>? Fault { get; set; }

    /// <summary>Changes body bytes on their way out; null leaves them. Given: the path, the offset in the content, the buffer, its offset and count.</summary>
    public Action<string, int, byte[], int, int>? Tamper { get; set; }

    /// <summary>Adds a manifest.</summary>
    /// <returns>Its digest, 32 bytes.</returns>
    public byte[] AddManifest(string mediaType, byte[] content, string? tag = null)
    {
        byte[] digest = SHA256.HashData(content);
        string text = DigestText.Format(digest);
        _manifests[text] = (mediaType, content);
        if (tag != null)
        {
            _tags[tag] = text;
        }

        return digest;
    }

    /// <summary>Adds a blob.</summary>
    /// <returns>Its digest, 32 bytes.</returns>
    public byte[] AddBlob(byte[] content)
    {
        byte[] digest = SHA256.HashData(content);
        _blobs[DigestText.Format(digest)] = content;
        return digest;
    }

    /// <summary>Points a tag at a manifest.</summary>
    public void Tag(string tag, byte[] digest) => _tags[tag] = DigestText.Format(digest);

    /// <summary>Removes a tag.</summary>
    public void Untag(string tag) => _tags.Remove(tag);

    /// <inheritdoc/>
    public Outcome Resolve(Reference reference, byte[]? known, out string? mediaType, out IByteSource? content, out int sizeBytes)
    {
        mediaType = null;
        content = null;
        sizeBytes = 0;
        string name = reference.Digest != null ? DigestText.Format(reference.Digest) : reference.Tag;
        Outcome outcome = Ask("manifests/" + name, 0);
        if (outcome != Outcome.Ok)
        {
            return outcome;
        }

        string digest = _tags.GetValueOrDefault(name, name);
        if (!_manifests.TryGetValue(digest, out (string MediaType, byte[] Content) manifest))
        {
            return Outcome.NotFound;
        }

        if (known != null && digest == DigestText.Format(known))
        {
            return Outcome.Ok;
        }

        mediaType = manifest.MediaType;
        sizeBytes = manifest.Content.Length;
        content = new Body(this, "manifests/" + name, manifest.Content, 0);
        return Outcome.Ok;
    }

    /// <inheritdoc/>
    public Outcome Open(Descriptor content, int start, out IByteSource? source)
    {
        source = null;
        bool isManifest = content.MediaType is MediaTypes.Manifest or MediaTypes.Index;
        string digest = DigestText.Format(content.Digest);
        string path = (isManifest ? "manifests/" : "blobs/") + digest;
        Outcome outcome = Ask(path, start);
        if (outcome != Outcome.Ok)
        {
            return outcome;
        }

        byte[]? bytes = isManifest ? _manifests.GetValueOrDefault(digest).Content : _blobs.GetValueOrDefault(digest);
        if (bytes == null)
        {
            return Outcome.NotFound;
        }

        source = new Body(this, path, bytes, start);
        return Outcome.Ok;
    }

    private Outcome Ask(string path, int start)
    {
        RequestsCount++;
        return Fault?.Invoke(path, start) ?? Outcome.Ok;
    }

    private sealed class Body(MemoryRegistry registry, string path, byte[] bytes, int start) : IByteSource
    {
        private int _position = start;

        public Outcome Read(byte[] buffer, int offset, int count, out int read)
        {
            read = Math.Min(count, bytes.Length - _position);
            Array.Copy(bytes, _position, buffer, offset, read);
            registry.Tamper?.Invoke(path, _position, buffer, offset, read);
            _position += read;
            registry.BytesSent += read;
            return Outcome.Ok;
        }

        public void Dispose()
        {
        }
    }
}
