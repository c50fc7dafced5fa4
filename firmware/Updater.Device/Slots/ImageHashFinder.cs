using System;
using Updater.Core.Content;

namespace Updater.Device.Slots;

/// <summary>
/// Picks the SHA-256 entry out of an MCUboot image while it streams by, wherever the chunks are cut: it is what the bootloader will call the image. The stream
/// is authenticated as a whole by the layer's digest; the finder only reads.
/// </summary>
internal sealed class ImageHashFinder
{
    private const int ProtectedMagic = 0x6908;
    private const int TrailerMagic = 0x6907;
    private const int HashType = 0x10;
    private const int FieldsBytes = 4;

    private readonly byte[] _fields = new byte[FieldsBytes];
    private int _position;
    private int _nextOffset;
    private int _areaEnd;
    private int _hashOffset;
    private bool _isAreaHeader;

    /// <summary>The hash, 32 bytes; complete when <see cref="IsFound"/>.</summary>
    internal byte[] Hash { get; } = new byte[DigestText.DigestBytes];

    /// <summary>Whether the whole entry went by.</summary>
    internal bool IsFound { get; private set; }

    /// <summary>Starts over.</summary>
    /// <param name="tlvOffset">Where the TLV areas begin.</param>
    /// <param name="position">Layer offset of the first byte that will be fed; at most <paramref name="tlvOffset"/>.</param>
    internal void Begin(int tlvOffset, int position)
    {
        _position = position;
        _nextOffset = tlvOffset;
        _areaEnd = 0;
        _hashOffset = -1;
        _isAreaHeader = true;
        IsFound = false;
    }

    /// <summary>Looks at the next bytes of the image.</summary>
    internal void Feed(byte[] buffer, int offset, int count)
    {
        int end = _position + count;
        if (end <= _nextOffset && _hashOffset < 0)
        {
            // Payload: nothing to see, and this is nearly every chunk.
            _position = end;
            return;
        }

        for (int i = 0; i < count && !IsFound; i++)
        {
            Take(buffer[offset + i]);
            _position++;
        }

        _position = end;
    }

    private void Take(byte value)
    {
        if (_hashOffset >= 0)
        {
            int index = _position - _hashOffset;
            Hash[index] = value;
            IsFound = index == DigestText.DigestBytes - 1;
            return;
        }

        int fieldIndex = _position - _nextOffset;
        if (fieldIndex < 0)
        {
            return;
        }

        _fields[fieldIndex] = value;
        if (fieldIndex == FieldsBytes - 1)
        {
            TakeFields(_fields[0] | _fields[1] << 8, _fields[2] | _fields[3] << 8);
        }
    }

    private void TakeFields(int typeOrMagic, int count)
    {
        int start = _nextOffset;
        if (_isAreaHeader)
        {
            bool isArea = typeOrMagic == ProtectedMagic || typeOrMagic == TrailerMagic;
            // The count of an area includes its own header; anything else ends the search, and a missing hash is a refusal.
            _areaEnd = isArea && count >= FieldsBytes ? start + count : int.MaxValue;
            _nextOffset = isArea ? start + FieldsBytes : int.MaxValue;
            _isAreaHeader = isArea && _nextOffset == _areaEnd;
            return;
        }

        if (typeOrMagic == HashType && count == DigestText.DigestBytes)
        {
            _hashOffset = start + FieldsBytes;
            return;
        }

        _nextOffset = start + FieldsBytes + count;
        _isAreaHeader = _nextOffset >= _areaEnd;
    }
}
