namespace Updater.Core.Slots;

/// <summary>An image whose bytes, as the slot holds them, are a verified release's. Only a slot's <see cref="ISlot.Seal"/> has grounds to make one.</summary>
public sealed class SealedSlot
{
    /// <summary>Identity of the image as the bootloader reports it, 32 bytes.</summary>
    public readonly byte[] ImageId;

    private SealedSlot(byte[] imageId)
    {
        ImageId = imageId;
    }

    /// <summary>
    /// Made from a release (which only the trust stage can make) and the identity that was read back from the slot and found to be the streamed one.
    /// The constructor itself is private and this is its only door, so an architecture test can list who goes through it.
    /// </summary>
    /// <param name="release">The release that was staged.</param>
    /// <param name="streamedId">Identity found in the authenticated stream.</param>
    /// <param name="storedId">Identity digested from the slot.</param>
    /// <returns>The sealed slot, or null if the identities differ.</returns>
    public static SealedSlot Match(Trust.VerifiedRelease release, byte[] streamedId, byte[] storedId)
    {
        bool isSame = release != null && Content.DigestText.AreEqual(streamedId, storedId);
        return isSame ? new SealedSlot(storedId) : null;
    }
}
