using Updater.Core.Platform;

namespace Updater.Simulation.Tests.Refusals;

/// <summary>One kind of bad input and what a device makes of it.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Arrange">Puts it before the device.</param>
/// <param name="Expected">The outcome of a poll.</param>
/// <param name="RequestsMax">Most requests of the first poll.</param>
/// <param name="NextRequestsMax">Most requests of each later poll of the same run.</param>
/// <param name="TouchesFlash">Whether layer bytes were wrong only after the slot was opened.</param>
/// <param name="ExpectedAgain">The outcome after the next start, if it is another.</param>
internal sealed record Refusal(
    string Name, Action<Bystander> Arrange, Outcome Expected, int RequestsMax, int NextRequestsMax, bool TouchesFlash = false, Outcome? ExpectedAgain = null);
