using Updater.Core.Platform;

namespace Updater.Registry;

/// <summary>An expected failure of a registry operation, with what was expected, what was found and what to do next.</summary>
public sealed class RegistryException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="outcome">What became of the operation.</param>
    /// <param name="expected">What was expected.</param>
    /// <param name="found">What was found.</param>
    /// <param name="nextStep">What the user can do.</param>
    /// <param name="cause">The underlying exception, if any.</param>
    public RegistryException(Outcome outcome, string expected, string found, string nextStep, Exception? cause = null)
        : base($"{outcome}: expected {expected}; found {found}; next: {nextStep}", cause)
    {
        Outcome = outcome;
        Expected = expected;
        Found = found;
        NextStep = nextStep;
    }

    /// <summary>What became of the operation.</summary>
    public Outcome Outcome { get; }

    /// <summary>What was expected.</summary>
    public string Expected { get; }

    /// <summary>What was found.</summary>
    public string Found { get; }

    /// <summary>What the user can do.</summary>
    public string NextStep { get; }
}
