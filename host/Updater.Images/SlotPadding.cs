namespace Updater.Images;

/// <summary>Whether an image is padded to its slot, and with which trailer (imgtool <c>--pad</c>, <c>--confirm</c>).</summary>
public enum SlotPadding
{
    /// <summary>Not padded.</summary>
    None,
    /// <summary>Padded, with the boot magic: a bootloader finding it in the secondary slot tries it.</summary>
    Test,
    /// <summary>Padded, with magic and image_ok: confirmed from the start.</summary>
    Confirm,
}
