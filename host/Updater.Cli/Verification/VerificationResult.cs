using Updater.Core.Agent;
using Updater.Core.Platform;
using Updater.Core.Trust;

namespace Updater.Cli.Verification;

/// <summary>What the device's agent decided.</summary>
/// <param name="Outcome">Its outcome; <see cref="Outcome.Ok"/> if a device would go on to fetch the layer.</param>
/// <param name="State">State in which it was decided.</param>
/// <param name="Passed">States that were left with success, in order.</param>
/// <param name="Release">The release, if it is verified.</param>
/// <param name="Requests">Requests sent.</param>
/// <param name="BytesReceived">Bytes of bodies received.</param>
internal sealed record VerificationResult(
    Outcome Outcome, AgentState State, IReadOnlyList<AgentState> Passed, VerifiedRelease? Release, int Requests, long BytesReceived);
