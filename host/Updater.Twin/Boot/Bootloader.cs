using nanoFramework.Runtime.InFieldUpdate;
using Updater.Images;

namespace Updater.Twin.Boot;

/// <summary>
/// MCUboot with ECDSA P-256, one image pair, swap using move and validation of the primary slot (loader.c, swap_move.c). It differs from MCUboot
/// in three places, so that a power cut in the middle of writing or erasing a trailer loses nothing; each is marked with "unlike MCUboot".
/// </summary>
public sealed class Bootloader
{
    private readonly SlotPair _slots;
    private readonly IReadOnlyCollection<McubootPublicKey> _keys;

    /// <summary>Makes a bootloader.</summary>
    /// <param name="slots">The slots.</param>
    /// <param name="keys">Keys it trusts.</param>
    public Bootloader(SlotPair slots, IReadOnlyCollection<McubootPublicKey> keys)
    {
        _slots = slots;
        _keys = keys;
    }

    /// <summary>Boots: ends or begins a swap, then checks what is to run.</summary>
    /// <exception cref="PowerLossException">The power went; boot again.</exception>
    public BootResult Boot()
    {
        SwapKind swap = Update();
        McubootImage? image = _slots.Primary.ReadImage();
        if (image == null)
        {
            return BootResult.NoImage(swap, "no image header in the primary slot");
        }

        McubootVerdict verdict = McubootVerifier.Verify(image, _keys);
        return verdict == McubootVerdict.Accept
            ? BootResult.Running(image, StatusOf(_slots), swap)
            : BootResult.NoImage(swap, $"primary slot: {McubootVerifier.Describe(verdict)}");
    }

    /// <summary>
    /// State of the running image as the trailers tell it. nanoFramework documents a running trial as Testing.
    /// </summary>
    internal static UpdateStatus StatusOf(SlotPair slots) => slots.NextSwap() switch
    {
        SwapKind.Test => UpdateStatus.TestPending,
        SwapKind.Permanent => UpdateStatus.PermanentPending,
        SwapKind.Revert => UpdateStatus.Testing,
        _ => slots.Primary.ReadTrailer().ImageOk == TrailerFlag.Set ? UpdateStatus.Confirmed : UpdateStatus.Testing,
    };

    private SwapKind Update()
    {
        bool isUnderWay = IsSwapUnderWay(out SwapKind noted);
        int statusLength = isUnderWay ? _slots.Primary.ReadStatusLength() : 0;
        if (statusLength > 0)
        {
            int swapBytes = (int)_slots.Primary.ReadTrailer().SwapSizeBytes.GetValueOrDefault();
            return Swap(noted, swapBytes, statusLength, true);
        }

        SwapKind kind = isUnderWay && noted != SwapKind.None ? noted : _slots.NextSwap();
        if (kind == SwapKind.None)
        {
            return SwapKind.None;
        }

        if (!HasValidSecondary())
        {
            GiveUp(kind, isUnderWay);
            return SwapKind.None;
        }

        return Swap(kind, Math.Max(ImageBytes(_slots.Primary), ImageBytes(_slots.Secondary)), 0, isUnderWay && noted != SwapKind.None);
    }

    // swap_status_source. Unlike MCUboot, a primary trailer that is complete and names the kind of swap counts even while the secondary one still has its
    // magic: an erase torn in the secondary trailer may have taken image_ok and left the magic, and would turn a revert into a test of the old image.
    private bool IsSwapUnderWay(out SwapKind noted)
    {
        SlotTrailer primary = _slots.Primary.ReadTrailer();
        noted = primary.SwapInfo ?? SwapKind.None;
        return primary is { Magic: TrailerMagic.Good, CopyDone: TrailerFlag.Unset }
            && (primary is { SwapInfo: not null, SwapSizeBytes: not null } || _slots.Secondary.ReadTrailer().Magic != TrailerMagic.Good);
    }

    // boot_validate_slot for the secondary slot: an invalid image is erased, so that it is not looked at again; of an erased one the trailer goes.
    private bool HasValidSecondary()
    {
        FlashSlot secondary = _slots.Secondary;
        McubootHeader header = secondary.ReadHeader();
        if (secondary.IsHeaderErased() || (header.HasMagic && header.Flags.HasFlag(McubootImageFlags.NonBootable)))
        {
            secondary.EraseTrailer();
            return false;
        }

        if (secondary.ReadImage() is { } image && image.SizeBytes <= _slots.ImageBytesMax && McubootVerifier.Verify(image, _keys) == McubootVerdict.Accept)
        {
            return true;
        }

        secondary.EraseAll();
        return false;
    }

