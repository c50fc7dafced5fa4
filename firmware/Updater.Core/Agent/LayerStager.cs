using System;
using Updater.Core.Boot;
using Updater.Core.Content;
using Updater.Core.Layers;
using Updater.Core.Platform;
using Updater.Core.Slots;
using Updater.Core.Trust;

namespace Updater.Core.Agent;

/// <summary>
/// Steps from a verified release to an image the bootloader will try. Flash is first touched when the layer's own header is in hand and fits; the journal is
/// written before each act it tells of.
/// </summary>
internal sealed class LayerStager
{
    private readonly IContentSource _content;
    private readonly Workspace _workspace;
    private readonly LayerPump _pump;
    private readonly Journal _journal;
    private readonly ISlot _slot;
    private readonly IBootControl _boot;
    private readonly byte[] _header;
    private IByteSource _source;
    private bool _isSlotOpen;
    private bool _mustStartOver;
    private SealedSlot _image;

    internal LayerStager(IContentSource content, Workspace workspace, LayerPump pump, Journal journal, ISlot slot, IBootControl boot)
    {
        _content = content;
        _workspace = workspace;
        _pump = pump;
        _journal = journal;
        _slot = slot;
        _boot = boot;
        _header = new byte[Limits.ImageHeaderBytes];
    }

    /// <summary>Layer bytes that went through.</summary>
    internal int Offset => _pump.Position;

    /// <summary>Whether flash was touched for the release at hand.</summary>
    internal bool IsSlotOpen => _isSlotOpen;

    /// <summary>The next <see cref="OpenLayer"/> starts over, whatever the journal says.</summary>
    internal void StartOver()
    {
        CloseSource();
        _mustStartOver = true;
    }

    /// <summary>The next <see cref="OpenLayer"/> goes on where the transfer stands.</summary>
    internal void CloseSource()
    {
        if (_source != null)
        {
            _source.Dispose();
            _source = null;
        }
    }

    /// <summary>Lets go of source and slot; what is staged stays.</summary>
    internal void Pause()
    {
        CloseSource();
        if (_isSlotOpen)
        {
            _slot.Pause();
            _isSlotOpen = false;
        }

        _mustStartOver = false;
        _image = null;
    }

    internal Outcome OpenLayer(VerifiedRelease release, out AgentEvent occurred)
    {
        occurred = AgentEvent.Done;
        if (_slot == null)
        {
            return Outcome.SlotMissing;
        }

        if (_journal.IsConfirmedLayer(release))
        {
            occurred = AgentEvent.SameImage;
            return _journal.AdoptRunning(release) ? _journal.Save() : Outcome.Ok;
        }

        if (release.Layer.SizeBytes > _slot.SizeBytes)
        {
            return Outcome.ImageTooLarge;
        }

        if (_mustStartOver)
        {
            Begin(release);
        }
        else if (!_isSlotOpen)
        {
            Outcome outcome = Resume(release);
            if (outcome != Outcome.Ok)
            {
                return outcome;
            }
        }

        // All bytes are here and only the look behind the end was cut: size and digest decide, and a range behind the end would be refused (416).
        return _pump.NextOffset == release.Layer.SizeBytes ? Outcome.Ok : _content.Open(release.Layer, _pump.NextOffset, out _source);
    }

    /// <summary>One read, one chunk, or the final check.</summary>
    internal Outcome Stream(VerifiedRelease release, out AgentEvent occurred)
    {
        occurred = AgentEvent.Again;
        if (_pump.IsFull)
        {
            return _isSlotOpen ? Flush() : OpenSlot(release);
        }

        if (!_pump.IsDrained)
        {
            return _pump.Fill(_source);
        }

        occurred = AgentEvent.Done;
        Outcome outcome = _pump.Finish(_source);
        CloseSource();
        return outcome;
    }

    internal Outcome Seal(VerifiedRelease release, out AgentEvent occurred)
    {
        occurred = AgentEvent.Done;
        Outcome outcome = _slot.GetImageId(_header, 0);
        if (outcome != Outcome.Ok)
        {
            return outcome;
        }

        if (_journal.IsConfirmedImage(_header))
        {
            // The running image came from the factory, or its record was lost: there is nothing to try, only to note.
            Pause();
            occurred = AgentEvent.SameImage;
            _journal.AdoptRunning(release);
            return _journal.Save();
        }

        // Before the slot is sealed: some bootloaders schedule the trial in the same act.
        _journal.BeginTrial(_header);
        outcome = _journal.Save();
        if (outcome == Outcome.Ok)
        {
            outcome = _slot.Seal(out _image);
            _isSlotOpen = false;
        }

        if (outcome != Outcome.Ok)
        {
            // Nothing was scheduled: this was no trial of the image.
            _journal.UndoTrial();
        }

        return outcome;
    }

    internal Outcome Try(out AgentEvent occurred)
    {
        occurred = AgentEvent.Done;
        return _boot.Try(_image);
    }

    private void Begin(VerifiedRelease release)
    {
        _mustStartOver = false;
        if (_isSlotOpen)
        {
            _slot.Pause();
            _isSlotOpen = false;
        }

        _pump.Begin(release.Layer);
    }

    // Goes on with what the journal knows of this very release, or begins it. Where there is nothing to go on with, the layer's own first bytes are looked at
    // again: those in the journal came before any digest was known.
    private Outcome Resume(VerifiedRelease release)
    {
        int digestOffset = _journal.PendingOffset;
        if (!_journal.IsPending(release) || digestOffset == 0)
        {
            Begin(release);
            return Outcome.Ok;
        }

        _journal.CopyHeader(_header);
        Outcome outcome = Outcome.NotResumable;
        int sinkOffset = 0;
        if (_slot.Check(release, _header) == Outcome.Ok)
        {
            outcome = _slot.Resume(release, _header, digestOffset, out sinkOffset);
        }

        if (outcome == Outcome.NotResumable)
        {
            Begin(release);
            return Outcome.Ok;
        }

        if (outcome != Outcome.Ok)
        {
            return outcome;
        }

        _isSlotOpen = true;
        byte[] state = _journal.DigestState(out int stateOffset);
        return _pump.Resume(release.Layer, state, stateOffset, digestOffset, sinkOffset);
    }

    private Outcome OpenSlot(VerifiedRelease release)
    {
        if (_pump.FilledCount < Limits.ImageHeaderBytes)
        {
            return Outcome.ImageHeaderMalformed;
        }

        Array.Copy(_workspace.Buffer, 0, _header, 0, Limits.ImageHeaderBytes);
        Outcome outcome = _slot.Check(release, _header);
        if (outcome != Outcome.Ok)
        {
            return outcome;
        }

        _journal.BeginTransfer(release, _header);
        outcome = _journal.Save();
        if (outcome != Outcome.Ok)
        {
            return outcome;
        }

        outcome = _slot.Open(release, _header);
        _isSlotOpen = outcome == Outcome.Ok;
        return outcome;
    }

    private Outcome Flush()
    {
        int position = _pump.Position;
        bool isCheckpoint = position != 0 && position % Limits.CheckpointBytes == 0;
        if (isCheckpoint)
        {
            byte[] state = _journal.DigestState(out int stateOffset);
            _pump.SaveDigest(state, stateOffset);
            _journal.SetProgress(position);
        }

        // The checkpoint is written when the slot holds bytes behind it: after a cut the slot rewinds to the block of its last byte, and the digest must not
        // be ahead of it.
        Outcome outcome = _pump.Flush(_slot);
        return outcome == Outcome.Ok && isCheckpoint ? _journal.Save() : outcome;
    }
}
