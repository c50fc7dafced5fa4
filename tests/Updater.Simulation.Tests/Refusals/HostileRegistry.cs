using Updater.Core.Content;
using Updater.Core.Platform;

namespace Updater.Simulation.Tests.Refusals;

/// <summary>A registry in memory that can be made to answer anything; it counts what it is asked and what is taken from it.</summary>
internal sealed class HostileRegistry(MemoryRegistry inner) : IContentSource
{
    public int RequestsCount { get; private set; }

    /// <summary>Bytes of manifests that were read.</summary>
    public int ManifestBytesRead { get; private set; }

    public List<string> Asked { get; } = [];

    /// <summary>Replaces the answer for a tag; null leaves it. A stated size of -1 is an unstated one.</summary>
    public Func<string, (string MediaType, byte[] Content, int StatedBytes)?>? Resolving { get; set; }

    /// <summary>Replaces the whole content behind a descriptor; null leaves it.</summary>
    public Func<Descriptor, byte[]?>? Opening { get; set; }

    /// <summary>Refuses to open a descriptor; null lets it be opened.</summary>
    public Func<Descriptor, Outcome?>? Refusing { get; set; }

    public void Behave()
    {
        Resolving = null;
        Opening = null;
        Refusing = null;
        inner.Fault = null;
        inner.Tamper = null;
    }

    public Outcome Resolve(Reference reference, byte[] known, out string? mediaType, out IByteSource? content, out int sizeBytes)
    {
        RequestsCount++;
        string name = reference.Digest != null ? DigestText.Format(reference.Digest) : reference.Tag;
        Asked.Add(name);
        if (Resolving?.Invoke(name) is { } forged)
        {
            mediaType = forged.MediaType;
            sizeBytes = forged.StatedBytes;
            content = new Body(this, forged.Content, 0);
            return Outcome.Ok;
        }

        return inner.Resolve(reference, known, out mediaType, out content, out sizeBytes);
    }

    public Outcome Open(Descriptor content, int start, out IByteSource? source)
    {
        RequestsCount++;
        Asked.Add(DigestText.Format(content.Digest));
        source = null;
        if (Refusing?.Invoke(content) is { } refused)
        {
            return refused;
        }

        if (Opening?.Invoke(content) is { } forged)
        {
            source = new Body(this, forged, start);
            return Outcome.Ok;
        }

        return inner.Open(content, start, out source);
    }

    private sealed class Body(HostileRegistry owner, byte[] bytes, int start) : IByteSource
    {
        private int _position = start;

        public Outcome Read(byte[] buffer, int offset, int count, out int read)
        {
            read = Math.Max(0, Math.Min(count, bytes.Length - _position));
            Array.Copy(bytes, Math.Min(_position, bytes.Length), buffer, offset, read);
            _position += read;
            owner.ManifestBytesRead += read;
            return Outcome.Ok;
        }

        public void Dispose()
        {
        }
    }
}
