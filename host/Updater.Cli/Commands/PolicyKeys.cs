using System.CommandLine;
using Updater.Cli.Files;
using Updater.Signing;

namespace Updater.Cli.Commands;

/// <summary>Public keys on the command line.</summary>
internal sealed class PolicyKeys(string description, bool isRequired)
{
    private readonly Option<string[]> _keys = new("--key") { Description = description, HelpName = "KEY.pub.pem", Required = isRequired };

    public IEnumerable<Symbol> Symbols => [_keys];

    /// <summary>Reads the keys.</summary>
    public IReadOnlyList<PublicKey> Read(CommandContext context) =>
        [.. (context.Value(_keys) ?? []).Select(path => PublicKey.FromPem(InputFile.ReadText(path, CliLimits.KeyFileBytesMax)))];
}
