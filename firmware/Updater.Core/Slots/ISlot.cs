using Updater.Core.Layers;
using Updater.Core.Platform;
using Updater.Core.Trust;

namespace Updater.Core.Slots;

/// <summary>The place a new image is staged in, beside the running one.</summary>
public interface ISlot : ILayerSink
{
    /// <summary>Largest layer the slot takes, in bytes.</summary>
    int SizeBytes { get; }

    /// <summary>Whether the layer's first bytes are those of an image this slot can boot, and the release's. Touches no flash.</summary>
    /// <param name="release">The verified release.</param>
    /// <param name="header">First <see cref="Limits.ImageHeaderBytes"/> bytes of the layer.</param>
    /// <returns><see cref="Outcome.Ok"/>, <see cref="Outcome.ImageTooLarge"/>, <see cref="Outcome.ImageHeaderMalformed"/> or <see cref="Outcome.ImageVersionMismatch"/>.</returns>
    Outcome Check(VerifiedRelease release, byte[] header);

    /// <summary>Erases the slot for the release's layer, which passed <see cref="Check"/>.</summary>
    /// <param name="release">The verified release.</param>
    /// <param name="header">First <see cref="Limits.ImageHeaderBytes"/> bytes of the layer.</param>
    /// <returns><see cref="Outcome.Ok"/>, <see cref="Outcome.SlotBusy"/>, <see cref="Outcome.SlotMissing"/>, <see cref="Outcome.ImageTooLarge"/> or <see cref="Outcome.FlashFailed"/>.</returns>
    Outcome Open(VerifiedRelease release, byte[] header);

    /// <summary>
    /// Goes on with bytes already there, which the journal must know to be an unfinished transfer of this very release and layer. The slot may rewind, but not
    /// below <paramref name="digestOffset"/>: what it takes from there on has to be digested as well, or a hostile source could fill the gap.
    /// </summary>
    /// <param name="release">The verified release.</param>
    /// <param name="header">First bytes of the layer as noted when the transfer began; not trusted, the layer's digest decides in the end.</param>
    /// <param name="digestOffset">Layer offset from which on the stream is digested.</param>
    /// <param name="nextOffset">Layer offset of the first byte wanted, at least <paramref name="digestOffset"/>.</param>
    /// <returns><see cref="Outcome.Ok"/>; <see cref="Outcome.NotResumable"/>, with nothing opened, and nothing erased but at most the block that would be written first; or as <see cref="Open"/>.</returns>
    Outcome Resume(VerifiedRelease release, byte[] header, int digestOffset, out int nextOffset);

    /// <summary>Digests what the slot holds (not what was streamed) and closes it. From here on the bootloader may know of the image.</summary>
    /// <param name="image">The image, or null.</param>
    /// <returns><see cref="Outcome.Ok"/>, <see cref="Outcome.SlotContentMismatch"/>, <see cref="Outcome.SlotLost"/> or <see cref="Outcome.FlashFailed"/>.</returns>
    Outcome Seal(out SealedSlot image);

    /// <summary>Writes the identity of the image being staged, as the bootloader will report it once it runs, 32 bytes; known when all bytes are appended.</summary>
    /// <returns><see cref="Outcome.Ok"/> or <see cref="Outcome.ImageHeaderMalformed"/> if the layer carries none.</returns>
    Outcome GetImageId(byte[] target, int offset);

    /// <summary>Lets go of an open slot and keeps its bytes.</summary>
    void Pause();
}
