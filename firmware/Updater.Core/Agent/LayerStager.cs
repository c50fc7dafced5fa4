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
            _journal.AdoptRunning(release);
            return _journal.Save();
        }

        if (release.Layer.SizeBytes > _slot.SizeBytes)
        {
            return Outcome.ImageTooLarge;
        }

        if (_mustStartOver || !_isSlotOpen)
        {
            Outcome outcome = _mustStartOver || !_journal.IsPending(release) || _journal.PendingOffset == 0 ? Begin(release) : Resume(release);
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

    internal Outcome Seal(out AgentEvent occurred)
    {
        occurred = AgentEvent.Done;
        Outcome outcome = _journal.BeginTrial(_slot);
        if (outcome == Outcome.Ok)
        {
            // Before the slot is sealed: some bootloaders schedule the trial in the same act.
            outcome = _journal.Save();
        }

        if (outcome == Outcome.Ok)
        {
            outcome = _slot.Seal(out _image);
            _isSlotOpen = false;
            if (outcome != Outcome.Ok)
            {
                // Nothing was scheduled: this was no trial of the image.
                _journal.UndoTrial();
            }
        }

        return outcome;
    }

    internal Outcome Try(out AgentEvent occurred)
    {
        occurred = AgentEvent.Done;
        return _boot.Try(_image);
    }

    private Outcome Begin(VerifiedRelease release)
    {
        _mustStartOver = false;
        if (_isSlotOpen)
        {
            _slot.Pause();
            _isSlotOpen = false;
        }

        _pump.Begin(release.Layer);
        return Outcome.Ok;
    }

    private Outcome Resume(VerifiedRelease release)
    {
        _journal.CopyHeader(_header);
        Outcome outcome = _slot.Check(release, _header);
        if (outcome != Outcome.Ok)
        {
            return outcome;
        }

        outcome = _slot.Open(release, _header, true, out int sinkOffset);
        if (outcome != Outcome.Ok)
        {
            return outcome;
        }

        _isSlotOpen = true;
        if (sinkOffset == 0)
        {
            // The slot kept nothing: the digest starts over with it, and the journal must not promise more.
            _pump.Begin(release.Layer);
            _journal.SetProgress(0);
            return _journal.Save();
        }

        byte[] state = _journal.DigestState(out int stateOffset);
        return _pump.Resume(release.Layer, state, stateOffset, _journal.PendingOffset, sinkOffset);
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

        outcome = _slot.Open(release, _header, false, out int nextOffset);
        if (outcome != Outcome.Ok)
        {
            return outcome;
        }

        Invariant.That(nextOffset == 0);
        _isSlotOpen = true;
        return Outcome.Ok;
    }

    private Outcome Flush()
    {
        Outcome outcome = _pump.Flush(_slot);
        int position = _pump.Position;
        if (outcome != Outcome.Ok || position % Limits.CheckpointBytes != 0 || _pump.IsDrained)
        {
            return outcome;
        }

        byte[] state = _journal.DigestState(out int stateOffset);
        if (!_pump.SaveDigest(state, stateOffset))
        {
            return Outcome.Ok;
        }

        _journal.SetProgress(position);
        return _journal.Save();
    }
}
