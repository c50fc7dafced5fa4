using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Updater.Core.Platform;

namespace Updater.Registry.Credentials;

/// <summary>One configuration file of Docker or Podman. What is not about credentials is kept as it is; contents never reach a message.</summary>
internal sealed class CredentialFile
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };
    private readonly JsonObject _root;

    private CredentialFile(string path, JsonObject root)
    {
        Path = path;
        _root = root;
    }

    public string Path { get; }

    /// <summary>Reads a file; null if there is none.</summary>
    public static CredentialFile? Read(string path)
    {
        try
        {
            FileInfo file = new(path);
            if (!file.Exists)
            {
                return null;
            }

            if (file.Length > RegistryLimits.CredentialFileBytesMax)
            {
                throw Damaged(path, $"{file.Length} bytes");
            }

            byte[] content = File.ReadAllBytes(path);
            JsonNode? root = content.Length == 0 ? new JsonObject() : JsonNode.Parse(content, documentOptions: new JsonDocumentOptions
            {
                MaxDepth = RegistryLimits.JsonDepthMax,
                AllowDuplicateProperties = false,
            });
            return new CredentialFile(path, root as JsonObject ?? throw Damaged(path, "another JSON value"));
        }
        catch (Exception problem) when (problem is JsonException or IOException or UnauthorizedAccessException)
        {
            throw Damaged(path, problem is JsonException ? "something that is not JSON" : problem.Message);
        }
    }

    public static CredentialFile Empty(string path) => new(path, []);

    /// <summary>Name of the helper that keeps a registry's credentials, or null.</summary>
    public string? HelperOf(string authority)
    {
        foreach (KeyValuePair<string, JsonNode?> entry in Section("credHelpers"))
        {
            if (IsFor(entry.Key, authority))
            {
                return Text(entry.Value, "credHelpers");
            }
        }

        return Text(_root["credsStore"], "credsStore") is { Length: > 0 } store ? store : null;
    }

    /// <summary>The credential written in the file itself, or null.</summary>
    public RegistryCredential? Find(string authority)
    {
        foreach (KeyValuePair<string, JsonNode?> entry in Section("auths"))
        {
            if (IsFor(entry.Key, authority) && entry.Value is JsonObject values)
            {
                RegistryCredential? found = Read(values);
                if (found != null)
                {
                    return found;
                }
            }
        }

        return null;
    }

    public void Set(string authority, RegistryCredential credential)
    {
        Remove(authority);
        JsonObject entry = new() { ["auth"] = credential.BasicValue };
        if (credential.IdentityToken != null)
        {
            entry["identitytoken"] = credential.IdentityToken;
        }

        if (_root["auths"] is not JsonObject)
        {
            _root["auths"] = new JsonObject();
        }

        Section("auths")[authority] = entry;
    }

    /// <summary>Removes a registry's credential; whether there was one.</summary>
    public bool Remove(string authority)
    {
        JsonObject section = Section("auths");
        List<string> keys = [.. section.Select(entry => entry.Key).Where(key => IsFor(key, authority))];
        keys.ForEach(key => section.Remove(key));
        return keys.Count > 0;
    }

    /// <summary>Writes beside and renames; nobody but the owner may read it, not even for a moment.</summary>
    public void Write()
    {
        try
        {
            // A link to a file elsewhere stays one.
            FileInfo named = new(Path);
            string path = named.LinkTarget == null ? Path : named.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
            string folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
            CreateFolder(folder);
            string temporary = System.IO.Path.Combine(folder, $".updater-{Guid.NewGuid():N}.part");
            try
            {
                using (FileStream file = new(temporary, Private()))
                {
                    file.Write(JsonSerializer.SerializeToUtf8Bytes(_root, s_indented));
                    file.Flush(flushToDisk: true);
                }

                File.Move(temporary, path, overwrite: true);
            }
            catch
            {
                File.Delete(temporary);
                throw;
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new RegistryException(Outcome.ConfigMalformed, $"a file that can be written at {Path}", problem.Message,
                "check the folder's rights and the room on the disk", problem);
        }
    }

    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static FileStreamOptions Private()
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private RegistryCredential? Read(JsonObject values)
    {
        string? identity = Text(values["identitytoken"], "identitytoken");
        identity = string.IsNullOrEmpty(identity) ? null : identity;
        string? encoded = Text(values["auth"], "auth");
        if (string.IsNullOrEmpty(encoded))
        {
            string? user = Text(values["username"], "username");
            string? password = Text(values["password"], "password");
            return user != null && password != null ? new RegistryCredential(user, password) { IdentityToken = identity }
                : identity == null ? null : new RegistryCredential("", "") { IdentityToken = identity };
        }

        byte[] bytes = new byte[encoded.Length];
        int count = 0;
        int colon = Convert.TryFromBase64String(encoded, bytes, out count) ? bytes.AsSpan(0, count).IndexOf((byte)':') : -1;
        if (colon < 0)
        {
            throw Damaged(Path, "an 'auth' that is not user:password in base64");
        }

        string text = Encoding.UTF8.GetString(bytes.AsSpan(colon + 1, count - colon - 1)).TrimEnd('\0');
        return new RegistryCredential(Encoding.UTF8.GetString(bytes.AsSpan(0, colon)), text) { IdentityToken = identity };
    }

    private JsonObject Section(string name) => _root[name] switch
    {
        null => [],
        JsonObject section => section,
        _ => throw Damaged(Path, $"'{name}' that is no object"),
    };

    private string? Text(JsonNode? node, string name) => node switch
    {
        null => null,
        JsonValue value when value.TryGetValue(out string? text) => text,
        _ => throw Damaged(Path, $"'{name}' that is no text"),
    };

    // Keys are hosts, or addresses of the first registry protocol: https://host/v1/.
    private static bool IsFor(string key, string authority)
    {
        ReadOnlySpan<char> host = key;
        int scheme = host.IndexOf("://");
        host = scheme < 0 ? host : host[(scheme + 3)..];
        int slash = host.IndexOf('/');
        if (slash >= 0 && host[slash..] is not ("/" or "/v1" or "/v1/" or "/v2" or "/v2/"))
        {
            // Podman's keys for one repository: not for the whole registry.
            return false;
        }

        return (slash < 0 ? host : host[..slash]).Equals(authority, StringComparison.OrdinalIgnoreCase);
    }

    private static RegistryException Damaged(string path, string found) =>
        new(Outcome.ConfigMalformed, $"a configuration of Docker or Podman in {path}", found,
            "repair the file, or log in again after moving it away");
}
