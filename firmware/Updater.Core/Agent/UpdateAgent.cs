using Updater.Core.Boot;
using Updater.Core.Digests;
using Updater.Core.Layers;
using Updater.Core.Manifests;
using Updater.Core.Platform;
using Updater.Core.Slots;
using Updater.Core.Trust;

namespace Updater.Core.Agent;

/// <summary>
/// The one state machine that joins the stages. Each <see cref="Step"/> does one bounded piece of work; <see cref="AgentTable"/> says what follows. The caller
/// loops: step, sleep <see cref="WaitMs"/>, step.
/// </summary>
public sealed class UpdateAgent
{
    private readonly IBootControl _boot;
    private readonly IClock _clock;
    private readonly IAgentObserver _observer;
    private readonly IHealthCheck _healthCheck;
    private readonly Journal _journal;
    private readonly Backoff _backoff;
    private readonly ReleaseFinder _finder;
    private readonly LayerStager _stager;
    private readonly ReleaseFloor _floor;
    private readonly ReleaseFloor _leastFloor;
    private readonly byte[] _imageId;
    private readonly bool _hasPolicy;
    private byte[] _settledDigest;
    private long _dueMs;
    private int _attemptsCount;
    private int _healthChecksCount;
    private int _wastedRoundsCount;

    /// <summary>Joins the parts and allocates every buffer.</summary>
    /// <exception cref="InvariantException">A required part is missing.</exception>
    public UpdateAgent(AgentParts parts)
    {
        Invariant.That(parts.Reference != null && parts.Source != null && parts.Boot != null && parts.JournalStore != null);
        Invariant.That(parts.Clock != null && parts.Random != null);
        _boot = parts.Boot;
        _clock = parts.Clock;
        _observer = parts.Observer;
        _backoff = new Backoff(parts.Random, parts.RetryDelayMs, parts.PollIntervalMs);
        _imageId = new byte[Content.DigestText.DigestBytes];
        _floor = new ReleaseFloor();
        _leastFloor = parts.Floor ?? new ReleaseFloor();
        _hasPolicy = parts.Policy != null;

        Workspace workspace = new Workspace(parts.ChunkSizeBytes);
        // One digest follows the layer across many steps; the other serves everything that begins and ends within one.
        Sha256 layerDigest = new Sha256();
        Sha256 digest = new Sha256();
        _journal = new Journal(parts.JournalStore, workspace, digest);
        _stager = new LayerStager(parts.Source, workspace, new LayerPump(workspace, layerDigest), _journal, parts.Slot, parts.Boot);
        _healthCheck = parts.HealthCheck ?? new RegistryHealthCheck(parts.Source, parts.Reference, _journal);
        if (_hasPolicy)
        {
            JsonReader reader = new JsonReader(workspace);
            // A signature is checked before its payload is read: the reader's text is free until then.
            EcdsaP256 ecdsa = new EcdsaP256(workspace.JsonText);
            ReleaseTrust trust = new ReleaseTrust(parts.Policy, ecdsa, digest, reader);
            _finder = new ReleaseFinder(parts.Source, parts.Reference, workspace, digest, reader, trust, _floor);
        }
    }

    /// <summary>Where the agent stands.</summary>
    public AgentState State { get; private set; }

    /// <summary>The release that was verified in this round, or null.</summary>
    public VerifiedRelease Release => _finder == null ? null : _finder.Release;

    /// <summary>The last failure since the start, or null. The journal keeps one across restarts (<see cref="Journal"/>).</summary>
    public FaultRecord LastFault { get; private set; }

    /// <summary>What is confirmed, pending and rejected. For reading.</summary>
    public Journal Journal => _journal;

    /// <summary>Milliseconds until the next step has something to do; 0 now.</summary>
    public int WaitMs
    {
        get
        {
            long waitMs = _dueMs - _clock.NowMs;
            if (waitMs > int.MaxValue)
            {
                return int.MaxValue;
            }

            return waitMs > 0 ? (int)waitMs : 0;
        }
    }

    /// <summary>Ends the wait for the next poll. It skips no check.</summary>
    public void CheckNow()
    {
        if (State == AgentState.Idle)
        {
            _dueMs = _clock.NowMs;
        }
    }

