using System;
using Updater.Core.Platform;

namespace Updater.Device.Platform;

/// <summary>Jitter from the platform's generator.</summary>
public sealed class SystemRandom : IRandom
{
    private readonly Random _random = new Random();

    /// <inheritdoc/>
    public int Next(int bound)
    {
        return _random.Next(bound);
    }
}
