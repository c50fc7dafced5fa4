namespace Updater.Registry.Credentials;

/// <summary>
/// Credentials from the configuration files of Docker and Podman, read as those tools do: <c>$REGISTRY_AUTH_FILE</c> alone if it is set, else
/// <c>$DOCKER_CONFIG/config.json</c> or <c>~/.docker/config.json</c>, then <c>$XDG_RUNTIME_DIR/containers/auth.json</c>. A registry's helper
/// (<c>credHelpers</c>, <c>credsStore</c>) is asked before the file itself. What was found is kept for the life of this object.
/// </summary>
public sealed class DockerConfigCredentials : ICredentialSource
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, RegistryCredential?> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly Func<string, string?> _variable;
    private readonly int _helperTimeoutMs;

    /// <summary>Makes the source; files are read when it is asked.</summary>
    /// <param name="variable">Reads an environment variable; null for the process's own.</param>
    /// <param name="helperTimeoutMs">Time for one answer of a credential helper.</param>
    public DockerConfigCredentials(Func<string, string?>? variable = null, int helperTimeoutMs = RegistryLimits.CredentialHelperTimeoutMs)
    {
        _variable = variable ?? Environment.GetEnvironmentVariable;
        _helperTimeoutMs = helperTimeoutMs;
    }

    /// <summary>The files looked at, in order.</summary>
    public IReadOnlyList<string> Paths
    {
        get
        {
            if (Read("REGISTRY_AUTH_FILE") is string only)
            {
                return [only];
            }

            List<string> paths = [];
            string? home = Read("HOME") ?? Read("USERPROFILE");
            string? folder = Read("DOCKER_CONFIG") ?? (home == null ? null : Path.Combine(home, ".docker"));
            if (folder != null)
            {
                paths.Add(Path.Combine(folder, "config.json"));
            }

            if (Read("XDG_RUNTIME_DIR") is string runtime)
            {
                paths.Add(Path.Combine(runtime, "containers", "auth.json"));
            }

            return paths;
        }
    }

    /// <inheritdoc/>
    public RegistryCredential? Find(string authority)
    {
        lock (_lock)
        {
            if (!_known.TryGetValue(authority, out RegistryCredential? found))
            {
                found = Look(authority);
                _known[authority] = found;
            }

            return found;
        }
    }

    /// <summary>Keeps a credential: with the configured helper if there is one, else in the first of <see cref="Paths"/>, which then only its
    /// owner may read.</summary>
    /// <param name="authority">Host and port of the registry.</param>
    /// <param name="credential">The credential; check it at the registry first.</param>
    /// <returns>Where it is kept.</returns>
    public string Login(string authority, RegistryCredential credential)
    {
        string address = RegistryClient.AddressOf(authority).Authority;
        CredentialFile file = Open();
        lock (_lock)
        {
            if (file.HelperOf(address) is string helper)
            {
                Helper(helper).Store(address, credential);
                _known[address] = credential;
                return "docker-credential-" + helper;
            }

            file.Set(address, credential);
            file.Write();
            _known[address] = credential;
            return file.Path;
        }
    }

    /// <summary>Forgets a credential, wherever it is kept.</summary>
    /// <param name="authority">Host and port of the registry.</param>
    /// <returns>Whether there was one.</returns>
    public bool Logout(string authority)
    {
        lock (_lock)
        {
            bool wasThere = false;
            foreach (CredentialFile file in Paths.Select(CredentialFile.Read).OfType<CredentialFile>())
            {
                if (file.HelperOf(authority) is string name && Helper(name) is CredentialHelper helper && helper.Find(authority) != null)
                {
                    helper.Erase(authority);
                    wasThere = true;
                }

                if (file.Remove(authority))
                {
                    file.Write();
                    wasThere = true;
                }
            }

            _known.Remove(authority);
            return wasThere;
        }
    }

    private RegistryCredential? Look(string authority)
    {
        foreach (CredentialFile file in Paths.Select(CredentialFile.Read).OfType<CredentialFile>())
        {
            RegistryCredential? found = file.HelperOf(authority) is string name ? FromHelper(file, name, authority) : file.Find(authority);
            if (found != null)
            {
                return found;
            }
        }

        return null;
    }

    // A helper that is gone does not matter where the file itself has the credential.
    private RegistryCredential? FromHelper(CredentialFile file, string name, string authority)
    {
        try
        {
            return Helper(name).Find(authority) ?? file.Find(authority);
        }
        catch (RegistryException) when (file.Find(authority) != null)
        {
            return file.Find(authority);
        }
    }

    private CredentialHelper Helper(string name) => new(name, Read("PATH") ?? "", _helperTimeoutMs);

    private CredentialFile Open()
    {
        string path = Paths.Count > 0 ? Paths[0] : throw new RegistryException(Core.Platform.Outcome.ConfigMalformed,
            "a place for credentials", "none of DOCKER_CONFIG, HOME, REGISTRY_AUTH_FILE, XDG_RUNTIME_DIR", "set one of them");
        return CredentialFile.Read(path) ?? CredentialFile.Empty(path);
    }

    private string? Read(string name) => _variable(name) is { Length: > 0 } value ? value : null;
}
