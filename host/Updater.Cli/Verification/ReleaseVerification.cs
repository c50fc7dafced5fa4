using Updater.Core.Agent;
using Updater.Core.Platform;
using Updater.Core.Trust;
using Updater.Device.Platform;
using Updater.Device.Registry;

namespace Updater.Cli.Verification;

/// <summary>
/// Verifies a release with the device's own agent over the device's own registry adapter. The agent has no slot, so it goes exactly as far as a
/// device goes
/// before it touches flash: it halts with <see cref="Outcome.SlotMissing"/> when it holds a verified release.
/// </summary>
internal sealed class ReleaseVerification : IAgentObserver
{
    private readonly List<AgentState> _passed = [];

    private ReleaseVerification()
    {
    }

    /// <summary>Verifies.</summary>
    public static VerificationResult Run(VerificationRequest request, CancellationToken cancel)
    {
        ReleaseVerification observer = new();
        RegistrySource source = new(request.Registry);
        UpdateAgent agent = new(new AgentParts
        {
            Reference = request.Reference,
            Policy = request.Policy,
            Source = source,
            Slot = null,
            Boot = new ConfirmedBoot(),
            JournalStore = new MemoryJournal(),
            Floor = new ReleaseFloor { Version = request.FloorVersion, SecurityCounter = request.FloorCounter },
            Clock = new SystemClock(),
            Random = new SystemRandom(),
            Observer = observer,
            RetryDelayMs = CliLimits.RetryDelayMs,
        });
        Outcome outcome = observer.Decide(agent, out AgentState state, cancel);
        return new VerificationResult(outcome, state, observer._passed, agent.Release, source.RequestsCount, source.BytesReceived);
    }

    void IAgentObserver.Moved(AgentState from, AgentState to, Outcome outcome)
    {
        if (outcome == Outcome.Ok)
        {
            _passed.Add(from);
        }
    }

    void IAgentObserver.Progressed(int offset, int sizeBytes)
    {
    }

    private static bool IsDecided(UpdateAgent agent, int failuresCount) =>
        agent.State is AgentState.Idle or AgentState.Halted || failuresCount > CliLimits.RetriesMax;

    private Outcome Decide(UpdateAgent agent, out AgentState state, CancellationToken cancel)
    {
        int failuresCount = 0;
        for (int i = 0; i < CliLimits.VerificationStepsMax; i++)
        {
            while (agent.WaitMs > 0)
            {
                cancel.WaitHandle.WaitOne(agent.WaitMs);
                cancel.ThrowIfCancellationRequested();
            }

            cancel.ThrowIfCancellationRequested();
            state = agent.State;
            Outcome outcome = agent.Step();
            if (outcome == Outcome.SlotMissing && agent.Release != null)
            {
                return Outcome.Ok;
            }

            failuresCount += outcome == Outcome.Ok ? 0 : 1;
            if (outcome != Outcome.Ok && IsDecided(agent, failuresCount))
            {
                return outcome;
            }
        }

        throw new InvariantException();
    }
}
