using System.Buffers.Binary;
using Updater.Core.Platform;
using Updater.Images;

namespace Updater.Cli.Demo;

/// <summary>
/// Where a cut transfer can go on: at the last checkpoint, if the slot shows that it holds bytes behind it. Erased flash looks like bytes of 0xFF, so a slot
/// cannot tell firmware of that kind from what was never written.
/// </summary>
internal static class ResumePoint
{
    private const byte Erased = 0xFF;

    /// <summary>Whether a transfer that is cut now goes on with what it has.</summary>
    /// <param name="image">The image on its way.</param>
    /// <param name="offset">How many bytes of it are in the slot.</param>
    public static bool IsBehind(byte[] image, int offset)
    {
        int checkpoint = (offset - 1) / Limits.CheckpointBytes * Limits.CheckpointBytes;
        McubootHeader header = McubootHeader.Read(image);
        // Behind the TLVs' start a device begins again: it takes the image's own hash from the stream and not from flash.
        return checkpoint > 0 && checkpoint <= header.HeaderSizeBytes + header.ImageSizeBytes
            && image.AsSpan(checkpoint, offset - checkpoint).ContainsAnyExcept(Erased);
    }
}
