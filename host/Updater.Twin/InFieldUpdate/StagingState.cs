using System.Security.Cryptography;
using Updater.Images;
using Updater.Twin.Boot;

namespace nanoFramework.Runtime.InFieldUpdate;

/// <summary>The session of one device, in its RAM: gone at the next boot, while the bytes in the slot stay.</summary>
internal sealed class StagingState
{
    private const byte Erased = 0xFF;
    private const int ScanBytes = 4096;

    private readonly SlotPair _slots;
    private readonly byte[] _tail;
    private UpdateSession? _session;
    private uint _tokens;
    private int _tailBytes;

    public StagingState(SlotPair slots)
    {
        _slots = slots;
        _tail = new byte[slots.Secondary.Layout.WriteUnitBytes];
    }

    public UpdateSessionOwner Owner => OtherOwner != UpdateSessionOwner.None ? OtherOwner : _session == null ? UpdateSessionOwner.None : UpdateSessionOwner.Managed;

    /// <summary>Stands for a host or native writer that holds the slot.</summary>
    public UpdateSessionOwner OtherOwner { get; set; }

    public UpdateSessionResult Start(int totalLength, out UpdateSession? session)
    {
        session = null;
        UpdateSessionResult result = Check(totalLength);
        if (result == UpdateSessionResult.Success)
        {
            _session = null;
            _slots.Secondary.EraseAll();
            session = Open(totalLength, false);
        }

        return result;
    }

    public UpdateSessionResult Resume(int totalLength, byte[]? expectedHeader, out UpdateSession? session)
    {
        session = null;
        UpdateSessionResult result = Check(totalLength);
        if (result != UpdateSessionResult.Success)
        {
            return result;
        }

        _session = null;
        result = MatchHeader(totalLength, expectedHeader, out McubootHeader header);
        if (result != UpdateSessionResult.Success)
        {
            return result;
        }

        // The block with the last byte may end in a torn program, which cannot be repaired by programming it again.
        FlashSlot slot = _slots.Secondary;
        int sector = (FindDataEnd(totalLength) - 1) / slot.SectorBytes;
        if (sector <= 0)
        {
            return UpdateSessionResult.NoImage;
        }

        slot.EraseSector(sector);
        session = Open(totalLength, true);
        session.SetHeader(header);
        session.NextOffset = sector * slot.SectorBytes;
        return UpdateSessionResult.Success;
    }

    public UpdateSessionResult Store(UpdateSession session, byte[] data, int offset, int count)
    {
        if (session != _session)
        {
            return UpdateSessionResult.BadToken;
        }

        if (data == null || offset < 0 || count < 0 || count > data.Length - offset)
        {
            return UpdateSessionResult.BadArgument;
        }

        if (count > session.TotalLength - session.NextOffset)
        {
            return UpdateSessionResult.TooLarge;
        }

        ReadOnlySpan<byte> chunk = data.AsSpan(offset, count);
        if (count > 0 && session.NextOffset == 0 && !TakeHeader(session, chunk))
        {
            return UpdateSessionResult.BadMagic;
        }

        Append(session, chunk);
        return UpdateSessionResult.Success;
    }

    public UpdateSessionResult Complete(UpdateSession session)
    {
        if (session != _session)
        {
            return UpdateSessionResult.BadToken;
        }

        if (!session.IsComplete)
        {
            return UpdateSessionResult.Incomplete;
        }

        _session = null;
        UpdateSessionResult result = CheckSlot(session.TotalLength);
        return result == UpdateSessionResult.Success && !_slots.SetPending(false) ? UpdateSessionResult.FlashError : result;
    }

    public UpdateSessionResult Abort(UpdateSession session, bool eraseSlot)
    {
        if (session != _session)
        {
            return UpdateSessionResult.BadToken;
        }

        _session = null;
        if (eraseSlot)
        {
            _slots.Secondary.EraseAll();
        }

        return UpdateSessionResult.Success;
    }

    public UpdateSessionResult Erase()
    {
        if (Owner != UpdateSessionOwner.None)
        {
            return UpdateSessionResult.Busy;
        }

        _slots.Secondary.EraseAll();
        return UpdateSessionResult.Success;
    }

