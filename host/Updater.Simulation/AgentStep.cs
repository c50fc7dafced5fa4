using Updater.Core.Agent;
using Updater.Core.Platform;

namespace Updater.Simulation;

/// <summary>One state change of an agent.</summary>
/// <param name="From">State left.</param>
/// <param name="To">State entered.</param>
/// <param name="Outcome">Why.</param>
public readonly record struct AgentStep(AgentState From, AgentState To, Outcome Outcome);
