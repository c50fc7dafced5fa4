using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Updater.Cli.Commands;

namespace Updater.Cli.Reporting;

/// <summary>Help of a command, with examples at its end; of the program, with the journey at its start.</summary>
internal sealed class HelpPage : SynchronousCommandLineAction
{
    private const int WidthChars = 120;
    private readonly HelpAction _standard;
    private readonly IReadOnlyList<CliCommand> _commands;

    public HelpPage(HelpAction standard, IReadOnlyList<CliCommand> commands)
    {
        _standard = standard;
        _standard.MaxWidth = WidthChars;
        _commands = commands;
    }

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        TextWriter output = parseResult.InvocationConfiguration.Output;
        CliCommand? command = _commands.FirstOrDefault(known => known.Name == parseResult.CommandResult.Command.Name);
        if (command == null)
        {
            foreach (string line in Overview.Lines(_commands))
            {
                output.WriteLine(line);
            }

            return 0;
        }

        _standard.Invoke(parseResult);
        output.WriteLine(command.Examples.Count > 1 ? "Examples:" : "Example:");
        foreach (string example in command.Examples)
        {
            output.WriteLine("  " + example);
        }

        return 0;
    }
}
