using System.Diagnostics;
using Updater.Registry;

namespace Updater.Cli.Tests;

[TestClass]
public sealed class StopTests
{
    private const string Interrupted = "Interrupted";

    [TestMethod]
    [DataRow("simulate", "--devices", "3", "--timeout", "100")]
    [DataRow("demo")]
    public async Task Devices_that_run_are_stopped_with_the_command(params string[] args)
    {
        await using CliSite site = await CliSite.StartAsync();
        using CancellationTokenSource stop = new();
        TaskCompletionSource running = new();
        site.Server.Filter = new RequestFilter(request => AnswerSlowly(request, running));
        using StringWriter output = new();
        using StringWriter error = new();
        Task<int> command = Task.Run(() => CliApplication.RunAsync([.. args, "--registry", site.Name], output, error, stop.Token));
        await running.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await stop.CancelAsync();
        Stopwatch watch = Stopwatch.StartNew();
        int exitCode = await command.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.AreEqual(1, exitCode, output.ToString() + error);
        Assert.Contains(Interrupted, error.ToString());
        Assert.IsLessThan(8.0, watch.Elapsed.TotalSeconds);
    }

    [TestMethod]
    public async Task Devices_that_update_in_vain_are_stopped_with_the_command()
    {
        await using CliSite site = await CliSite.StartAsync();
        using CancellationTokenSource stop = new();
        int fetchedCount = 0;
        TaskCompletionSource running = new();
        site.Server.Filter = new RequestFilter(request =>
        {
            if (request.Kind != RequestKind.Blob || request.Method != "GET")
            {
                return null;
            }

            if (Interlocked.Increment(ref fetchedCount) > 3)
            {
                running.TrySetResult();
            }

            return RequestFault.Answer(503);
        });
        using StringWriter error = new();
        Task<int> command = Task.Run(
            () => CliApplication.RunAsync(["simulate", "--devices", "3", "--registry", site.Name, "--timeout", "100"], TextWriter.Null, error, stop.Token));
        await running.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await stop.CancelAsync();
        Assert.AreEqual(1, await command.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Contains(Interrupted, error.ToString());
    }

    [TestMethod]
    public async Task A_second_signal_does_not_keep_the_program_from_cleaning_up()
    {
        if (OperatingSystem.IsWindows())
        {
            Console.WriteLine("signals are sent with kill, which is not here");
            return;
        }

        await using CliSite site = await CliSite.StartAsync();
        string temporary = Directory.CreateDirectory(site.PathOf("tmp")).FullName;
        TaskCompletionSource running = new();
        TaskCompletionSource cleaning = new();
        site.Server.Filter = new RequestFilter(request =>
        {
            if (request.Method == "DELETE")
            {
                // Clean-up is under way for as long as it takes to send a signal.
                cleaning.TrySetResult();
                Thread.Sleep(500);
            }

            return AnswerSlowly(request, running);
        });
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "updater.dll"), "demo", "--registry", site.Name])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TMPDIR"] = temporary;
        using Process program = Process.Start(start)!;
        Task<string> error = program.StandardError.ReadToEndAsync();
        Task<string> output = program.StandardOutput.ReadToEndAsync();
        await running.Task.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.HasCount(1, Directory.GetDirectories(temporary, "updater-*"));
        Signal(program, "INT");
        await cleaning.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Signal(program, "INT");
        Signal(program, "TERM");
        await program.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.AreEqual(1, program.ExitCode, await output + await error);
        Assert.Contains(Interrupted, await error);
        Assert.IsEmpty(Directory.GetDirectories(temporary, "updater-*"));
    }

    private static void Signal(Process program, string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", $"{program.Id}"]);
        kill.WaitForExit();
    }

    // Layers come in pieces, so slowly that a device is not done with one for minutes.
    private static RequestFault? AnswerSlowly(RegistryRequest request, TaskCompletionSource running)
    {
        if (request.Kind != RequestKind.Blob || request.Method != "GET")
        {
            return null;
        }

        running.TrySetResult();
        return RequestFault.Slow(64, 100);
    }
}
