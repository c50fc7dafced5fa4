using Updater.Core.Platform;

namespace Updater.Simulation;

/// <summary>Time that passes only when somebody waits: a day of polling takes no time.</summary>
public sealed class VirtualClock : IClock
{
    /// <inheritdoc/>
    public long NowMs { get; private set; }

    /// <inheritdoc/>
    public void Sleep(int durationMs) => NowMs += durationMs;
}