    private UpdateSessionResult Check(int totalLength)
    {
        if (totalLength < ImageLimits.HeaderBytes)
        {
            return UpdateSessionResult.BadArgument;
        }

        if (totalLength > _slots.ImageBytesMax)
        {
            return UpdateSessionResult.TooLarge;
        }

        if (_slots.NextSwap() != SwapKind.None)
        {
            return UpdateSessionResult.SwapInFlight;
        }

        return OtherOwner == UpdateSessionOwner.None ? UpdateSessionResult.Success : UpdateSessionResult.Busy;
    }

    private UpdateSession Open(int totalLength, bool isResumed)
    {
        _tailBytes = 0;
        _session = new UpdateSession(ImageType.Deployment, ++_tokens, totalLength, isResumed);
        return _session;
    }

    private UpdateSessionResult MatchHeader(int totalLength, byte[]? expected, out McubootHeader header)
    {
        byte[] stored = _slots.Secondary.Read(0, ImageLimits.HeaderBytes);
        header = McubootHeader.Read(stored);
        if (!header.HasMagic)
        {
            return UpdateSessionResult.NoImage;
        }

        int compared = Math.Min(expected?.Length ?? 0, stored.Length);
        return stored.AsSpan(0, compared).SequenceEqual(expected.AsSpan(0, compared)) && header.SpanBytes <= totalLength
            ? UpdateSessionResult.Success
            : UpdateSessionResult.HeaderMismatch;
    }

    private int FindDataEnd(int limit)
    {
        byte[] buffer = new byte[ScanBytes];
        for (int end = limit; end > 0;)
        {
            int start = Math.Max(0, end - ScanBytes);
            Span<byte> part = buffer.AsSpan(0, end - start);
            _slots.Secondary.Read(start, part);
            int last = part.LastIndexOfAnyExcept(Erased);
            if (last >= 0)
            {
                return start + last + 1;
            }

            end = start;
        }

        return 0;
    }

    private static bool TakeHeader(UpdateSession session, ReadOnlySpan<byte> chunk)
    {
        if (!McubootImage.IsImage(chunk))
        {
            return false;
        }

        McubootHeader header = McubootHeader.Read(chunk);
        if (header.SpanBytes > session.TotalLength)
        {
            return false;
        }

        session.SetHeader(header);
        return true;
    }

    // Chunks have any size, flash takes whole write units: what is left over waits for the next chunk; behind the image's last byte it is filled up.
    private void Append(UpdateSession session, ReadOnlySpan<byte> chunk)
    {
        int unit = _tail.Length;
        int at = session.NextOffset - _tailBytes;
        int total = _tailBytes + chunk.Length;
        bool isLast = session.NextOffset + chunk.Length == session.TotalLength;
        int programmed = isLast ? (total + unit - 1) / unit * unit : total / unit * unit;
        byte[] bytes = new byte[Math.Max(programmed, total)];
        bytes.AsSpan().Fill(Erased);
        _tail.AsSpan(0, _tailBytes).CopyTo(bytes);
        chunk.CopyTo(bytes.AsSpan(_tailBytes));
        if (programmed > 0)
        {
            _slots.Secondary.Program(at, bytes.AsSpan(0, programmed));
        }

        _tailBytes = Math.Max(0, total - programmed);
        bytes.AsSpan(total - _tailBytes, _tailBytes).CopyTo(_tail);
        session.NextOffset += chunk.Length;
    }

    private UpdateSessionResult CheckSlot(int totalLength)
    {
        McubootImage image = McubootImage.InspectInPlace(_slots.Secondary.Read(0, totalLength));
        if (!image.Header.HasMagic || image.Header.SpanBytes > totalLength)
        {
            return UpdateSessionResult.BadMagic;
        }

        if (image.Fault != McubootFault.None || image.Digest is not { Length: SHA256.HashSizeInBytes } stated)
        {
            return UpdateSessionResult.BadTlv;
        }

        return stated.Span.SequenceEqual(image.ComputeDigest()) ? UpdateSessionResult.Success : UpdateSessionResult.HashMismatch;
    }
}
