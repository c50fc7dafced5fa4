using Updater.Core.Content;
using Updater.Core.Platform;

namespace Updater.Cli.Site;

/// <summary>
/// Stands between a device's registry adapter and its agent: counts layer bytes, and alters one of them if told to, as a hostile mirror would. It
/// works
/// the same with any registry.
/// </summary>
internal sealed class LayerTap(IContentSource inner, LayerTraffic traffic) : IContentSource
{
    public Outcome Resolve(Reference reference, byte[]? known, out string? mediaType, out IByteSource? content, out int sizeBytes) =>
        inner.Resolve(reference, known, out mediaType, out content, out sizeBytes);

    public Outcome Open(Descriptor content, int start, out IByteSource? source)
    {
        Outcome outcome = inner.Open(content, start, out source);
        if (outcome == Outcome.Ok && content.MediaType == MediaTypes.FirmwareImage)
        {
            traffic.LastStart = start;
            source = new Body(source!, traffic, start, content.SizeBytes / 2);
        }

        return outcome;
    }

    private sealed class Body(IByteSource inner, LayerTraffic traffic, int start, int tamperedOffset) : IByteSource
    {
        private int _position = start;

        public Outcome Read(byte[] buffer, int offset, int count, out int read)
        {
            Outcome outcome = inner.Read(buffer, offset, count, out read);
            if (traffic.IsTampered && tamperedOffset >= _position && tamperedOffset < _position + read)
            {
                buffer[offset + tamperedOffset - _position] ^= 1;
            }

            _position += read;
            traffic.BytesReceived += read;
            return outcome;
        }

        public void Dispose() => inner.Dispose();
    }
}
