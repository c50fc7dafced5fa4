using System.CommandLine;
using System.Text.Json.Nodes;
using Updater.Cli.Reporting;

namespace Updater.Cli.Commands;

/// <summary>One command of the program.</summary>
internal abstract class CliCommand
{
    /// <summary>Its name.</summary>
    public abstract string Name { get; }

    /// <summary>What it does, in one line.</summary>
    public abstract string Description { get; }

    /// <summary>Command lines that work; help ends with them.</summary>
    public abstract IReadOnlyList<string> Examples { get; }

    /// <summary>Arguments and options, in the order of the help.</summary>
    protected abstract IEnumerable<Symbol> Symbols { get; }

    /// <summary>Joins the command to a console.</summary>
    public Command Build(CommandOutput console)
    {
        Command command = new(Name, Description);
        foreach (Symbol symbol in Symbols)
        {
            if (symbol is Argument argument)
            {
                command.Add(argument);
            }
            else
            {
                command.Add((Option)symbol);
            }
        }

        command.SetAction(async (parse, cancel) =>
        {
            JsonObject? result = await RunAsync(new CommandContext(Name, parse, console, cancel));
            if (result != null)
            {
                console.Result(Name, result);
            }

            return 0;
        });
        return command;
    }

    /// <summary>Does the work.</summary>
    /// <returns>Fields of the JSON document, or null if the command wrote it itself.</returns>
    /// <exception cref="Exception">It failed; the program maps the exception (<see cref="Failures.FailureMap"/>).</exception>
    protected abstract Task<JsonObject?> RunAsync(CommandContext context);
}