    /// <summary>Does the next piece of work, if it is due.</summary>
    /// <returns>What became of it.</returns>
    public Outcome Step()
    {
        if (_clock.NowMs < _dueMs || State == AgentState.Halted)
        {
            return Outcome.Ok;
        }

        Outcome outcome = Run(State, out AgentEvent occurred);
        if (outcome != Outcome.Ok)
        {
            occurred = Judge(outcome);
            Mend(outcome, occurred);
        }

        if (occurred != AgentEvent.Again)
        {
            Enter(AgentTable.Next(State, occurred), occurred, outcome);
        }

        return outcome;
    }

    /// <summary>
    /// Keeps a record of a broken invariant, the caller restarts afterwards. The journal is read anew first: what memory holds of it may be half changed.
    /// </summary>
    public void RecordBrokenInvariant()
    {
        if (_journal.Load() == Outcome.Ok)
        {
            NoteFault(Outcome.InvariantBroken, null);
            _journal.SetFault(LastFault);
            // If it cannot be kept there is nobody left to tell.
            _journal.Save();
        }
    }

    private Outcome Run(AgentState state, out AgentEvent occurred)
    {
        switch (state)
        {
            case AgentState.Start:
                return SettleStart(out occurred);
            case AgentState.Idle:
                occurred = AgentEvent.Done;
                return _hasPolicy ? Outcome.Ok : Outcome.PolicyMissing;
            case AgentState.Resolve:
                return Resolve(out occurred);
            case AgentState.FetchProof:
                return _finder.FetchProof(out occurred);
            case AgentState.CheckProof:
                return _finder.CheckNextSignature(out occurred);
            case AgentState.ReadManifest:
                return _finder.ReadManifest(out occurred);
            case AgentState.FetchChild:
                return _finder.FetchNextChild(out occurred);
            case AgentState.OpenLayer:
                return _stager.OpenLayer(_finder.Release, out occurred);
            case AgentState.Stream:
                return Stream(out occurred);
            case AgentState.Seal:
                return _stager.Seal(_finder.Release, out occurred);
            case AgentState.Try:
                return _stager.Try(out occurred);
            case AgentState.Trial:
                return CheckHealth(out occurred);
            case AgentState.Confirm:
                return Confirm(out occurred);
            case AgentState.Revert:
                return Revert(out occurred);
            default:
                occurred = AgentEvent.Again;
                _boot.Restart();
                return Outcome.Ok;
        }
    }

    private Outcome SettleStart(out AgentEvent occurred)
    {
        occurred = AgentEvent.Done;
        Outcome outcome = _journal.Load();
        if (outcome != Outcome.Ok)
        {
            return outcome;
        }

        BootState state = _boot.GetState();
        outcome = _boot.GetRunning(_imageId, out ulong version);
        if (outcome != Outcome.Ok)
        {
            return outcome;
        }

        BootAction action = BootTable.Decide(state, _journal.Phase, _journal.IsPendingImage(_imageId));
        outcome = Settle(action, version, out occurred);
        RaiseFloor();
        _settledDigest = _journal.CopyConfirmedRelease();
        return outcome;
    }

    private Outcome Settle(BootAction action, ulong runningVersion, out AgentEvent occurred)
    {
        occurred = AgentEvent.Done;
        switch (action)
        {
            case BootAction.Poll:
                return _journal.NoteRunning(_imageId, runningVersion) ? _journal.Save() : Outcome.Ok;
            case BootAction.Restart:
                return RestartForSwap(out occurred);
            case BootAction.CheckHealth:
                occurred = AgentEvent.OnTrial;
                return Outcome.Ok;
            case BootAction.Confirm:
                occurred = AgentEvent.ConfirmWasCut;
                return Outcome.Ok;
            case BootAction.Revert:
                occurred = AgentEvent.MustRevert;
                return Outcome.Ok;
            case BootAction.Adopt:
                _journal.Adopt();
                return _journal.Save();
            case BootAction.TakeBack:
                return TakeBack();
            case BootAction.Reject:
                _journal.RejectPending();
                return _journal.Save();
            default:
                return Outcome.SlotMissing;
        }
    }

