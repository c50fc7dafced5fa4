using Updater.Core.Platform;

namespace Updater.Simulation;

/// <summary>Jitter that a seed decides.</summary>
/// <param name="seed">The seed.</param>
public sealed class SeededRandom(int seed) : IRandom
{
    private readonly Random _random = new(seed);

    /// <inheritdoc/>
    public int Next(int bound) => _random.Next(bound);
}
