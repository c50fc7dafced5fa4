using System.IO.Pipelines;

namespace Updater.Registry;

/// <summary>A connection's pipes with the bytes that pass counted.</summary>
internal sealed class CountingPipe(IDuplexPipe inner, RegistryCounters counters) : IDuplexPipe
{
    public PipeReader Input { get; } = new CountingReader(inner.Input, counters);

    public PipeWriter Output { get; } = new CountingWriter(inner.Output, counters);

    private sealed class CountingReader(PipeReader inner, RegistryCounters counters) : PipeReader
    {
        private System.Buffers.ReadOnlySequence<byte> _last;

        public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
            counters.CountReceived(_last.Slice(0, consumed).Length);
            _last = default;
            inner.AdvanceTo(consumed, examined);
        }

        public override void CancelPendingRead() => inner.CancelPendingRead();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            ReadResult result = await inner.ReadAsync(cancellationToken);
            _last = result.Buffer;
            return result;
        }

        public override bool TryRead(out ReadResult result)
        {
            bool isRead = inner.TryRead(out result);
            _last = isRead ? result.Buffer : _last;
            return isRead;
        }
    }

    private sealed class CountingWriter(PipeWriter inner, RegistryCounters counters) : PipeWriter
    {
        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

        public override long UnflushedBytes => inner.UnflushedBytes;

        public override void Advance(int bytes)
        {
            counters.CountSent(bytes);
            inner.Advance(bytes);
        }

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.FlushAsync(cancellationToken);

        public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

        public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
        {
            counters.CountSent(source.Length);
            return inner.WriteAsync(source, cancellationToken);
        }
    }
}
