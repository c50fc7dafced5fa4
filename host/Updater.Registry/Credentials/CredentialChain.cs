namespace Updater.Registry.Credentials;

/// <summary>Several sources of credentials: the first that has one decides.</summary>
/// <param name="sources">The sources, in order.</param>
public sealed class CredentialChain(params IReadOnlyList<ICredentialSource> sources) : ICredentialSource
{
    /// <inheritdoc/>
    public RegistryCredential? Find(string authority)
    {
        foreach (ICredentialSource source in sources)
        {
            if (source.Find(authority) is RegistryCredential found)
            {
                return found;
            }
        }

        return null;
    }
}
