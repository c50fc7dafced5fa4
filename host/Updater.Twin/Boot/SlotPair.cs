using Updater.Images;

namespace Updater.Twin.Boot;

/// <summary>Primary and secondary slot of one image, and what their trailers together ask for.</summary>
public sealed class SlotPair
{
    /// <summary>Makes a pair.</summary>
    /// <exception cref="ArgumentException">The slots differ, overlap, or are too small for swap using move.</exception>
    public SlotPair(FlashSlot primary, FlashSlot secondary)
    {
        if (primary.SectorBytes != secondary.SectorBytes || primary.SizeBytes != secondary.SizeBytes)
        {
            throw new ArgumentException($"slots: expected equal ones, found {primary.SizeBytes} and {secondary.SizeBytes} bytes; correct the board file");
        }

        if (primary.Address < secondary.Address + secondary.SizeBytes && secondary.Address < primary.Address + primary.SizeBytes)
        {
            throw new ArgumentException($"slots: expected separate ones, found 0x{primary.Address:x} and 0x{secondary.Address:x} overlapping; correct the board file");
        }

        Primary = primary;
        Secondary = secondary;
        if (ImageBytesMax <= 0)
        {
            throw new ArgumentException($"slots: expected room for an image, a spare sector and the trailer, found {primary.SizeBytes} bytes; use larger slots");
        }
    }

    /// <summary>The slot that is booted.</summary>
    public FlashSlot Primary { get; }

    /// <summary>The slot updates are written to.</summary>
    public FlashSlot Secondary { get; }

    /// <summary>Largest image: the slot without the trailer's sectors and the one spare sector that swap using move needs.</summary>
    public int ImageBytesMax => Primary.TrailerSectorOffset - Primary.SectorBytes;

    /// <summary>
    /// What the trailers ask of the next boot (MCUboot, <c>boot_swap_type_multi</c>): the secondary slot's have priority.
    /// </summary>
    public SwapKind NextSwap()
    {
        SlotTrailer secondary = Secondary.ReadTrailer();
        if (secondary.Magic == TrailerMagic.Good && secondary.ImageOk != TrailerFlag.Bad)
        {
            return secondary.ImageOk == TrailerFlag.Set ? SwapKind.Permanent : SwapKind.Test;
        }

        SlotTrailer primary = Primary.ReadTrailer();
        return primary is { Magic: TrailerMagic.Good, ImageOk: TrailerFlag.Unset, CopyDone: TrailerFlag.Set } ? SwapKind.Revert : SwapKind.None;
    }

    /// <summary>
    /// Marks the secondary slot for the next boot (<c>boot_set_pending</c>). False if its trailer is neither erased nor already good: only erasing helps.
    /// </summary>
    public bool SetPending(bool isPermanent)
    {
        switch (Secondary.ReadTrailer().Magic)
        {
            case TrailerMagic.Good:
                return true;
            case TrailerMagic.Bad:
                return false;
            default:
                Secondary.WriteMagic();
                if (isPermanent)
                {
                    Secondary.WriteImageOk();
                }

                Secondary.WriteSwapInfo(isPermanent ? SwapKind.Permanent : SwapKind.Test);
                return true;
        }
    }

    /// <summary>Confirms the running image (<c>boot_set_confirmed</c>); whether it is confirmed now.</summary>
    public bool Confirm()
    {
        if (Primary.ReadTrailer() is { Magic: TrailerMagic.Good, ImageOk: TrailerFlag.Unset })
        {
            Primary.WriteImageOk();
        }

        return Primary.ReadTrailer().ImageOk == TrailerFlag.Set;
    }
}
