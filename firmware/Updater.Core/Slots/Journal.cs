using System;
using Updater.Core.Content;
using Updater.Core.Digests;
using Updater.Core.Platform;
using Updater.Core.Trust;

namespace Updater.Core.Slots;

/// <summary>
/// What survives a restart: the confirmed release, the pending one, how far it got, what was rejected, the last fault. Two records are written in turn; each
/// carries a sequence number and a checksum (the first half of its SHA-256), so a torn write leaves the one before it in force. Layout: docs/journal.md.
/// Setters change memory only; <see cref="Save"/> makes them durable.
/// </summary>
public sealed class Journal
{
    private const int Magic = 0x314A5055;
    private const int SequenceOffset = 4;
    private const int PhaseOffset = 8;
    private const int TrialsOffset = 9;
    private const int RejectedNextOffset = 11;
    private const int ConfirmedVersionOffset = 12;
    private const int ConfirmedCounterOffset = 20;
    private const int ConfirmedReleaseOffset = 24;
    private const int ConfirmedLayerOffset = 56;
    private const int ConfirmedImageOffset = 88;
    private const int PendingVersionOffset = 120;
    private const int PendingCounterOffset = 128;
    private const int PendingReleaseOffset = 132;
    private const int PendingLayerOffset = 164;
    private const int PendingImageOffset = 196;
    private const int PendingProgressOffset = 228;
    private const int HeaderOffset = 232;
    private const int DigestStateOffset = 264;
    private const int DigestStateBytes = 112;
    private const int RejectedOffset = 376;
    private const int RejectedBytes = 16;
    private const int FaultOffset = 440;
    private const int BootCountOffset = 484;
    private const int ChecksumOffset = 496;
    private const int ChecksumBytes = 16;
    private const int DigestBytes = DigestText.DigestBytes;

    private readonly IJournalStore _store;
    private readonly IDigest _digest;
    private readonly byte[] _scratch;
    private readonly byte[] _checksum;
    private readonly byte[] _record;
    private int _currentIndex;

    /// <summary>Makes a journal; <see cref="Load"/> fills it.</summary>
    /// <param name="store">Where the records are.</param>
    /// <param name="workspace">Lends <see cref="Workspace.Buffer"/> to <see cref="Load"/>.</param>
    /// <param name="digest">A SHA-256 of its own: the pump's is busy during a transfer.</param>
    public Journal(IJournalStore store, Workspace workspace, IDigest digest)
    {
        Invariant.That(digest.StateSizeBytes <= DigestStateBytes && FaultRecord.SizeBytes <= BootCountOffset - FaultOffset);
        _store = store;
        _digest = digest;
        _scratch = workspace.Buffer;
        _checksum = new byte[DigestBytes];
        _record = new byte[Limits.RecordBytes];
    }

    /// <summary>Whether no valid record was found: a new device, or one whose journal was lost.</summary>
    public bool IsFresh => PackedBytes.GetInt32(_record, SequenceOffset) == 0;

    /// <summary>How far the pending update got.</summary>
    public JournalPhase Phase
    {
        get => (JournalPhase)_record[PhaseOffset];
        set => _record[PhaseOffset] = (byte)value;
    }

    /// <summary>Times the pending image was offered to the bootloader.</summary>
    public int TrialsCount
    {
        get => _record[TrialsOffset];
        set => _record[TrialsOffset] = (byte)value;
    }

    /// <summary>Version of the confirmed image, packed.</summary>
    public ulong ConfirmedVersion => PackedBytes.GetUInt64(_record, ConfirmedVersionOffset);

    /// <summary>Security counter of the confirmed release.</summary>
    public int ConfirmedCounter => PackedBytes.GetInt32(_record, ConfirmedCounterOffset);

    /// <summary>Version of the pending image, packed.</summary>
    public ulong PendingVersion => PackedBytes.GetUInt64(_record, PendingVersionOffset);

