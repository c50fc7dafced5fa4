using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text.Json.Nodes;
using Updater.Cli.Commands;
using Updater.Cli.Reporting;
using Updater.Cli.Failures;

namespace Updater.Cli;

/// <summary>The program <c>updater</c>: reads the command line, runs one command, reports what became of it.</summary>
public static class CliApplication
{
    private const string JsonName = "--json";

    /// <summary>Runs one command.</summary>
    /// <param name="args">The command line, without the program's name.</param>
    /// <param name="output">Where results go; with <c>--json</c> one document.</param>
    /// <param name="error">Where failures go, unless <c>--json</c> is given.</param>
    /// <param name="cancel">Stops the command in order.</param>
    /// <returns>0, ten times the class of the outcome, 1 for what nobody expected, 2 for a command line that cannot be understood.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error, CancellationToken cancel = default)
    {
        CommandOutput console = new(output, error, args.Contains(JsonName));
        string command = "";
        try
        {
            ParseResult parse = CreateRoot(console).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            command = parse.CommandResult.Command is RootCommand ? "" : parse.CommandResult.Command.Name;
            if (parse.Action is ParseErrorAction)
            {
                throw CliException.Usage(string.Join(" ", parse.Errors.Select(problem => problem.Message)), command);
            }

            InvocationConfiguration configuration = new()
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parse.InvokeAsync(configuration, cancel);
        }
        catch (Exception problem)
        {
            Failure failure = FailureMap.From(problem, cancel.IsCancellationRequested);
            console.Fail(command, failure);
            return failure.ExitCode;
        }
    }

    internal static IReadOnlyList<CliCommand> CreateCommands() =>
    [
        new DemoCommand(),
        new KeygenCommand(),
        new PackCommand(),
        new PublishCommand(),
        new SignCommand(),
        new VerifyCommand(),
        new InspectCommand(),
        new PullCommand(),
        new ServeCommand(),
        new SimulateCommand(),
    ];

    internal static RootCommand CreateRoot(CommandOutput console)
    {
        IReadOnlyList<CliCommand> commands = CreateCommands();
        RootCommand root = new("Publishes, signs, verifies and installs firmware of small devices through OCI registries.");
        root.Add(new Option<bool>(JsonName) { Description = "Write one JSON document instead of text, failures too.", Recursive = true });
        foreach (CliCommand command in commands)
        {
            root.Add(command.Build(console));
        }

        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpPage((HelpAction)help.Action!, commands);
        root.SetAction(_ =>
        {
            foreach (string line in Overview.Lines(commands))
            {
                console.Line(line);
            }

            console.Result("", new JsonObject { ["commands"] = new JsonArray([.. commands.Select(command => (JsonNode)command.Name)]) });
            return 0;
        });
        return root;
    }
}
