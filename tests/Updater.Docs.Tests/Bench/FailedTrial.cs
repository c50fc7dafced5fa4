using Updater.Core.Agent;
using Updater.Core.Platform;

namespace Updater.Docs.Tests.Bench;

/// <summary>Finds every image unhealthy.</summary>
internal sealed class FailedTrial : IHealthCheck
{
    public Outcome Check() => Outcome.TrialFailed;
}
