namespace Updater.Core.Platform;

/// <summary>The only source of time.</summary>
public interface IClock
{
    /// <summary>Milliseconds since some fixed moment; never goes back.</summary>
    long NowMs { get; }

    /// <summary>Lets time pass. The core itself never waits; whoever turns its crank does.</summary>
    /// <param name="durationMs">At least 0.</param>
    void Sleep(int durationMs);
}
