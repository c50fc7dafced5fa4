using System.Text.Json.Nodes;
using Updater.Core.Platform;

namespace Updater.Cli.Failures;

/// <summary>What went wrong, as it is told to people and programs.</summary>
/// <param name="OutcomeName">Name of the device's outcome, or of one of the program's own.</param>
/// <param name="OutcomeNumber">Number of the device's outcome; null for the program's own.</param>
/// <param name="ClassName">Class of the outcome.</param>
/// <param name="ExitCode">Exit code.</param>
/// <param name="Message">What failed.</param>
/// <param name="Expected">What should have been.</param>
/// <param name="Found">What was.</param>
/// <param name="NextStep">What the user can do.</param>
internal sealed record Failure(
    string OutcomeName, int? OutcomeNumber, string ClassName, int ExitCode, string Message, string Expected, string Found, string NextStep)
{
    /// <summary>Further fields of the JSON document.</summary>
    public JsonObject? Details { get; init; }

    public static Failure Of(Outcome outcome, string expected, string found, string nextStep)
    {
        OutcomeClass outcomeClass = ExitCodes.ClassOf(outcome);
        return new Failure(
            outcome.ToString(), (int)outcome, outcomeClass.ToString(), ExitCodes.Of(outcomeClass), OutcomeSummary.Of(outcome), expected, found,
            nextStep);
    }

    /// <summary>Files are storage too, but no device has an outcome for them.</summary>
    public static Failure OfFile(string name, string message, string expected, string found, string nextStep) =>
        new(name, null, nameof(OutcomeClass.Storage), ExitCodes.Of(OutcomeClass.Storage), message, expected, found, nextStep);
}
