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
        (RealPackagesPattern(), "needs nanoFramework's packages, which CI cannot restore"),
        (PublishPattern(), "a build of its own; the Cli project is built along with these tests"),
        (CosignPattern(), "a program that is not part of this project"),
    ];

    public static string? ReasonFor(ShellCommand command) => s_commands.FirstOrDefault(known => known.Command.IsMatch(command.Text)).Reason;

    [GeneratedRegex("^(UPDATER_[A-Z_]+=[^ ]+ )*dotnet test ")]
    private static partial Regex TestPattern();

    [GeneratedRegex("^dotnet run -c Release --project tests/benchmarks$")]
    private static partial Regex BenchmarkPattern();

    [GeneratedRegex(@"^\.ci/run$")]
    private static partial Regex CiPattern();

    [GeneratedRegex("^alias updater='dotnet run --project host/Updater.Cli --'$")]
    private static partial Regex AliasPattern();

    [GeneratedRegex("^dotnet build firmware/Updater.App -f netnano1.0 -p:NanoFrameworkPackages=v[12]$")]
    private static partial Regex RealPackagesPattern();

    [GeneratedRegex("^dotnet publish host/Updater.Cli ")]
    private static partial Regex PublishPattern();

    [GeneratedRegex("^cosign (sign|verify) ")]
    private static partial Regex CosignPattern();
}
