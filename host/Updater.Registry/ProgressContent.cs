using System.Net;

namespace Updater.Registry;

/// <summary>A body sent from a stream that stays open, with progress told.</summary>
internal sealed class ProgressContent(Stream source, long start, long sizeBytes, RegistryHttp counter, IProgress<long>? progress) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        source.Position = start;
        byte[] buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(RegistryLimits.CopyBytes);
        try
        {
            long left = sizeBytes;
            int count;
            while (left > 0 && (count = await source.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), cancellationToken)) > 0)
            {
                await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                left -= count;
                counter.CountSent(count);
                progress?.Report(sizeBytes - left);
            }
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = sizeBytes;
        return true;
    }
}
