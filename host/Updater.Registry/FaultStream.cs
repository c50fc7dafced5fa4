using Microsoft.AspNetCore.Http;

namespace Updater.Registry;

/// <summary>A response body that goes wrong as a <see cref="RequestFault"/> says.</summary>
internal sealed class FaultStream(Stream inner, RequestFault fault, HttpContext context) : Stream
{
    private long _sentBytes;

    /// <summary>Offset in the content of the body's first byte: not 0 for a range.</summary>
    public long Start { get; set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ReadOnlyMemory<byte> rest = buffer;
        while (rest.Length > 0)
        {
            int count = fault.PieceBytes > 0 ? Math.Min(rest.Length, fault.PieceBytes) : rest.Length;
            if (fault.DelayMs > 0)
            {
                await Task.Delay(fault.DelayMs, cancellationToken);
            }

            await WritePieceAsync(rest[..count], cancellationToken);
            rest = rest[count..];
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Sends headers and what is left to send wrongly behind the content.</summary>
    public async Task EndAsync(CancellationToken cancel)
    {
        if (fault.DropsAfterBytes <= _sentBytes)
        {
            await DropAsync(cancel);
        }

        byte[] filling = new byte[Math.Max(1024, fault.ExtraBytes)];
        if (fault.ExtraBytes > 0)
        {
            await WriteAsync(filling.AsMemory(0, fault.ExtraBytes), cancel);
        }

        long end = Environment.TickCount64 + RegistryLimits.FaultHoldMsMax;
        while (fault.IsEndless && Environment.TickCount64 < end)
        {
            await WriteAsync(filling, cancel);
        }
    }

    private async Task WritePieceAsync(ReadOnlyMemory<byte> piece, CancellationToken cancel)
    {
        if (fault.DropsAfterBytes is long limit && _sentBytes + piece.Length >= limit)
        {
            await SendAsync(piece[..(int)(limit - _sentBytes)], cancel);
            await DropAsync(cancel);
        }

        await SendAsync(piece, cancel);
    }

    private async Task SendAsync(ReadOnlyMemory<byte> piece, CancellationToken cancel)
    {
        // Starting changes the headers and tells where the range begins.
        if (!context.Response.HasStarted)
        {
            await context.Response.StartAsync(cancel);
        }

        long tampered = (fault.TampersAtOffset ?? -1) - Start - _sentBytes;
        if (tampered >= 0 && tampered < piece.Length)
        {
            byte[] altered = piece.ToArray();
            altered[tampered] ^= fault.TamperMask;
            piece = altered;
        }

        await inner.WriteAsync(piece, cancel);
        await inner.FlushAsync(cancel);
        _sentBytes += piece.Length;
    }

    // Leaving a started answer with an exception lets Kestrel send what was written and close, so the client gets exactly the bytes that were to
    // be sent.
    private async Task DropAsync(CancellationToken cancel)
    {
        if (!context.Response.HasStarted)
        {
            await context.Response.StartAsync(cancel);
        }

        await inner.FlushAsync(cancel);
        throw new DroppedException();
    }
}