    // A bootloader that leaves a swap pending start after start must not keep the device restarting.
    private Outcome RestartForSwap(out AgentEvent occurred)
    {
        occurred = AgentEvent.Done;
        if (_journal.TrialsCount > Limits.TrialsMax)
        {
            NoteFault(Outcome.SlotBusy, _journal.CopyPendingRelease());
            return Outcome.Ok;
        }

        occurred = AgentEvent.SwapPending;
        _journal.TrialsCount++;
        return _journal.Save();
    }

    // The image was offered and is not running: it never started, or fell back. A power cut looks the same, so it gets a few more trials.
    private Outcome TakeBack()
    {
        if (_journal.TrialsCount < Limits.TrialsMax)
        {
            _journal.Phase = JournalPhase.Transferring;
        }
        else
        {
            NoteFault(Outcome.TrialReverted, _journal.CopyPendingRelease());
            _journal.SetFault(LastFault);
            _journal.RejectPending();
        }

        return _journal.Save();
    }

    private void RaiseFloor()
    {
        ulong version = _journal.ConfirmedVersion;
        int counter = _journal.ConfirmedCounter;
        _floor.Version = version > _leastFloor.Version ? version : _leastFloor.Version;
        _floor.SecurityCounter = counter > _leastFloor.SecurityCounter ? counter : _leastFloor.SecurityCounter;
    }

    private Outcome Resolve(out AgentEvent occurred)
    {
        Outcome outcome = _finder.Resolve(_settledDigest, out occurred);
        bool isRejected = outcome == Outcome.Ok && occurred == AgentEvent.Done && _journal.IsRejected(_finder.NamedDigest);
        return isRejected ? Outcome.ReleaseRejectedBefore : outcome;
    }

    private Outcome Stream(out AgentEvent occurred)
    {
        int offset = _stager.Offset;
        Outcome outcome = _stager.Stream(_finder.Release, out occurred);
        if (_stager.Offset != offset)
        {
            // Bytes that arrived pay for new patience.
            _backoff.Reset();
            _observer?.Progressed(_stager.Offset, _finder.Release.Layer.SizeBytes);
        }

        return outcome;
    }

    private Outcome CheckHealth(out AgentEvent occurred)
    {
        occurred = AgentEvent.Done;
        Outcome outcome = _healthCheck.Check();
        if (outcome == Outcome.Ok || outcome == Outcome.TrialFailed)
        {
            return outcome;
        }

        _healthChecksCount++;
        if (_healthChecksCount >= Limits.HealthChecksMax)
        {
            // No verdict on the image: a registry may be down for everyone. It goes back and is tried again, as after a power cut.
            return Outcome.TrialReverted;
        }

        occurred = AgentEvent.Again;
        NoteFault(outcome, null);
        _dueMs = _clock.NowMs + _backoff.Longer();
        return Outcome.Ok;
    }

    private Outcome Confirm(out AgentEvent occurred)
    {
        occurred = AgentEvent.Done;
        Outcome outcome = Outcome.Ok;
        if (_journal.Phase != JournalPhase.Confirming)
        {
            _journal.Phase = JournalPhase.Confirming;
            outcome = _journal.Save();
        }

        if (outcome == Outcome.Ok)
        {
            outcome = _boot.Confirm();
        }

        if (outcome != Outcome.Ok)
        {
            return outcome;
        }

        _journal.Adopt();
        RaiseFloor();
        _settledDigest = _journal.CopyConfirmedRelease();
        return _journal.Save();
    }

    private Outcome Revert(out AgentEvent occurred)
    {
        occurred = AgentEvent.Done;
        Outcome outcome = Outcome.Ok;
        bool isOurs = _journal.Phase == JournalPhase.Trying || _journal.Phase == JournalPhase.Confirming;
        if (isOurs)
        {
            if (LastFault != null)
            {
                _journal.SetFault(LastFault);
            }

            bool isVerdict = LastFault != null && LastFault.Outcome == Outcome.TrialFailed;
            _journal.Phase = isVerdict ? JournalPhase.Reverting : JournalPhase.Trying;
            outcome = _journal.Save();
        }

        return outcome == Outcome.Ok ? _boot.Revert() : outcome;
    }

