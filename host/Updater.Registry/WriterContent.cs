using System.Net;

namespace Updater.Registry;

/// <summary>
/// A body that a function writes while it is sent. The last block is held back until the function has returned, that is, until it has checked
/// all of it: what fails a check never arrives whole.
/// </summary>
internal sealed class WriterContent(Func<Stream, CancellationToken, Task> write, long sizeBytes, RegistryHttp counter) : HttpContent
{
    /// <summary>Why the function failed, if it did: the transport's own exception would hide it.</summary>
    public RegistryException? Failure { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await using HeldStream held = new(stream, counter);
        try
        {
            await write(held, cancellationToken);
        }
        catch (RegistryException problem)
        {
            Failure = problem;
            throw;
        }

        await held.ReleaseAsync(cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = sizeBytes;
        return true;
    }

    private sealed class HeldStream(Stream inner, RegistryHttp counter) : WriteOnlyStream
    {
        private readonly byte[] _held = System.Buffers.ArrayPool<byte>.Shared.Rent(RegistryLimits.CopyBytes);
        private int _count;

        public override void Write(ReadOnlySpan<byte> buffer) => throw new NotSupportedException();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            while (!buffer.IsEmpty)
            {
                if (_count > 0)
                {
                    await ReleaseAsync(cancellationToken);
                }

                _count = Math.Min(buffer.Length, _held.Length);
                buffer[.._count].CopyTo(_held);
                buffer = buffer[_count..];
            }
        }

        public async ValueTask ReleaseAsync(CancellationToken cancel)
        {
            int count = _count;
            _count = 0;
            await inner.WriteAsync(_held.AsMemory(0, count), cancel);
            counter.CountSent(count);
        }

        protected override void Dispose(bool disposing)
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(_held);
            base.Dispose(disposing);
        }
    }
}