    /// <summary>Layer bytes of the pending release that are staged and digested.</summary>
    public int PendingOffset => PackedBytes.GetInt32(_record, PendingProgressOffset);

    /// <summary>Starts of the agent, counted whenever a record is written for another reason.</summary>
    public int BootCount => PackedBytes.GetInt32(_record, BootCountOffset);

    /// <summary>Digest of the confirmed release, 32 new bytes, or null if it is not known (factory image).</summary>
    public byte[] CopyConfirmedRelease()
    {
        return CopyDigest(ConfirmedReleaseOffset);
    }

    /// <summary>Digest of the pending release, 32 new bytes, or null if there is none.</summary>
    public byte[] CopyPendingRelease()
    {
        return CopyDigest(PendingReleaseOffset);
    }

    /// <summary>Reads both records and takes the newer valid one; with none valid the journal is fresh.</summary>
    /// <returns><see cref="Outcome.Ok"/> or <see cref="Outcome.JournalFailed"/>.</returns>
    public Outcome Load()
    {
        Array.Clear(_record, 0, _record.Length);
        PackedBytes.SetInt32(_record, 0, Magic);
        _currentIndex = 1;
        for (int index = 0; index < 2; index++)
        {
            Outcome outcome = _store.Read(index, _scratch);
            if (outcome != Outcome.Ok)
            {
                return outcome;
            }

            if (IsValid(_scratch) && IsNewer(_scratch, _record))
            {
                Array.Copy(_scratch, 0, _record, 0, Limits.RecordBytes);
                _currentIndex = index;
            }
        }

        PackedBytes.SetInt32(_record, BootCountOffset, BootCount + 1);
        return Outcome.Ok;
    }

    /// <summary>Makes the record durable, in place of the older one.</summary>
    /// <returns><see cref="Outcome.Ok"/> or <see cref="Outcome.JournalFailed"/>; then the older state is still in force.</returns>
    public Outcome Save()
    {
        int sequence = PackedBytes.GetInt32(_record, SequenceOffset);
        PackedBytes.SetInt32(_record, SequenceOffset, sequence + 1);
        Seal(_record);
        int index = 1 - _currentIndex;
        Outcome outcome = _store.Write(index, _record);
        if (outcome != Outcome.Ok)
        {
            PackedBytes.SetInt32(_record, SequenceOffset, sequence);
            return outcome;
        }

        _currentIndex = index;
        return Outcome.Ok;
    }

    /// <summary>Takes the running image as confirmed, on a fresh journal or after somebody flashed the board. The counter stays.</summary>
    /// <param name="imageId">Its identity, 32 bytes.</param>
    /// <param name="version">Its version, packed.</param>
    /// <returns>Whether that changed anything.</returns>
    public bool NoteRunning(byte[] imageId, ulong version)
    {
        if (PackedBytes.AreEqual(_record, ConfirmedImageOffset, imageId, 0, DigestBytes))
        {
            return false;
        }

        Array.Clear(_record, ConfirmedReleaseOffset, 2 * DigestBytes);
        PackedBytes.SetUInt64(_record, ConfirmedVersionOffset, version);
        Array.Copy(imageId, 0, _record, ConfirmedImageOffset, DigestBytes);
        return true;
    }

    /// <summary>Whether the image with this identity is the pending one, and not at the same time the confirmed one.</summary>
    /// <param name="imageId">32 bytes.</param>
    public bool IsPendingImage(byte[] imageId)
    {
        return PackedBytes.AreEqual(_record, PendingImageOffset, imageId, 0, DigestBytes)
            && !PackedBytes.AreEqual(_record, ConfirmedImageOffset, imageId, 0, DigestBytes);
    }

    /// <summary>Whether this release's layer is the very image that is confirmed.</summary>
    public bool IsConfirmedLayer(VerifiedRelease release)
    {
        return PackedBytes.AreEqual(_record, ConfirmedLayerOffset, release.Layer.Digest, 0, DigestBytes);
    }

