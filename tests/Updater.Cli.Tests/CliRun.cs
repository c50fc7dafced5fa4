using System.Text.Json.Nodes;
using Updater.Core.Platform;

namespace Updater.Cli.Tests;

/// <summary>One run of the program in this process.</summary>
internal sealed record CliRun(int ExitCode, string Output, string Error)
{
    public JsonNode Json => JsonNode.Parse(Output) ?? throw new AssertFailedException("no JSON document: " + Output);

    public static async Task<CliRun> RunAsync(params string[] args)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(120));
        int exitCode = await CliApplication.RunAsync(args, output, error, limit.Token);
        Assert.DoesNotContain("   at ", output.ToString() + error, "a stack trace");
        return new CliRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Runs a command that has to do what it should.</summary>
    public static async Task<CliRun> OkAsync(params string[] args)
    {
        CliRun run = await RunAsync(args);
        Assert.AreEqual(0, run.ExitCode, $"updater {string.Join(' ', args)}: {run.Error}{run.Output}");
        Assert.AreEqual("", run.Error);
        return run;
    }

    /// <summary>Runs a command that has to do what it should, and gives its JSON document.</summary>
    public static async Task<JsonNode> JsonAsync(params string[] args)
    {
        CliRun run = await OkAsync([.. args, "--json"]);
        Assert.AreEqual("Ok", run.Json["outcome"]!["name"]!.GetValue<string>());
        Assert.AreEqual(0, run.Json["outcome"]!["number"]!.GetValue<int>());
        Assert.AreEqual(args[0], run.Json["command"]!.GetValue<string>());
        return run.Json;
    }

    /// <summary>Runs a command that has to be refused with an outcome of the device: as text and as JSON.</summary>
    public static async Task<CliRun> RefusedAsync(Outcome outcome, params string[] args)
    {
        int exitCode = (int)outcome / 100 * 10;
        CliRun text = await RefusedAsync(outcome.ToString(), exitCode, args);
        Assert.Contains($"({(int)outcome} {outcome})", text.Error);
        return text;
    }

    /// <summary>Runs a command that has to be refused: as text and as JSON.</summary>
    public static async Task<CliRun> RefusedAsync(string outcome, int exitCode, params string[] args)
    {
        string line = $"updater {string.Join(' ', args)}";
        CliRun text = await RunAsync(args);
        Assert.Contains(outcome, text.Error, line);
        Assert.AreEqual(exitCode, text.ExitCode, $"{line}: {text.Error}");
        foreach (string field in new[] { "expected:", "found:", "next:" })
        {
            string? value = text.Error.Split('\n').Select(part => part.Trim()).FirstOrDefault(
                part => part.StartsWith(field, StringComparison.Ordinal));
            Assert.IsTrue(value?.Length > field.Length + 1, $"{line}: {field} is missing in {text.Error}");
        }

        CliRun json = await RunAsync([.. args, "--json"]);
        Assert.AreEqual(exitCode, json.ExitCode, line);
        Assert.AreEqual("", json.Error, line);
        Assert.AreEqual(outcome, json.Json["outcome"]!["name"]!.GetValue<string>(), line);
        Assert.AreEqual(exitCode, json.Json["exitCode"]!.GetValue<int>(), line);
        foreach (string field in new[] { "class", "message", "expected", "found", "nextStep" })
        {
            Assert.IsGreaterThan(0, json.Json[field]!.GetValue<string>().Length, $"{line}: {field}");
        }

        return text;
    }
}
