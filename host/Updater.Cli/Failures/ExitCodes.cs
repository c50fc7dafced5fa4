using Updater.Core.Platform;

namespace Updater.Cli.Failures;

/// <summary>Exit codes: ten times the class of the outcome, and three of the program's own.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;
    public const int Unexpected = 1;
    public const int Usage = 2;

    public static int Of(OutcomeClass outcomeClass) => 10 * (int)outcomeClass;

    public static OutcomeClass ClassOf(Outcome outcome) => (OutcomeClass)((int)outcome / 100);
}
