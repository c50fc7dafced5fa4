using System.CommandLine;
using System.Security.Cryptography;
using Updater.Cli.Failures;
using Updater.Cli.Files;
using Updater.Core.Platform;
using Updater.Signing;

namespace Updater.Cli.Commands;

/// <summary>Private keys on the command line, with the passphrase of encrypted ones.</summary>
internal sealed class SigningKeys
{
    private readonly Option<string[]> _keys;
    private readonly Option<string> _passphraseVariable = CreatePassphraseOption("Environment variable that holds the passphrase of encrypted keys.");

    public SigningKeys(string name, string description, bool isRequired) =>
        _keys = new Option<string[]>(name) { Description = description, HelpName = "KEY.pem", Required = isRequired };

    public IEnumerable<Symbol> Symbols => [_keys, _passphraseVariable];

    public static Option<string> CreatePassphraseOption(string description) => new("--passphrase-env")
    {
        Description = description,
        HelpName = "VAR",
    };

    /// <summary>The passphrase in a variable.</summary>
    public static string? Passphrase(CommandContext context, Option<string> option)
    {
        string? name = context.Value(option);
        if (name == null)
        {
            return null;
        }

        return Environment.GetEnvironmentVariable(name) is { Length: > 0 } passphrase
            ? passphrase
            : throw CliException.Of(
                Outcome.ConfigMalformed, $"a passphrase in the environment variable {name}", "none", $"set {name}, or leave out --passphrase-env");
    }

    /// <summary>Reads the keys.</summary>
    public IReadOnlyList<KeyPair> Read(CommandContext context)
    {
        string? passphrase = Passphrase(context, _passphraseVariable);
        return [.. (context.Value(_keys) ?? []).Select(path => Read(path, passphrase))];
    }

    private static KeyPair Read(string path, string? passphrase)
    {
        string pem = InputFile.ReadText(path, CliLimits.KeyFileBytesMax);
        try
        {
            return KeyPair.FromPem(pem, passphrase);
        }
        catch (SigningException problem) when (pem.Contains("ENCRYPTED", StringComparison.Ordinal))
        {
            string nextStep = passphrase == null
                ? "put the passphrase into an environment variable and name it: --passphrase-env VAR"
                : "check the passphrase in the variable that --passphrase-env names";
            throw CliException.Of(problem.Outcome, problem.Expected, $"{problem.Found} ({path})", nextStep);
        }
    }

    /// <summary>A key in the form that images are signed with.</summary>
    public static ECDsa ToImageKey(KeyPair pair)
    {
        ECDsa key = ECDsa.Create();
        key.ImportFromPem(pair.ToPrivatePem());
        return key;
    }
}
