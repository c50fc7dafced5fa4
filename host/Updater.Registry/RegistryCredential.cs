namespace Updater.Registry;

/// <summary>User and password for a registry.</summary>
/// <param name="User">User.</param>
/// <param name="Password">Password or access token.</param>
public sealed record RegistryCredential(string User, string Password)
{
    internal string BasicValue => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(User + ":" + Password));

    /// <summary>The user; never the password.</summary>
    public override string ToString() => User;
}
