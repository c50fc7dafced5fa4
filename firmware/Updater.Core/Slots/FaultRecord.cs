using System;
using Updater.Core.Content;
using Updater.Core.Platform;

namespace Updater.Core.Slots;

/// <summary>The last thing that went wrong: enough for a technician to know where to look.</summary>
public sealed class FaultRecord
{
    /// <summary>Bytes of a fault in the journal.</summary>
    public const int SizeBytes = 44;

    private const int StageOffset = 2;
    private const int LayerOffsetOffset = 4;
    private const int BootCountOffset = 8;
    private const int DigestOffset = 12;

    /// <summary>What went wrong.</summary>
    public readonly Outcome Outcome;
    /// <summary>The agent's state in which it did, as a number.</summary>
    public readonly int Stage;
    /// <summary>Layer offset reached.</summary>
    public readonly int Offset;
    /// <summary>Digest of the release concerned, 32 bytes, or null.</summary>
    public readonly byte[] ReleaseDigest;
    /// <summary>The journal's boot count when it happened.</summary>
    public readonly int BootCount;

    /// <summary>Makes a fault.</summary>
    public FaultRecord(Outcome outcome, int stage, int offset, byte[] releaseDigest, int bootCount)
    {
        Outcome = outcome;
        Stage = stage;
        Offset = offset;
        ReleaseDigest = releaseDigest;
        BootCount = bootCount;
    }

    internal void Write(byte[] record, int offset, int bootCount)
    {
        Array.Clear(record, offset, SizeBytes);
        record[offset] = (byte)(int)Outcome;
        record[offset + 1] = (byte)((int)Outcome >> 8);
        record[offset + StageOffset] = (byte)Stage;
        PackedBytes.SetInt32(record, offset + LayerOffsetOffset, Offset);
        PackedBytes.SetInt32(record, offset + BootCountOffset, bootCount);
        if (ReleaseDigest != null)
        {
            Array.Copy(ReleaseDigest, 0, record, offset + DigestOffset, DigestText.DigestBytes);
        }
    }

    internal static FaultRecord Read(byte[] record, int offset)
    {
        int outcome = record[offset] | record[offset + 1] << 8;
        if (outcome == (int)Outcome.Ok)
        {
            return null;
        }

        byte[] digest = null;
        if (!PackedBytes.IsZero(record, offset + DigestOffset, DigestText.DigestBytes))
        {
            digest = new byte[DigestText.DigestBytes];
            Array.Copy(record, offset + DigestOffset, digest, 0, DigestText.DigestBytes);
        }

        return new FaultRecord(
            (Outcome)outcome,
            record[offset + StageOffset],
            PackedBytes.GetInt32(record, offset + LayerOffsetOffset),
            digest,
            PackedBytes.GetInt32(record, offset + BootCountOffset));
    }
}
