namespace Updater.Core.Platform;

/// <summary>The only source of randomness: jitter, no secrets.</summary>
public interface IRandom
{
    /// <summary>A number from 0 to <paramref name="bound"/> - 1.</summary>
    /// <param name="bound">At least 1.</param>
    int Next(int bound);
}
