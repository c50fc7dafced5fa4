namespace Updater.Registry.Copying;

/// <summary>An upload of a layout as a stream to write to.</summary>
internal sealed class UploadStream(BlobUpload upload) : WriteOnlyStream
{
    public override void Write(ReadOnlySpan<byte> buffer) => upload.Append(buffer);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        upload.Append(buffer.Span);
        return ValueTask.CompletedTask;
    }
}
