using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Updater.Vectors;

/// <summary>
/// Debian's <c>docker-registry</c> (CNCF distribution 2.8), started on loopback with a folder of its own: a registry that is not ours. Package
/// <c>docker-registry</c>; where it is not installed, tests say so, and in CI they fail.
/// </summary>
public sealed class DockerRegistry : IAsyncDisposable
{
    /// <summary>User of a registry started with a password.</summary>
    public const string User = "tester";

    /// <summary>Password of a registry started with one.</summary>
    public const string Password = "secret";

    // bcrypt of the password: the one form of htpasswd that distribution takes.
    private const string PasswordFile = User + ":$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a\n";
    private const int StartTimeoutMs = 15_000;
    private const int StartsMax = 3;

    private readonly Process _process;
    private readonly string _folder;

    private DockerRegistry(Process process, string folder, int port)
    {
        _process = process;
        _folder = folder;
        BaseAddress = new Uri($"http://127.0.0.1:{port}/");
    }

    /// <summary>Address of the registry.</summary>
    public Uri BaseAddress { get; }

    /// <summary>Host and port, as in references.</summary>
    public string Authority => BaseAddress.Authority;

    /// <summary>Starts the registry.</summary>
    /// <param name="needsPassword">Whether it asks for <see cref="User"/> and <see cref="Password"/> (Basic).</param>
    /// <returns>The registry; or null where it is not installed, which the console then says.</returns>
    /// <exception cref="InvalidOperationException">It is not installed and this is CI, or it does not start.</exception>
    public static async Task<DockerRegistry?> TryStart(bool needsPassword = false)
    {
        string? program = FindProgram();
        if (program == null)
        {
            if (Environment.GetEnvironmentVariable("CI") == "true")
            {
                throw new InvalidOperationException("docker-registry is not installed: apt-get install docker-registry");
            }

            Console.WriteLine("docker-registry is absent: nothing was tested against it (apt-get install docker-registry)");
            return null;
        }

        for (int attempt = 1; ; attempt++)
        {
            // The port is free now and may be taken a moment later: then once more.
            DockerRegistry registry = Start(program, needsPassword);
            if (await registry.AnswersAsync())
            {
                return registry;
            }

            await registry.DisposeAsync();
            if (attempt == StartsMax)
            {
                throw new InvalidOperationException($"docker-registry did not answer within {StartTimeoutMs} ms");
            }
        }
    }

    /// <summary>Stops the process and removes the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string? FindProgram()
    {
        string path = Environment.GetEnvironmentVariable("PATH") ?? "";
        return path.Split(Path.PathSeparator).Append("/usr/bin").Select(folder => Path.Combine(folder, "docker-registry")).FirstOrDefault(File.Exists);
    }

    private static DockerRegistry Start(string program, bool needsPassword)
    {
        int port;
        using (TcpListener probe = new(IPAddress.Loopback, 0))
        {
            probe.Start();
            port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }

        string folder = Directory.CreateTempSubdirectory("updater-docker-registry-").FullName;
        string config = Path.Combine(folder, "config.yml");
        string access = "";
        if (needsPassword)
        {
            string passwords = Path.Combine(folder, "htpasswd");
            File.WriteAllText(passwords, PasswordFile);
            access = $"auth:\n  htpasswd:\n    realm: updater\n    path: {passwords}\n";
        }

        File.WriteAllText(config, "version: 0.1\nlog:\n  level: panic\n  accesslog:\n    disabled: true\n"
            + $"storage:\n  filesystem:\n    rootdirectory: {folder}/data\n  delete:\n    enabled: true\nhttp:\n  addr: 127.0.0.1:{port}\n" + access);
        ProcessStartInfo start = new(program, ["serve", config]) { RedirectStandardOutput = true, RedirectStandardError = true };
        Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new DockerRegistry(process, folder, port);
    }

    private async Task<bool> AnswersAsync()
    {
        using HttpClient http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(2) };
        long end = Environment.TickCount64 + StartTimeoutMs;
        while (Environment.TickCount64 < end && !_process.HasExited)
        {
            try
            {
                using HttpResponseMessage answer = await http.GetAsync(new Uri(BaseAddress, "v2/"));
                // Also an answer of 401 says Docker-Distribution-Api-Version; another program on the port would not.
                return answer.Headers.Contains("Docker-Distribution-Api-Version");
            }
            catch (Exception problem) when (problem is HttpRequestException or OperationCanceledException)
            {
                await Task.Delay(25);
            }
        }

        return false;
    }
}
