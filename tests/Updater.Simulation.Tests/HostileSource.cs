using Updater.Core.Content;
using Updater.Core.Platform;

namespace Updater.Simulation.Tests;

/// <summary>A registry whose answers somebody in between refuses, shortens or replaces.</summary>
internal sealed class HostileSource(IContentSource inner) : IContentSource
{
    /// <summary>Decides on a request for a tag.</summary>
    public Func<Reference, Outcome> OnResolve { get; set; } = _ => Outcome.Ok;

    /// <summary>Decides on a request for content from an offset on.</summary>
    public Func<Descriptor, int, Outcome> OnOpen { get; set; } = (_, _) => Outcome.Ok;

    /// <summary>Offset at which a body ends too early.</summary>
    public Func<Descriptor, int> EndOffset { get; set; } = _ => int.MaxValue;

    /// <summary>Other bytes for a body, or null.</summary>
    public Func<Descriptor, byte[]?> Replacement { get; set; } = _ => null;

    public static bool IsLayer(Descriptor content) => content.MediaType == MediaTypes.FirmwareImage;

    public Outcome Resolve(Reference reference, byte[]? known, out string? mediaType, out IByteSource? content, out int sizeBytes)
    {
        mediaType = null;
        content = null;
        sizeBytes = 0;
        Outcome outcome = OnResolve(reference);
        return outcome == Outcome.Ok ? inner.Resolve(reference, known, out mediaType, out content, out sizeBytes) : outcome;
    }

    public Outcome Open(Descriptor content, int start, out IByteSource? source)
    {
        source = null;
        Outcome outcome = OnOpen(content, start);
        if (outcome == Outcome.Ok)
        {
            outcome = inner.Open(content, start, out source);
        }

        if (outcome == Outcome.Ok)
        {
            source = new Body(source!, start, EndOffset(content), Replacement(content));
        }

        return outcome;
    }

    private sealed class Body(IByteSource inner, int start, int endOffset, byte[]? replacement) : IByteSource
    {
        private int _position = start;

        public Outcome Read(byte[] buffer, int offset, int count, out int read)
        {
            read = 0;
            int allowedCount = Math.Min(count, Math.Max(0, endOffset - _position));
            if (allowedCount == 0)
            {
                return Outcome.Ok;
            }

            Outcome outcome = inner.Read(buffer, offset, allowedCount, out read);
            if (replacement != null)
            {
                Array.Copy(replacement, _position, buffer, offset, read);
            }

            _position += read;
            return outcome;
        }

        public void Dispose() => inner.Dispose();
    }
}
