using Updater.Core.Boot;
using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Core.Slots;
using Updater.Core.Trust;

namespace Updater.Core.Agent;

/// <summary>Everything an agent is joined from; the application's composition root fills it in.</summary>
public sealed class AgentParts
{
    /// <summary>What to poll. Required.</summary>
    public Reference Reference { get; set; }
    /// <summary>Where it comes from. Required.</summary>
    public IContentSource Source { get; set; }
    /// <summary>Who may release. Without one the agent halts.</summary>
    public TrustPolicy Policy { get; set; }
    /// <summary>Where images are staged, or null for an agent that only verifies.</summary>
    public ISlot Slot { get; set; }
    /// <summary>The bootloader. Required.</summary>
    public IBootControl Boot { get; set; }
    /// <summary>Where the journal is kept. Required.</summary>
    public IJournalStore JournalStore { get; set; }
    /// <summary>Time. Required.</summary>
    public IClock Clock { get; set; }
    /// <summary>Jitter. Required.</summary>
    public IRandom Random { get; set; }
    /// <summary>The application's health check, or null for <see cref="RegistryHealthCheck"/>.</summary>
    public IHealthCheck HealthCheck { get; set; }
    /// <summary>What no release may fall below even if the journal knows of less (a version and counter burnt in at the factory), or null.</summary>
    public ReleaseFloor Floor { get; set; }
    /// <summary>Watches, or null.</summary>
    public IAgentObserver Observer { get; set; }
    /// <summary>Layer bytes moved at a time.</summary>
    public int ChunkSizeBytes { get; set; } = Limits.ChunkBytes;
    /// <summary>Time between two polls.</summary>
    public int PollIntervalMs { get; set; } = Limits.PollIntervalMs;
    /// <summary>First waiting time after a failure.</summary>
    public int RetryDelayMs { get; set; } = Limits.RetryDelayMs;
}
