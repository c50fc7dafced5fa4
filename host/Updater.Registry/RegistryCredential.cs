namespace Updater.Registry;

/// <summary>User and password for a registry.</summary>
/// <param name="User">User.</param>
/// <param name="Password">Password or access token.</param>
public sealed record RegistryCredential(string User, string Password)
{
    /// <summary>Token of the registry's token service that stands for the user (Docker's <c>identitytoken</c>), or null. It is only ever sent to
    /// that service.</summary>
    public string? IdentityToken { get; init; }

    internal string BasicValue => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(User + ":" + Password));

    /// <summary>The user; never the password.</summary>
    public override string ToString() => User;
}
