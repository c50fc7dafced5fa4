using System.Text.RegularExpressions;

namespace Updater.Docs.Tests.Commands;

/// <summary>The commands of the pages that no test runs, each with its reason. Whatever is not here is run.</summary>
internal static partial class NotRun
{
    private static readonly (Regex Command, string Reason)[] s_commands =
    [
        (TestPattern(), "a test would run itself"),
        (BenchmarkPattern(), "minutes; CI runs it"),
        (CiPattern(), "it runs these tests"),
        (AliasPattern(), "a word of the shell; the tests take it as said"),
    ];

    /// <summary>Which entry a command falls under, or -1.</summary>
    public static int IndexOf(ShellCommand command) => Array.FindIndex(s_commands, known => known.Command.IsMatch(command.Text));

    public static int Count => s_commands.Length;

    public static string? ReasonFor(ShellCommand command) => s_commands.FirstOrDefault(known => known.Command.IsMatch(command.Text)).Reason;

    [GeneratedRegex("^(UPDATER_[A-Z_]+=[^ ]+ )*dotnet test ")]
    private static partial Regex TestPattern();

    [GeneratedRegex("^dotnet run -c Release --project tests/benchmarks$")]
    private static partial Regex BenchmarkPattern();

    [GeneratedRegex(@"^\.ci/run$")]
    private static partial Regex CiPattern();

    [GeneratedRegex("^alias updater='dotnet run --project host/Updater.Cli --'$")]
    private static partial Regex AliasPattern();
}
