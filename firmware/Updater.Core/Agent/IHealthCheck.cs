using Updater.Core.Platform;

namespace Updater.Core.Agent;

/// <summary>Decides whether the image on trial is well.</summary>
public interface IHealthCheck
{
    /// <summary>Looks once.</summary>
    /// <returns><see cref="Outcome.Ok"/>: keep it. <see cref="Outcome.TrialFailed"/>: take it back. Anything else: ask again later, at most <see cref="Limits.HealthChecksMax"/> times.</returns>
    Outcome Check();
}
