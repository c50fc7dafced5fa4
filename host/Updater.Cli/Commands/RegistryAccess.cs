using System.CommandLine;
using Updater.Core.Content;
using Updater.Device.Registry;
using Updater.Registry;

namespace Updater.Cli.Commands;

/// <summary>Options that say how a registry is reached, and what comes of them for the host's client and for the device's.</summary>
internal sealed class RegistryAccess
{
    private const string UserVariable = "UPDATER_USER";
    private const string PasswordVariable = "UPDATER_PASSWORD";

    private readonly Option<bool> _plainHttp = new("--plain-http") { Description = "Plain HTTP instead of HTTPS (on loopback it is the default)." };
    private readonly Option<string> _user = new("--user") { Description = $"User at the registry (or {UserVariable}).", HelpName = "USER" };
    private readonly Option<string> _password = new("--password")
    {
        Description = $"Password or token at the registry (or {PasswordVariable}).",
        HelpName = "PASSWORD",
    };

    public IEnumerable<Symbol> Symbols => [_plainHttp, _user, _password];

    /// <summary>A client of the registry that a reference names.</summary>
    public RegistryClient Connect(CommandContext context, Reference reference)
    {
        Uri address = AddressOf(context, reference);
        RegistryCredential? credential = CredentialOf(context);
        return new RegistryClient(address, new RegistryClientOptions
        {
            Credentials = credential == null ? null : new FixedCredential(address.Authority, credential),
            RetriesMax = CliLimits.RetriesMax,
            RetryDelayMs = CliLimits.RetryDelayMs,
        });
    }

    /// <summary>The same settings for the device's own registry adapter.</summary>
    public RegistryOptions ForDevice(CommandContext context, Reference reference)
    {
        RegistryCredential? credential = CredentialOf(context);
        return new RegistryOptions
        {
            IsPlainHttp = AddressOf(context, reference).Scheme == Uri.UriSchemeHttp,
            User = credential?.User,
            Password = credential?.Password,
        };
    }

    /// <summary>Whether plain HTTP was asked for.</summary>
    public bool UsesPlainHttp(CommandContext context) => context.Value(_plainHttp);

    private Uri AddressOf(CommandContext context, Reference reference) => RegistryClient.AddressOf(reference.Registry, context.Value(_plainHttp));

    /// <summary>The credential given, or null.</summary>
    public RegistryCredential? CredentialOf(CommandContext context)
    {
        string? user = context.Value(_user) ?? Variable(UserVariable);
        string? password = context.Value(_password) ?? Variable(PasswordVariable);
        if ((user == null) != (password == null))
        {
            throw context.Usage(user == null ? "A password without a user." : "A user without a password.");
        }

        return user == null ? null : new RegistryCredential(user, password!);
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