    private AgentEvent Judge(Outcome outcome)
    {
        switch (RecoveryTable.Of(outcome))
        {
            case Recovery.RetryLater:
                return _backoff.IsSpent ? AgentEvent.GiveUp : AgentEvent.Retry;
            case Recovery.RestartLayer:
                _attemptsCount++;
                return _attemptsCount >= Limits.LayerAttemptsMax ? AgentEvent.GiveUp : AgentEvent.Restart;
            case Recovery.RejectRelease:
                return IsAboutRelease(outcome) ? AgentEvent.Reject : AgentEvent.GiveUp;
            case Recovery.Halt:
                return AgentEvent.Halt;
            default:
                return AgentEvent.GiveUp;
        }
    }

    // What nobody signed does not condemn a release, a hostile mirror could have said it: a document before its signature was found, the media type stated
    // for it, a layer's first bytes before its digest is known.
    private bool IsAboutRelease(Outcome outcome)
    {
        switch (State)
        {
            case AgentState.Trial:
                return true;
            case AgentState.Resolve:
                return outcome == Outcome.ReleaseRejectedBefore;
            case AgentState.ReadManifest:
                return _finder.IsRead || (outcome != Outcome.MediaTypeUnknown && outcome != Outcome.ManifestMalformed);
            case AgentState.OpenLayer:
            case AgentState.Stream:
                return outcome != Outcome.ImageHeaderMalformed && outcome != Outcome.ImageVersionMismatch;
            default:
                return _finder.IsSigned;
        }
    }

    private void Mend(Outcome outcome, AgentEvent occurred)
    {
        NoteFault(outcome, _finder == null ? null : _finder.NamedDigest);
        switch (occurred)
        {
            case AgentEvent.Retry:
                _dueMs = _clock.NowMs + _backoff.Longer();
                _stager.CloseSource();
                break;
            case AgentEvent.Restart:
                _dueMs = _clock.NowMs + _backoff.Longer();
                _stager.StartOver();
                break;
            case AgentEvent.Reject:
                RememberRefused();
                break;
        }
    }

    // Before flash was touched a refusal costs nothing, not even a journal write: memory remembers it until the next start.
    private void RememberRefused()
    {
        if (State == AgentState.Trial)
        {
            return;
        }

        _settledDigest = _finder.NamedDigest;
        if (_stager.IsSlotOpen)
        {
            _journal.SetFault(LastFault);
            _journal.RejectPending();
            // If this write fails the release is looked at again after a restart, and refused again.
            _journal.Save();
        }
    }

    private void NoteFault(Outcome outcome, byte[] releaseDigest)
    {
        LastFault = new FaultRecord(outcome, (int)State, _stager.Offset, releaseDigest, _journal.BootCount);
    }

    private void Enter(AgentState next, AgentEvent occurred, Outcome outcome)
    {
        AgentState from = State;
        State = next;
        switch (next)
        {
            case AgentState.Idle:
                EnterIdle(from, occurred);
                break;
            case AgentState.Trial:
                _healthChecksCount = from == AgentState.Trial ? _healthChecksCount : 0;
                break;
        }

        _observer?.Moved(from, next, outcome);
    }

    private void EnterIdle(AgentState from, AgentEvent occurred)
    {
        bool isWasted = occurred == AgentEvent.GiveUp && _attemptsCount >= Limits.LayerAttemptsMax;
        _wastedRoundsCount = isWasted ? _wastedRoundsCount + 1 : 0;
        if (occurred == AgentEvent.SameImage)
        {
            RaiseFloor();
            _settledDigest = _finder.NamedDigest;
        }

        _stager.Pause();
        _finder?.Forget();
        _attemptsCount = 0;
        _backoff.Reset();
        // The first poll is made at once: a device that was just switched on is one that somebody looks at.
        _dueMs = from == AgentState.Start ? _clock.NowMs : _clock.NowMs + _backoff.PollDelay(_wastedRoundsCount);
    }
}
