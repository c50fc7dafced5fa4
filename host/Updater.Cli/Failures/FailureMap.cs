using Updater.Cli.Reporting;
using Updater.Core.Platform;
using Updater.Images;
using Updater.Registry;
using Updater.Signing;
using Updater.Twin.Boards;

namespace Updater.Cli.Failures;

/// <summary>The one place where exceptions become failures.</summary>
internal static class FailureMap
{
    public static Failure From(Exception problem, bool isStopped)
    {
        Failure failure = problem switch
        {
            CliException known => known.Failure,
            RegistryException { Outcome: Outcome.NotFound } known => Failure.Of(
                known.Outcome, known.Expected, known.Found, "check repository, tag and digest, or publish it: updater publish REF FILE --board BOARD"),
            RegistryException known => Failure.Of(known.Outcome, known.Expected, known.Found, known.NextStep),
            SigningException known => Failure.Of(known.Outcome, known.Expected, known.Found, known.NextStep),
            ImageFormatException known =>
                Failure.Of(Outcome.ImageHeaderMalformed, known.Expected, known.Found, known.NextStep) with { Message = ProblemOf(known) },
            BoardException known => Failure.Of(Outcome.ConfigMalformed, "a usable board description", known.Message, "see boards/README.md"),
            InvariantException =>
                Failure.Of(Outcome.InvariantBroken, "a sound state of the program", "a broken invariant", "report this with the command line used"),
            OperationCanceledException when isStopped => new Failure(
                "Interrupted", null, "Unexpected", ExitCodes.Unexpected, "the command was stopped", "time to finish", "a signal to stop",
                "run it again; nothing half-done was made visible"),
            UnauthorizedAccessException or IOException => Failure.OfFile(
                "FileProblem", "a file cannot be used", "files that can be read and written", problem.Message,
                "check paths, permissions and free space"),
            _ => new Failure(
                "Unexpected", null, "Unexpected", ExitCodes.Unexpected, "something went wrong that nobody expected", "no error",
                $"{problem.GetType().Name}: {problem.Message}",
                "report this with the command line used"),
        };
        return failure with
        {
            Expected = CleanText.Of(failure.Expected),
            Found = CleanText.Of(failure.Found),
            NextStep = CleanText.Of(failure.NextStep),
        };
    }

    private static string ProblemOf(ImageFormatException problem)
    {
        int end = problem.Message.IndexOf(": expected ", StringComparison.Ordinal);
        return end > 0 ? problem.Message[..end] : OutcomeSummary.Of(Outcome.ImageHeaderMalformed);
    }
}
