using System.Globalization;
using System.Text.Json.Nodes;
using Updater.Cli.Failures;
using Updater.Cli.Reporting;
using Updater.Core.Platform;

namespace Updater.Cli.Fleet;

/// <summary>Shows what became of a fleet: every device of a small one, the spread of a large one.</summary>
internal static class FleetReport
{
    private const int DevicesShownMax = 20;

    /// <summary>Shows it; fails if a device did.</summary>
    public static JsonObject Show(CommandOutput output, FleetResult[] results, string version, int seed, double wallSeconds)
    {
        output.Table(results.Length <= DevicesShownMax ? DeviceTable(results) : SpreadTable(results));
        int confirmed = results.Count(result => result.IsConfirmed);
        double peakMegabytes = Environment.WorkingSet / 1e6;
        output.Fields(
            ("confirmed", $"{confirmed} of {results.Length} on {version}"),
            ("requests", Number(results.Sum(result => (long)result.Requests))),
            ("bytes received", Number(results.Sum(result => result.BytesReceived))),
            ("working set", peakMegabytes.ToString("0", CultureInfo.InvariantCulture) + " MB, registry included"),
            ("wall time", wallSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s"),
            ("seed", Number(seed)));
        JsonObject document = Describe(results, version, seed, wallSeconds, confirmed);
        FleetResult? missed = results.FirstOrDefault(result => !result.IsConfirmed);
        if (missed == null)
        {
            return document;
        }

        Outcome outcome = missed.Outcome == Outcome.Ok ? Outcome.TrialFailed : missed.Outcome;
        throw CliException.Of(
            outcome, $"all {results.Length} devices to confirm {version}", $"{results.Length - confirmed} that did not; device {missed.Index} ended as {missed.End} with {missed.Error ?? missed.Outcome.ToString()}",
            $"run it again with --seed {seed}", document);
    }

    private static TextTable DeviceTable(FleetResult[] results)
    {
        TextTable table = new(">device", "version", "confirmed", ">boots", ">requests", ">bytes received", ">flash erases", ">wall ms");
        foreach (FleetResult result in results)
        {
            table.Add(
                Number(result.Index), result.Version, result.IsConfirmed ? "yes" : $"no: {result.Error ?? result.Outcome.ToString()}", Number(result.Boots), Number(result.Requests), Number(result.BytesReceived),
                Number(result.Erases), Number(result.WallMs));
        }

        return table;
    }

    private static TextTable SpreadTable(FleetResult[] results)
    {
        TextTable table = new("of a device", ">least", ">median", ">most");
        Add(table, "boots", results, result => result.Boots);
        Add(table, "requests", results, result => result.Requests);
        Add(table, "bytes received", results, result => result.BytesReceived);
        Add(table, "flash erases", results, result => result.Erases);
        Add(table, "wall ms", results, result => result.WallMs);
        return table;
    }

    private static void Add(TextTable table, string name, FleetResult[] results, Func<FleetResult, long> value)
    {
        long[] sorted = [.. results.Select(value).Order()];
        table.Add(name, Number(sorted[0]), Number(sorted[sorted.Length / 2]), Number(sorted[^1]));
    }

    private static JsonObject Describe(FleetResult[] results, string version, int seed, double wallSeconds, int confirmed) => new()
    {
        ["devices"] = results.Length,
        ["confirmed"] = confirmed,
        ["version"] = version,
        ["requests"] = results.Sum(result => (long)result.Requests),
        ["bytesReceived"] = results.Sum(result => result.BytesReceived),
        ["workingSetBytes"] = Environment.WorkingSet,
        ["wallSeconds"] = Math.Round(wallSeconds, 2),
        ["seed"] = seed,
        ["notConfirmed"] = new JsonArray([.. results.Where(result => !result.IsConfirmed).Take(DevicesShownMax).Select(result => (JsonNode)new JsonObject
        {
            ["device"] = result.Index,
            ["end"] = result.End.ToString(),
            ["outcome"] = result.Outcome.ToString(),
            ["version"] = result.Version,
            ["error"] = result.Error,
        })]),
    };

    private static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
