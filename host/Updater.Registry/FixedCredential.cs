namespace Updater.Registry;

/// <summary>One credential for one registry.</summary>
/// <param name="authority">Host and port it is for.</param>
/// <param name="credential">The credential.</param>
public sealed class FixedCredential(string authority, RegistryCredential credential) : ICredentialSource
{
    /// <inheritdoc/>
    public RegistryCredential? Find(string asked) => string.Equals(asked, authority, StringComparison.OrdinalIgnoreCase) ? credential : null;
}
