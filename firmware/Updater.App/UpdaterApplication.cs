using Updater.Core.Agent;
using Updater.Core.Boot;
using Updater.Core.Platform;
using Updater.Device.Config;
using Updater.Device.Platform;
using Updater.Device.Registry;
using Updater.Device.Slots;
using Updater.Device.Storage;

namespace Updater.App;

/// <summary>The composition root: joins agent and adapters, and turns the crank.</summary>
public sealed class UpdaterApplication
{
    /// <summary>Joins the default parts for a board with MCUboot slots.</summary>
    /// <param name="config">The device's configuration.</param>
    /// <param name="journalPathPrefix">Where the journal's two files are, without the last digit.</param>
    public static AgentParts Compose(DeviceConfig config, string journalPathPrefix)
    {
        RegistryOptions options = new RegistryOptions();
        options.IsPlainHttp = config.IsPlainHttp;
        options.User = config.User;
        options.Password = config.Password;

        AgentParts parts = new AgentParts();
        parts.Reference = config.Reference;
        parts.Policy = config.Policy;
        parts.Source = new RegistrySource(options);
        parts.Slot = new IfuSlot(config.SlotSizeBytes);
        parts.Boot = new IfuBootControl();
        parts.JournalStore = new FileJournalStore(journalPathPrefix);
        parts.Clock = new SystemClock();
        parts.Random = new SystemRandom();
        parts.PollIntervalMs = config.PollIntervalMs;
        parts.RetryDelayMs = config.RetryDelayMs;
        return parts;
    }

    private readonly UpdateAgent _agent;
    private readonly AgentParts _parts;

    /// <summary>Makes the application.</summary>
    /// <param name="parts">The parts; <see cref="Compose"/> gives the usual ones.</param>
    public UpdaterApplication(AgentParts parts)
    {
        _parts = parts;
        _agent = new UpdateAgent(parts);
    }

    /// <summary>The agent, for status lines and triggers.</summary>
    public UpdateAgent Agent => _agent;

    /// <summary>Ends <see cref="Run"/> after the step at hand, for those who run the application beside something else.</summary>
    public bool IsStopRequested { get; set; }

    /// <summary>
    /// Steps the agent until it halts, restarts the device or is asked to stop. A broken invariant is recorded and restarts the device, and so does an agent
    /// that halts while its image is on trial: the image then falls back.
    /// </summary>
    public void Run()
    {
        try
        {
            while (!IsStopRequested && _agent.State != AgentState.Halted)
            {
                int waitMs = _agent.WaitMs;
                if (waitMs > 0)
                {
                    _parts.Clock.Sleep(waitMs < SleepMsMax ? waitMs : SleepMsMax);
                }

                _agent.Step();
            }
        }
        catch (InvariantException)
        {
            _agent.RecordBrokenInvariant();
            _parts.Boot.Restart();
        }

        if (!IsStopRequested && _parts.Boot.GetState() == BootState.Trial)
        {
            _parts.Boot.Restart();
        }
    }

    // Short enough to notice a trigger or a stop soon, long enough to cost nothing.
    private const int SleepMsMax = 100;
}
