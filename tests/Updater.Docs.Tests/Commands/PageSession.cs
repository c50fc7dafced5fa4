using System.Text;
using System.Text.RegularExpressions;
using Updater.Cli;

namespace Updater.Docs.Tests.Commands;

/// <summary>
/// Runs the commands of one page in order, in a folder of their own, through the program's own entry. <c>serve</c> runs beside the others on a port the system
/// chooses; the address the page names is replaced by it.
/// </summary>
internal sealed partial class PageSession : IAsyncDisposable
{
    private const string WrittenAddress = "127.0.0.1:5000";
    private const int FirmwareBytes = 30000;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);
    private readonly string _folder = Directory.CreateTempSubdirectory("updater-docs-").FullName;
    private readonly string _oldFolder = Directory.GetCurrentDirectory();
    private readonly CancellationTokenSource _stop = new();
    private readonly StringWriter _served = new();
    private Task<int>? _server;
    private string _address = WrittenAddress;

    public PageSession()
    {
        // What the reader brings: firmware.
        byte[] firmware = new byte[FirmwareBytes];
        new Random(1).NextBytes(firmware);
        File.WriteAllBytes(Path.Combine(_folder, "app.bin"), firmware);
        Directory.SetCurrentDirectory(_folder);
    }

    /// <summary>Arguments of the program, or null if the command is another one.</summary>
    public static IReadOnlyList<string>? ArgumentsOf(ShellCommand command)
    {
        string[] run = ["dotnet", "run", "--project", "host/Updater.Cli", "--"];
        return command.Words[0] == "updater" ? [.. command.Words.Skip(1)]
            : command.Words.Take(run.Length).SequenceEqual(run) ? [.. command.Words.Skip(run.Length)]
            : null;
    }

    /// <summary>Runs one command and says what is wrong, or null.</summary>
    public async Task<string?> RunAsync(ShellCommand command)
    {
        string[] args = [.. ArgumentsOf(command)!.Select(word => word.Replace(WrittenAddress, _address, StringComparison.Ordinal))];
        if (args.Length > 0 && args[0] == "serve")
        {
            return await ServeAsync(args);
        }

        using CancellationTokenSource timeout = new(s_patience);
        StringBuilder said = new();
        using StringWriter output = new(said);
        int exitCode = await CliApplication.RunAsync(args, output, output, timeout.Token);
        Console.WriteLine($"$ {command.Text}\n{said}");
        return exitCode == command.ExitCode ? null : $"{command.Text}\n  expected exit code {command.ExitCode}, found {exitCode}:\n{said}";
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        int exitCode = _server == null ? 0 : await _server.WaitAsync(s_patience);
        Directory.SetCurrentDirectory(_oldFolder);
        Directory.Delete(_folder, recursive: true);
        _stop.Dispose();
        Assert.AreEqual(0, exitCode, _served.ToString());
    }

    private async Task<string?> ServeAsync(string[] args)
    {
        if (_server != null || !args.Contains(WrittenAddress))
        {
            return $"serve: expected once, with --listen {WrittenAddress}";
        }

        TextWriter output = TextWriter.Synchronized(_served);
        _server = CliApplication.RunAsync([.. args.Select(word => word == WrittenAddress ? "127.0.0.1:0" : word)], output, output, _stop.Token);
        for (DateTime end = DateTime.UtcNow + s_patience; DateTime.UtcNow < end && !_server.IsCompleted; await Task.Delay(20))
        {
            Match address;
            lock (output)
            {
                address = AddressPattern().Match(_served.ToString());
            }

            if (address.Success)
            {
                _address = address.Groups[1].Value;
                return null;
            }
        }

        return $"serve: expected an address, found {_served}";
    }

    [GeneratedRegex("http://(127.0.0.1:[0-9]+)/")]
    private static partial Regex AddressPattern();
}
