using System.CommandLine;
using Updater.Cli.Failures;
using Updater.Cli.Reporting;

namespace Updater.Cli.Commands;

/// <summary>What a command runs with.</summary>
/// <param name="Name">Name of the command.</param>
/// <param name="Parse">The command line.</param>
/// <param name="Output">Where it reports.</param>
/// <param name="Cancel">Stops it.</param>
internal sealed record CommandContext(string Name, ParseResult Parse, CommandOutput Output, CancellationToken Cancel)
{
    /// <summary>Value of an option, or its default.</summary>
    public T? Value<T>(Option<T> option) => Parse.GetValue(option);

    /// <summary>Value of an argument; null only if it may be left out.</summary>
    public T Value<T>(Argument<T> argument) => Parse.GetValue(argument)!;

    /// <summary>A command line that says too little or contradicts itself.</summary>
    public CliException Usage(string found) => CliException.Usage(found, Name);
}