    /// <summary>Whether the pending transfer is of this release and this layer: the only ground to resume on.</summary>
    public bool IsPending(VerifiedRelease release)
    {
        return Phase == JournalPhase.Transferring
            && PackedBytes.AreEqual(_record, PendingReleaseOffset, release.Digest, 0, DigestBytes)
            && PackedBytes.AreEqual(_record, PendingLayerOffset, release.Layer.Digest, 0, DigestBytes);
    }

    /// <summary>Notes a new pending release at offset 0. Trials of the same release go on counting.</summary>
    /// <param name="release">The verified release.</param>
    /// <param name="header">First <see cref="Limits.ImageHeaderBytes"/> bytes of its layer.</param>
    public void BeginTransfer(VerifiedRelease release, byte[] header)
    {
        if (!PackedBytes.AreEqual(_record, PendingReleaseOffset, release.Digest, 0, DigestBytes))
        {
            TrialsCount = 0;
        }

        Phase = JournalPhase.Transferring;
        PackedBytes.SetUInt64(_record, PendingVersionOffset, release.Version);
        PackedBytes.SetInt32(_record, PendingCounterOffset, release.SecurityCounter);
        Array.Copy(release.Digest, 0, _record, PendingReleaseOffset, DigestBytes);
        Array.Copy(release.Layer.Digest, 0, _record, PendingLayerOffset, DigestBytes);
        Array.Clear(_record, PendingImageOffset, DigestBytes);
        Array.Copy(header, 0, _record, HeaderOffset, Limits.ImageHeaderBytes);
        PackedBytes.SetInt32(_record, PendingProgressOffset, 0);
    }

    /// <summary>Where a caller puts the digest state of a checkpoint; <see cref="SetProgress"/> completes it.</summary>
    /// <param name="offset">First index of the state in the returned array.</param>
    public byte[] DigestState(out int offset)
    {
        offset = DigestStateOffset;
        return _record;
    }

    /// <summary>Notes that the digest state now at <see cref="DigestState"/> is the one after this many layer bytes.</summary>
    public void SetProgress(int layerOffset)
    {
        PackedBytes.SetInt32(_record, PendingProgressOffset, layerOffset);
    }

    /// <summary>Copies the pending layer's first bytes.</summary>
    /// <param name="target">At least <see cref="Limits.ImageHeaderBytes"/> bytes.</param>
    public void CopyHeader(byte[] target)
    {
        Array.Copy(_record, HeaderOffset, target, 0, Limits.ImageHeaderBytes);
    }

    /// <summary>Whether the image with this identity is the confirmed one.</summary>
    /// <param name="imageId">32 bytes.</param>
    public bool IsConfirmedImage(byte[] imageId)
    {
        return PackedBytes.AreEqual(_record, ConfirmedImageOffset, imageId, 0, DigestBytes);
    }

    /// <summary>Notes that the pending image is about to be offered to the bootloader.</summary>
    /// <param name="imageId">Its identity, 32 bytes.</param>
    public void BeginTrial(byte[] imageId)
    {
        Array.Copy(imageId, 0, _record, PendingImageOffset, DigestBytes);
        Phase = JournalPhase.Trying;
        TrialsCount++;
    }

    /// <summary>Takes <see cref="BeginTrial"/> back in memory: the slot could not be sealed, so nothing was offered.</summary>
    public void UndoTrial()
    {
        Phase = JournalPhase.Transferring;
        TrialsCount--;
    }

    /// <summary>The pending release is the confirmed one from now on. Only here does the counter rise.</summary>
    public void Adopt()
    {
        Array.Copy(_record, PendingVersionOffset, _record, ConfirmedVersionOffset, PendingProgressOffset - PendingVersionOffset);
        ClearPending();
    }

