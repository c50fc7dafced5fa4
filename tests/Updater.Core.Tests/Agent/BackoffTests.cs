using Updater.Core.Agent;
using Updater.Core.Platform;

namespace Updater.Core.Tests.Agent;

[TestClass]
public sealed class BackoffTests
{
    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(1000, 3600000)]
    [DataRow(Limits.RetryDelayMsMax, Limits.PollIntervalMsMax)]
    public void Poll_delay_doubles_with_wasted_rounds_up_to_a_day(int retryDelayMs, int pollIntervalMs)
    {
        Backoff least = new(new FixedRandom(isMost: false), retryDelayMs, pollIntervalMs);
        Backoff most = new(new FixedRandom(isMost: true), retryDelayMs, pollIntervalMs);
        long delayMs = pollIntervalMs;
        for (int wasted = 0; wasted < 40; wasted++)
        {
            Assert.AreEqual(delayMs - (delayMs / 10), least.PollDelay(wasted), $"{wasted} wasted rounds");
            Assert.AreEqual(delayMs + (delayMs / 10), most.PollDelay(wasted), $"{wasted} wasted rounds");
            delayMs = Math.Min(2 * delayMs, Limits.PollIntervalMsMax);
        }

        Assert.AreEqual(Limits.PollIntervalMsMax - (Limits.PollIntervalMsMax / 10), least.PollDelay(int.MaxValue));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(1000)]
    [DataRow(40000)]
    [DataRow(Limits.RetryDelayMsMax)]
    public void Retry_delay_doubles_up_to_its_limit_and_half_of_it_is_chance(int retryDelayMs)
    {
        Backoff least = new(new FixedRandom(isMost: false), retryDelayMs, 1);
        Backoff most = new(new FixedRandom(isMost: true), retryDelayMs, 1);
        long delayMs = retryDelayMs;
        for (int failure = 0; failure < 40; failure++)
        {
            Assert.AreEqual(delayMs / 2, least.Longer(), $"failure {failure}");
            Assert.AreEqual(2 * (delayMs / 2), most.Longer(), $"failure {failure}");
            delayMs = Math.Min(2 * delayMs, Limits.RetryDelayMsMax);
        }
    }

    [TestMethod]
    public void Retries_are_spent_after_their_limit_and_new_after_a_reset()
    {
        Backoff backoff = new(new FixedRandom(isMost: true), 1000, 1);
        for (int i = 0; i < Limits.RetriesMax; i++)
        {
            Assert.IsFalse(backoff.IsSpent);
            backoff.Longer();
        }

        Assert.IsTrue(backoff.IsSpent);
        backoff.Reset();
        Assert.IsFalse(backoff.IsSpent);
        Assert.AreEqual(1000, backoff.Longer());
    }

    private sealed class FixedRandom(bool isMost) : IRandom
    {
        public int Next(int bound)
        {
            Assert.IsGreaterThan(0, bound);
            return isMost ? bound - 1 : 0;
        }
    }
}
