using Updater.App;
using Updater.Core.Agent;
using Updater.Core.Platform;
using Updater.Images;
using Updater.Twin;
using Updater.Twin.Boards;
using Updater.Twin.Boot;

namespace Updater.Simulation;

/// <summary>
/// A whole device: twin (flash, bootloader, power) and, on it, the device's own program, unmodified. It boots, runs, loses power and boots again until a
/// condition is met.
/// </summary>
public sealed class SimulatedDevice : IAgentObserver
{
    private readonly Func<SimulatedDevice, AgentParts> _compose;
    private Func<AgentStep, bool> _isDone = _ => false;
    private UpdaterApplication? _application;
    private int _movesCount;
    private volatile bool _isStopRequested;

    /// <summary>Makes a device with erased flash.</summary>
    /// <param name="board">Its geometry.</param>
    /// <param name="bootKeys">Keys its bootloader trusts.</param>
    /// <param name="compose">Joins the program's parts, anew for every start, as a start does. Their observer becomes this device.</param>
    /// <param name="power">Its power; without one it is never cut.</param>
    /// <param name="name">Name in logs.</param>
    public SimulatedDevice(
        BoardFile board, IReadOnlyCollection<McubootPublicKey> bootKeys, Func<SimulatedDevice, AgentParts> compose, PowerPlan? power = null, string name = "device")
    {
        Twin = new TwinDevice(board, bootKeys, power, name);
        _compose = compose;
    }

    /// <summary>Hardware and bootloader.</summary>
    public TwinDevice Twin { get; }

    /// <summary>The agent of the run at hand or the last one.</summary>
    public UpdateAgent? Agent => _application?.Agent;

    /// <summary>What booted last.</summary>
    public BootResult? Running => Twin.LastBoot;

    /// <summary>Told of every state change.</summary>
    public Action<AgentStep>? Moved { get; set; }

    /// <summary>Told of every chunk: layer bytes done and in all.</summary>
    public Action<int, int>? Progressed { get; set; }

    /// <summary>Told after every boot; tests put their oracles here.</summary>
    public Action<SimulatedDevice>? Booted { get; set; }

    /// <summary>Largest managed memory of the agent seen at a state change, in bytes as the microcontroller lays them out.</summary>
    public int PeakManagedBytes { get; private set; }

    /// <summary>Whether to look at the agent's memory at every state change; it takes time.</summary>
    public bool MeasuresMemory { get; set; }

    /// <summary>State changes allowed in one run: time is virtual in tests, so a condition that never holds would poll for ever.</summary>
    public int MovesMax { get; set; } = 10000;

    /// <summary>Boots and runs until <paramref name="isDone"/> says so of a state change.</summary>
    /// <param name="isDone">Looks at each state change.</param>
    /// <param name="bootsMax">Boots allowed.</param>
    public DeviceEnd Run(Func<AgentStep, bool> isDone, int bootsMax)
    {
        _isDone = isDone;
        _movesCount = 0;
        using IDisposable scope = Twin.Enter();
        for (int boot = 0; boot < bootsMax && !_isStopRequested; boot++)
        {
            try
            {
                if (!Twin.Boot().HasImage)
                {
                    return DeviceEnd.Bricked;
                }

                Booted?.Invoke(this);
                AgentParts parts = _compose(this);
                parts.Observer = this;
                _application = new UpdaterApplication(parts) { IsStopRequested = _isStopRequested };
                _application.Run();
                return _movesCount > MovesMax ? DeviceEnd.OutOfMoves : _application.IsStopRequested ? DeviceEnd.Stopped : DeviceEnd.Halted;
            }
            catch (PowerLossException)
            {
                // The next turn is the next start.
            }
            catch (RebootException)
            {
                // Asked for by the program; the same.
            }
        }

        return _isStopRequested ? DeviceEnd.OutOfTime : DeviceEnd.OutOfBoots;
    }

    /// <summary>Runs until the agent waits for its next poll after having looked at least once.</summary>
    public DeviceEnd RunUntilSettled(int bootsMax) => Run(step => step.To == AgentState.Idle && step.From != AgentState.Start, bootsMax);

    /// <summary>Runs until a release was confirmed.</summary>
    public DeviceEnd RunUntilConfirmed(int bootsMax) => Run(step => step.From == AgentState.Confirm && step.To == AgentState.Idle, bootsMax);

    /// <summary>Ends the run soon, from any thread.</summary>
    public void RequestStop()
    {
        _isStopRequested = true;
        if (_application != null)
        {
            _application.IsStopRequested = true;
        }
    }

    /// <inheritdoc/>
    void IAgentObserver.Moved(AgentState from, AgentState to, Outcome outcome)
    {
        AgentStep step = new(from, to, outcome);
        if (MeasuresMemory && Agent != null)
        {
            PeakManagedBytes = Math.Max(PeakManagedBytes, ManagedFootprint.Of(Agent));
        }

        Moved?.Invoke(step);
        _movesCount++;
        if (_isDone(step) || _movesCount > MovesMax)
        {
            _application!.IsStopRequested = true;
        }
    }

    /// <inheritdoc/>
    void IAgentObserver.Progressed(int offset, int sizeBytes) => Progressed?.Invoke(offset, sizeBytes);
}
