using System.CommandLine;
using System.Text.Json.Nodes;
using Updater.Cli.Failures;
using Updater.Cli.Files;
using Updater.Signing;

namespace Updater.Cli.Commands;

/// <summary>Makes a key pair.</summary>
internal sealed class KeygenCommand : CliCommand
{
    private readonly Option<string> _folder = new("--out")
    {
        Description = "Folder for the two files; it is made if need be.",
        HelpName = "DIR",
        Required = true,
    };
    private readonly Option<string> _name = new("--name")
    {
        Description = "Name of the files.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "release",
    };
    private readonly Option<string> _passphraseVariable = SigningKeys.CreatePassphraseOption(
        "Environment variable with a passphrase to encrypt the private key.");
    private readonly Option<bool> _force = new("--force") { Description = "Replace existing files." };

    public override string Name => "keygen";

    public override string Description => "Make a P-256 key pair that signs releases and images.";

    public override IReadOnlyList<string> Examples =>
        ["updater keygen --out keys", "updater keygen --out keys --name backup --passphrase-env KEY_PASSPHRASE"];

    protected override IEnumerable<Symbol> Symbols => [_folder, _name, _passphraseVariable, _force];

    protected override Task<JsonObject?> RunAsync(CommandContext context)
    {
        string name = context.Value(_name)!;
        if (!FileTitle.IsFileName(name))
        {
            throw context.Usage($"--name \"{name}\" is no plain file name.");
        }

        string? passphrase = SigningKeys.Passphrase(context, _passphraseVariable);
        string folder = context.Value(_folder)!;
        string secretPath = Path.Combine(folder, name + ".pem");
        string publicPath = Path.Combine(folder, name + ".pub.pem");
        OutputFile.MakeFolder(folder);
        foreach (string path in new[] { secretPath, publicPath })
        {
            if (File.Exists(path) && !context.Value(_force))
            {
                throw CliException.Unwritable(path, "the file exists", "choose another --name, or give --force to replace the key for good");
            }
        }

        using KeyPair pair = KeyPair.Generate();
        Write(secretPath, path => pair.WritePrivate(path, passphrase));
        Write(publicPath, pair.Public.Write);
        context.Output.Done($"key {pair.KeyId}");
        context.Output.Fields(("private", secretPath + (passphrase == null ? "" : " (encrypted)")), ("public", publicPath));
        context.Output.Line("  Keep the private file secret; devices and verifiers get the public one.");
        return Task.FromResult<JsonObject?>(new JsonObject { ["keyId"] = pair.KeyId, ["privateKey"] = secretPath, ["publicKey"] = publicPath });
    }

    // Beside and renamed: a failure leaves the old key in place.
    private static void Write(string path, Action<string> write)
    {
        string temporary = $"{path}.{Guid.NewGuid():N}";
        try
        {
            write(temporary);
            File.Move(temporary, path, overwrite: true);
        }
        catch (SigningException problem)
        {
            throw CliException.Unwritable(path, problem.Found);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            File.Delete(temporary);
            throw CliException.Unwritable(path, problem.Message);
        }
    }
}
