using Updater.Core.Platform;

namespace Updater.Registry.Credentials;

/// <summary>
/// Credentials of environment variables. They are for one registry: that of <c>UPDATER_REGISTRY</c>, or else the one the caller names; never for
/// whatever registry happens to be asked.
/// </summary>
/// <param name="authority">Registry that they are for where <c>UPDATER_REGISTRY</c> is not set; null for none.</param>
/// <param name="variable">Reads a variable; null for the process's own environment.</param>
public sealed class EnvironmentCredentials(string? authority, Func<string, string?>? variable = null) : ICredentialSource
{
    /// <summary>Variable of the registry's host and port.</summary>
    public const string RegistryVariable = "UPDATER_REGISTRY";

    /// <summary>Variable of the user.</summary>
    public const string UserVariable = "UPDATER_USER";

    /// <summary>Variable of the password or token.</summary>
    public const string PasswordVariable = "UPDATER_PASSWORD";

    /// <inheritdoc/>
    public RegistryCredential? Find(string asked)
    {
        if (!string.Equals(asked, Read(RegistryVariable) ?? authority, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string? user = Read(UserVariable);
        string? password = Read(PasswordVariable);
        if ((user == null) != (password == null))
        {
            throw new RegistryException(Outcome.ConfigMalformed, $"both {UserVariable} and {PasswordVariable}",
                $"only {(user == null ? PasswordVariable : UserVariable)}", "set the other one too, or neither");
        }

        return user == null ? null : new RegistryCredential(user, password!);
    }

    private string? Read(string name) => (variable ?? Environment.GetEnvironmentVariable)(name) is { Length: > 0 } value ? value : null;
}
