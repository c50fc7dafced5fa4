using System.Text.Json.Nodes;
using Updater.Core.Platform;

namespace Updater.Cli.Failures;

/// <summary>A command cannot do what it was asked for; it knows what to tell the user.</summary>
internal sealed class CliException(Failure failure, Exception? cause = null) : Exception(failure.Message, cause)
{
    public Failure Failure { get; } = failure;

    /// <summary>A failure with an outcome of the device.</summary>
    public static CliException Of(Outcome outcome, string expected, string found, string nextStep, JsonObject? details = null) =>
        new(Failure.Of(outcome, expected, found, nextStep) with { Details = details });

    /// <summary>A command line that cannot be understood.</summary>
    public static CliException Usage(string found, string command) => new(new Failure(
        "Usage", null, "Usage", ExitCodes.Usage, "the command line cannot be understood", "the usage shown by --help", found,
        $"updater {command}{(command.Length > 0 ? " " : "")}--help"));

    /// <summary>A file of this machine that cannot be read.</summary>
    public static CliException Unreadable(string path, string found) =>
        new(Failure.OfFile("FileUnreadable", "a file cannot be read", $"a readable file {path}", found, "check the path and its permissions"));

    /// <summary>A file of this machine that cannot be written.</summary>
    public static CliException Unwritable(
        string path, string found, string nextStep = "give a path in a folder that exists and that you may write to") =>
        new(Failure.OfFile("FileUnwritable", "a file cannot be written", $"to write {path}", found, nextStep));
}
