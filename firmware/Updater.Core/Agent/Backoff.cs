using Updater.Core.Platform;

namespace Updater.Core.Agent;

/// <summary>Waiting times: doubling, capped, and jittered so that a fleet does not come back in step.</summary>
internal sealed class Backoff
{
    private readonly IRandom _random;
    private readonly int _retryDelayMs;
    private readonly int _pollIntervalMs;
    private int _failuresCount;

    internal Backoff(IRandom random, int retryDelayMs, int pollIntervalMs)
    {
        _random = random;
        _retryDelayMs = retryDelayMs;
        _pollIntervalMs = pollIntervalMs;
    }

    internal bool IsSpent => _failuresCount >= Limits.RetriesMax;

    internal void Reset()
    {
        _failuresCount = 0;
    }

    /// <summary>The next waiting time: half of it fixed, half by chance.</summary>
    internal int Longer()
    {
        int delayMs = _retryDelayMs;
        for (int i = 0; i < _failuresCount && delayMs < Limits.RetryDelayMsMax; i++)
        {
            delayMs *= 2;
        }

        _failuresCount++;
        int cappedMs = delayMs < Limits.RetryDelayMsMax ? delayMs : Limits.RetryDelayMsMax;
        return cappedMs / 2 + _random.Next(cappedMs / 2 + 1);
    }

    /// <summary>
    /// The poll interval, give or take a tenth; doubled for each round in a row that spent flash for nothing, so that a bad mirror does not wear out the slot.
    /// </summary>
    internal int PollDelay(int wastedRoundsCount)
    {
        int delayMs = _pollIntervalMs;
        for (int i = 0; i < wastedRoundsCount && delayMs < Limits.PollIntervalMsMax; i++)
        {
            delayMs = delayMs < Limits.PollIntervalMsMax / 2 ? 2 * delayMs : Limits.PollIntervalMsMax;
        }

        int tenthMs = delayMs / 10;
        return delayMs - tenthMs + _random.Next(2 * tenthMs + 1);
    }
}
