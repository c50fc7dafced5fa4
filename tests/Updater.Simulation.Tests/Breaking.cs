using Updater.Core.Content;
using Updater.Core.Platform;

namespace Updater.Simulation.Tests;

/// <summary>A registry whose layer bodies break after a number of bytes.</summary>
internal sealed class Breaking(IContentSource inner, int breakAfterBytes, List<int> starts) : IContentSource
{
    public int LayerBytes { get; private set; }

    public Outcome Resolve(Reference reference, byte[] known, out string mediaType, out IByteSource content, out int sizeBytes) =>
        inner.Resolve(reference, known, out mediaType, out content, out sizeBytes);

    public Outcome Open(Descriptor content, int start, out IByteSource source)
    {
        Outcome outcome = inner.Open(content, start, out source);
        if (outcome == Outcome.Ok && content.MediaType == MediaTypes.FirmwareImage)
        {
            starts.Add(start);
            source = new Body(this, source, breakAfterBytes);
        }

        return outcome;
    }

    private sealed class Body(Breaking owner, IByteSource inner, int leftBytes) : IByteSource
    {
        private int _left = leftBytes;

        public Outcome Read(byte[] buffer, int offset, int count, out int read)
        {
            read = 0;
            if (_left == 0)
            {
                return Outcome.BodyTruncated;
            }

            Outcome outcome = inner.Read(buffer, offset, Math.Min(count, _left), out read);
            _left -= read;
            owner.LayerBytes += read;
            return outcome;
        }

        public void Dispose() => inner.Dispose();
    }
}