    /// <summary>A release whose image is already running: its version, counter and digest become the confirmed ones, without any flash of the slot.</summary>
    /// <returns>Whether that changed anything: a registry that moves the tag to and fro must not wear out the journal.</returns>
    public bool AdoptRunning(VerifiedRelease release)
    {
        bool isKnown = PackedBytes.AreEqual(_record, ConfirmedReleaseOffset, release.Digest, 0, DigestBytes) && IsConfirmedLayer(release);
        if (isKnown && Phase == JournalPhase.Idle)
        {
            return false;
        }

        PackedBytes.SetUInt64(_record, ConfirmedVersionOffset, release.Version);
        PackedBytes.SetInt32(_record, ConfirmedCounterOffset, release.SecurityCounter);
        Array.Copy(release.Digest, 0, _record, ConfirmedReleaseOffset, DigestBytes);
        Array.Copy(release.Layer.Digest, 0, _record, ConfirmedLayerOffset, DigestBytes);
        ClearPending();
        return true;
    }

    /// <summary>Remembers the pending release as rejected and forgets the rest of it.</summary>
    public void RejectPending()
    {
        if (!PackedBytes.IsZero(_record, PendingReleaseOffset, DigestBytes))
        {
            RememberRejected();
        }

        ClearPending();
    }

    private void RememberRejected()
    {
        int slotIndex = _record[RejectedNextOffset] % Limits.RejectedDigestsMax;
        Array.Copy(_record, PendingReleaseOffset, _record, RejectedOffset + slotIndex * RejectedBytes, RejectedBytes);
        _record[RejectedNextOffset] = (byte)((slotIndex + 1) % Limits.RejectedDigestsMax);
    }

    /// <summary>
    /// Whether this release failed here before. Half a digest is kept: whoever finds a second preimage of 128 bits only gets his own release refused.
    /// </summary>
    /// <param name="releaseDigest">32 bytes.</param>
    public bool IsRejected(byte[] releaseDigest)
    {
        for (int i = 0; i < Limits.RejectedDigestsMax; i++)
        {
            if (PackedBytes.AreEqual(_record, RejectedOffset + i * RejectedBytes, releaseDigest, 0, RejectedBytes))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Notes a fault, to be kept with the next <see cref="Save"/>.</summary>
    public void SetFault(FaultRecord fault)
    {
        fault.Write(_record, FaultOffset, BootCount);
    }

    /// <summary>The last fault kept, or null.</summary>
    public FaultRecord GetFault()
    {
        return FaultRecord.Read(_record, FaultOffset);
    }

    private void ClearPending()
    {
        Phase = JournalPhase.Idle;
        TrialsCount = 0;
        Array.Clear(_record, PendingVersionOffset, RejectedOffset - PendingVersionOffset);
    }

    private byte[] CopyDigest(int offset)
    {
        if (PackedBytes.IsZero(_record, offset, DigestBytes))
        {
            return null;
        }

        byte[] copy = new byte[DigestBytes];
        Array.Copy(_record, offset, copy, 0, DigestBytes);
        return copy;
    }

    private void Seal(byte[] record)
    {
        Checksum(record);
        Array.Copy(_checksum, 0, record, ChecksumOffset, ChecksumBytes);
    }

    private bool IsValid(byte[] record)
    {
        if (PackedBytes.GetInt32(record, 0) != Magic || record[PhaseOffset] > (byte)JournalPhase.Reverting)
        {
            return false;
        }

        Checksum(record);
        return PackedBytes.AreEqual(record, ChecksumOffset, _checksum, 0, ChecksumBytes);
    }

    private void Checksum(byte[] record)
    {
        _digest.Reset();
        _digest.Update(record, 0, ChecksumOffset);
        _digest.Finish(_checksum, 0);
    }

    // Sequence numbers wrap: the difference decides, as in serial number arithmetic (RFC 1982).
    private static bool IsNewer(byte[] candidate, byte[] current)
    {
        int currentSequence = PackedBytes.GetInt32(current, SequenceOffset);
        return currentSequence == 0 || PackedBytes.GetInt32(candidate, SequenceOffset) - currentSequence > 0;
    }
}
