using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Updater.Core.Platform;

namespace Updater.Registry.Credentials;

/// <summary>
/// A program <c>docker-credential-NAME</c> that keeps credentials (docker-credential-helpers): one word as argument, a registry or JSON on
/// standard input, JSON on standard output. Bounded in time and in bytes.
/// </summary>
internal sealed class CredentialHelper(string name, string searchPath, int timeoutMs)
{
    // The helper says so of a registry it does not know, on standard output, and ends with 1.
    private const string UnknownText = "credentials not found";
    private const string IdentityUser = "<token>";

    public RegistryCredential? Find(string authority)
    {
        (int code, string answer) = Run("get", authority);
        if (code != 0)
        {
            return answer.Contains(UnknownText, StringComparison.OrdinalIgnoreCase) ? null : throw Failed($"it ended with {code}");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(answer);
            string user = document.RootElement.GetProperty("Username").GetString()!;
            string secret = document.RootElement.GetProperty("Secret").GetString()!;
            return user == IdentityUser ? new RegistryCredential("", "") { IdentityToken = secret } : new RegistryCredential(user, secret);
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw Failed("an answer that is no credential in JSON");
        }
    }

    public void Store(string authority, RegistryCredential credential)
    {
        bool isIdentity = credential.IdentityToken != null;
        string entry = JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["ServerURL"] = authority,
            ["Username"] = isIdentity ? IdentityUser : credential.User,
            ["Secret"] = credential.IdentityToken ?? credential.Password,
        });
        Require(Run("store", entry).Code);
    }

    public void Erase(string authority) => Require(Run("erase", authority).Code);

    private void Require(int code)
    {
        if (code != 0)
        {
            throw Failed($"it ended with {code}");
        }
    }

    private (int Code, string Answer) Run(string verb, string input)
    {
        ProcessStartInfo start = new(FindProgram(), [verb])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        try
        {
            using Process process = Process.Start(start)!;
            using CancellationTokenSource limit = new(timeoutMs);
            try
            {
                return ExchangeAsync(process, input, limit.Token).GetAwaiter().GetResult();
            }
            finally
            {
                if (!process.HasExited)
                {
                    process.Kill(entireProcessTree: true);
                }
            }
        }
        catch (OperationCanceledException)
        {
            throw new RegistryException(Outcome.TimedOut, $"an answer of {ProgramName} within {timeoutMs} ms", "none",
                "unlock the store it uses, or log in without it");
        }
        catch (Exception problem) when (problem is System.ComponentModel.Win32Exception or IOException)
        {
            throw Failed(problem.Message);
        }
    }

    private async Task<(int, string)> ExchangeAsync(Process process, string input, CancellationToken cancel)
    {
        Task<string> errors = ReadAsync(process.StandardError, cancel);
        Task<string> answer = ReadAsync(process.StandardOutput, cancel);
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), cancel).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It did not read its input; its exit code tells.
        }

        string text = await answer.ConfigureAwait(false);
        await errors.ConfigureAwait(false);
        await process.WaitForExitAsync(cancel).ConfigureAwait(false);
        return (process.ExitCode, text);
    }

    private async Task<string> ReadAsync(StreamReader reader, CancellationToken cancel)
    {
        char[] buffer = new char[RegistryLimits.CredentialReplyBytesMax];
        int count = await reader.ReadBlockAsync(buffer, cancel).ConfigureAwait(false);
        return count < buffer.Length ? new string(buffer, 0, count) : throw Failed("an endless answer");
    }

    private string ProgramName => "docker-credential-" + name;

    private string FindProgram()
    {
        // The name comes from a file: it must not become a path.
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            throw Failed("a helper's name that is none");
        }

        foreach (string folder in searchPath.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (string file in (string[])[Path.Combine(folder, ProgramName), Path.Combine(folder, ProgramName + ".exe")])
            {
                if (Path.IsPathFullyQualified(file) && File.Exists(file))
                {
                    return file;
                }
            }
        }

        throw Failed("no such program on PATH");
    }

    private RegistryException Failed(string found) =>
        new(Outcome.ConfigMalformed, $"credentials of {ProgramName}", found,
            "install or repair the helper, or take it out of the configuration and log in again");
}
