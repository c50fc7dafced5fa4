using System.CommandLine;
using System.CommandLine.Invocation;
using Updater.Cli.Commands;
using Updater.Cli.Reporting;
using Updater.Vectors;

namespace Updater.Cli.Tests;

[TestClass]
public sealed class HelpTests
{
    private const string Program = "updater ";

    private static IEnumerable<string> CommandNames =>
        ["demo", "keygen", "pack", "publish", "sign", "verify", "inspect", "pull", "serve", "simulate"];

    [TestMethod]
    public async Task The_program_alone_and_its_help_show_the_journey_and_every_command()
    {
        foreach (string[] args in new string[][] { [], ["--help"] })
        {
            CliRun run = await CliRun.OkAsync(args);
            foreach (string name in CommandNames)
            {
                Assert.Contains($"\n  {name} ", run.Output);
            }

            foreach (string line in Overview.Journey)
            {
                Assert.Contains(line, run.Output);
            }
        }
    }

    [TestMethod]
    public async Task Help_of_every_command_ends_with_its_examples()
    {
        foreach (CliCommand command in CliApplication.CreateCommands())
        {
            CliRun run = await CliRun.OkAsync(command.Name, "--help");
            Assert.EndsWith(command.Examples[^1], run.Output.TrimEnd());
            Assert.Contains(command.Description, run.Output);
        }
    }

    [TestMethod]
    public void Every_example_can_be_parsed()
    {
        foreach (string example in CliApplication.CreateCommands().SelectMany(command => command.Examples).Concat(Overview.Journey))
        {
            AssertParses(example);
        }
    }

    [TestMethod]
    public void Every_command_in_the_documents_can_be_parsed()
    {
        string path = Path.Combine(Checkout.Root!, "docs", "cli.md");
        string[] lines = [.. File.ReadAllLines(path).Where(line => line.StartsWith(Program, StringComparison.Ordinal))];
        Assert.IsGreaterThan(10, lines.Length);
        Array.ForEach(lines, AssertParses);
        string text = File.ReadAllText(path);
        foreach (CliCommand command in CliApplication.CreateCommands())
        {
            Assert.Contains($"\n## {command.Name}\n", text);
        }
    }

    [TestMethod]
    public async Task What_is_no_command_line_is_refused_with_the_way_to_help()
    {
        CliRun unknown = await CliRun.RefusedAsync("Usage", 2, "fly");
        Assert.Contains("updater --help", unknown.Error);
        CliRun missing = await CliRun.RefusedAsync("Usage", 2, "publish");
        Assert.Contains("updater publish --help", missing.Error);
        await CliRun.RefusedAsync("Usage", 2, "demo", "--unknown");
        await CliRun.RefusedAsync("Usage", 2, "inspect", "a", "b");
        await CliRun.RefusedAsync("Usage", 2, "verify", "h/r:t", "--key", "k", "--board", "b", "--threshold", "two");
    }

    [TestMethod]
    public async Task An_argument_that_starts_with_an_at_sign_is_no_file_of_arguments()
    {
        CliRun run = await CliRun.RunAsync("inspect", "@absent");
        Assert.AreEqual(50, run.ExitCode, run.Error);
    }

    [TestMethod]
    public async Task A_stopped_command_says_so()
    {
        using StringWriter error = new();
        int exitCode = await CliApplication.RunAsync(["demo"], TextWriter.Null, error, new CancellationToken(canceled: true));
        Assert.AreEqual(1, exitCode);
        Assert.Contains("Interrupted", error.ToString());
    }

    private static void AssertParses(string line)
    {
        Assert.StartsWith(Program, line);
        RootCommand root = CliApplication.CreateRoot(new CommandOutput(TextWriter.Null, TextWriter.Null, isJson: false));
        ParseResult parse = root.Parse(
            line[Program.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries), new ParserConfiguration { ResponseFileTokenReplacer = null });
        Assert.IsNotInstanceOfType<ParseErrorAction>(parse.Action, $"{line}: {string.Join(' ', parse.Errors.Select(problem => problem.Message))}");
    }
}