    // A revert that has nothing to go back to is forgotten ("stuck revert"). Unlike MCUboot a swap that was prepared and lost its image is forgotten as well:
    // MCUboot keeps coming back to it, an erase a boot.
    private void GiveUp(SwapKind kind, bool isUnderWay)
    {
        FlashSlot primary = _slots.Primary;
        if (kind == SwapKind.Revert)
        {
            primary.EraseTrailer();
        }
        else if (isUnderWay)
        {
            primary.EraseTrailer();
            primary.WriteImageOk();
            primary.WriteMagic();
        }
    }

    private int ImageBytes(FlashSlot slot) => slot.ReadImage() is { } image && image.SizeBytes <= _slots.ImageBytesMax ? image.SizeBytes : 0;

    private SwapKind Swap(SwapKind kind, int swapBytes, int statusLength, bool isPrepared)
    {
        int sectors = (swapBytes + _slots.Primary.SectorBytes - 1) / _slots.Primary.SectorBytes;
        if (!isPrepared)
        {
            PrepareSecondaryForRevert(kind, swapBytes);
            PreparePrimary(kind, swapBytes);
        }

        if (statusLength == 0)
        {
            _slots.Secondary.EraseTrailer();
        }

        MoveUp(sectors, statusLength);
        Exchange(sectors, statusLength);
        Finish(kind);
        return kind;
    }

    // fixup_revert: a revert rests on the primary trailer alone, which is about to be rewritten; marking the secondary slot first makes a cut in between look
    // like a permanent swap, which ends the same. Unlike MCUboot this is done again if the magic was torn, not only if it is erased.
    private void PrepareSecondaryForRevert(SwapKind kind, int swapBytes)
    {
        if (kind == SwapKind.Revert)
        {
            FlashSlot secondary = _slots.Secondary;
            secondary.EraseTrailer();
            secondary.WriteImageOk();
            secondary.WriteSwapSize(swapBytes);
            secondary.WriteMagic();
        }
    }

    private void PreparePrimary(SwapKind kind, int swapBytes)
    {
        FlashSlot primary = _slots.Primary;
        bool isConfirmed = _slots.Secondary.ReadTrailer().ImageOk == TrailerFlag.Set;
        primary.EraseTrailer();
        primary.WriteSwapInfo(kind);
        if (isConfirmed)
        {
            primary.WriteImageOk();
        }

        primary.WriteSwapSize(swapBytes);
        primary.WriteMagic();
    }

    // Every sector of the primary slot moves up by one, the last first; entry k of the status says that k + 1 are moved.
    private void MoveUp(int sectors, int statusLength)
    {
        for (int moved = statusLength; moved < sectors; moved++)
        {
            int to = sectors - moved;
            Copy(_slots.Primary, to - 1, _slots.Primary, to);
            _slots.Primary.WriteStatus(moved, 1);
        }
    }

    // Then each sector goes from secondary to primary and, one further up, from primary to secondary: two entries each, behind those of the moves.
    private void Exchange(int sectors, int statusLength)
    {
        int first = _slots.Primary.Layout.MaxSectors;
        for (int entry = Math.Max(statusLength - first, 0); entry < 2 * sectors; entry++)
        {
            int sector = entry / 2;
            if (entry % 2 == 0)
            {
                Copy(_slots.Secondary, sector, _slots.Primary, sector);
            }
            else
            {
                Copy(_slots.Primary, sector + 1, _slots.Secondary, sector);
            }

            _slots.Primary.WriteStatus(first + entry, (byte)(1 + (entry % 2)));
        }
    }

    private static void Copy(FlashSlot source, int from, FlashSlot target, int to)
    {
        const int ChunkBytes = 1024;
        Span<byte> buffer = stackalloc byte[ChunkBytes];
        target.EraseSector(to);
        for (int offset = 0; offset < source.SectorBytes; offset += ChunkBytes)
        {
            Span<byte> chunk = buffer[..Math.Min(ChunkBytes, source.SectorBytes - offset)];
            source.Read((from * source.SectorBytes) + offset, chunk);
            target.Program((to * target.SectorBytes) + offset, chunk);
        }
    }

    private void Finish(SwapKind kind)
    {
        FlashSlot primary = _slots.Primary;
        SlotTrailer trailer = primary.ReadTrailer();
        if (kind != SwapKind.Test && trailer.ImageOk == TrailerFlag.Unset)
        {
            primary.WriteImageOk();
        }

        if (trailer.CopyDone == TrailerFlag.Unset)
        {
            primary.WriteCopyDone();
        }
    }
}
