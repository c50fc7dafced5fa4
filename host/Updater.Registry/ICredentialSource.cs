namespace Updater.Registry;

/// <summary>Where a client finds credentials.</summary>
public interface ICredentialSource
{
    /// <summary>Credentials for a registry.</summary>
    /// <param name="authority">Host and port of the registry.</param>
    /// <returns>The credentials, or null to go without.</returns>
    RegistryCredential? Find(string authority);
}
