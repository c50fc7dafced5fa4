namespace Updater.Core.Platform;

/// <summary>The only source of time.</summary>
public interface IClock
{
    /// <summary>Milliseconds since some fixed moment; never goes back.</summary>
    long NowMs { get; }
}
