using System.Buffers.Binary;

namespace Updater.Images;

/// <summary>What a slot's trailer says.</summary>
/// <param name="Magic">The boot magic.</param>
/// <param name="ImageOk">Confirmed.</param>
/// <param name="CopyDone">Swap ended.</param>
/// <param name="SwapInfo">Kind of swap; null if erased or unknown.</param>
/// <param name="SwapSizeBytes">Bytes to swap; null if erased.</param>
public readonly record struct SlotTrailer(TrailerMagic Magic, TrailerFlag ImageOk, TrailerFlag CopyDone, SwapKind? SwapInfo, uint? SwapSizeBytes)
{
    private const byte Erased = 0xFF;

    /// <summary>Reads the trailer of a whole slot.</summary>
    public static SlotTrailer Read(ReadOnlySpan<byte> slot, SlotTrailerLayout layout)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(slot.Length, layout.SlotSizeBytes);
        return ReadFields(slot[layout.SwapSizeOffset..], layout);
    }

    /// <summary>Reads the trailer's fields from the bytes between <see cref="SlotTrailerLayout.SwapSizeOffset"/> and the slot's end.</summary>
    public static SlotTrailer ReadFields(ReadOnlySpan<byte> fields, SlotTrailerLayout layout)
    {
        int start = layout.SwapSizeOffset;
        ReadOnlySpan<byte> magic = fields[(layout.MagicOffset - start)..];
        byte info = fields[layout.SwapInfoOffset - start];
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(fields);
        return new SlotTrailer(
            !magic.ContainsAnyExcept(Erased) ? TrailerMagic.Unset : magic.SequenceEqual(layout.Magic) ? TrailerMagic.Good : TrailerMagic.Bad,
            ReadFlag(fields[layout.ImageOkOffset - start]),
            ReadFlag(fields[layout.CopyDoneOffset - start]),
            info == Erased ? null : (info & 0x0F) is >= (int)SwapKind.None and <= (int)SwapKind.Revert ? (SwapKind)(info & 0x0F) : null,
            size == uint.MaxValue ? null : size);
    }

    private static TrailerFlag ReadFlag(byte value) => value switch
    {
        Erased => TrailerFlag.Unset,
        1 => TrailerFlag.Set,
        _ => TrailerFlag.Bad,
    };
}
