using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Updater.Cli.Failures;
using Updater.Core.Platform;
using Updater.Simulation;

namespace Updater.Cli.Reporting;

/// <summary>Shows what became of a fleet: every device of a small one, the spread of a large one.</summary>
internal static class FleetReport
{
    private const int DevicesShownMax = 20;
    private const string NotCounted = "not counted: only the embedded registry counts";

    /// <summary>Shows it; fails if a device did.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="members">The devices.</param>
    /// <param name="requests">Requests the registry answered them, or null if nobody counted.</param>
    /// <param name="wireBytes">Bytes on the wire, or null if nobody counted.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="wallSeconds">Time it took.</param>
    public static JsonObject Show(
        CommandOutput output, IReadOnlyList<FleetMember> members, long? requests, long? wireBytes, int seed, double wallSeconds)
    {
        output.Table(members.Count <= DevicesShownMax ? DeviceTable(members) : SpreadTable(members));
        int confirmed = members.Count(member => member.IsConfirmed);
        using Process process = Process.GetCurrentProcess();
        long peakBytes = process.PeakWorkingSet64;
        output.Fields(
            ("confirmed", $"{confirmed} of {members.Count}"),
            ("requests", requests is long count ? Number(count) : NotCounted),
            ("bytes over the wire", wireBytes is long bytes ? Number(bytes) + " with headers" : NotCounted),
            ("peak working set", (peakBytes / 1e6).ToString("0", CultureInfo.InvariantCulture) + " MB, registry included"),
            ("wall time", wallSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s"),
            ("seed", Number(seed)));
        JsonObject document = Describe(members, confirmed);
        document["requests"] = requests;
        document["wireBytes"] = wireBytes;
        document["peakWorkingSetBytes"] = peakBytes;
        document["wallSeconds"] = Math.Round(wallSeconds, 2);
        document["seed"] = seed;
        FleetMember? missed = members.FirstOrDefault(member => !member.IsConfirmed);
        if (missed == null)
        {
            return document;
        }

        Outcome outcome = missed.LastOutcome == Outcome.Ok ? Outcome.TrialFailed : missed.LastOutcome;
        throw CliException.Of(
            outcome, $"all {members.Count} devices to confirm the new release",
            $"{members.Count - confirmed} that did not; {missed.Name} ended as {missed.End} after {missed.LastOutcome}",
            $"run it again with --seed {seed}", document);
    }

    private static TextTable DeviceTable(IReadOnlyList<FleetMember> members)
    {
        TextTable table = new("device", "runs", "confirmed", ">boots", ">flash erases", ">flash programs", ">wall ms");
        foreach (FleetMember member in members)
        {
            table.Add(
                member.Name, Version(member), member.IsConfirmed
                    ? "yes"
                    : $"no: {member.LastOutcome}", Number(member.BootsCount), Number(member.ErasesCount), Number(member.ProgramsCount),
                Number((long)member.Elapsed.TotalMilliseconds));
        }

        return table;
    }

    private static TextTable SpreadTable(IReadOnlyList<FleetMember> members)
    {
        TextTable table = new("of a device", ">least", ">median", ">most");
        Add(table, "boots", members, member => member.BootsCount);
        Add(table, "flash erases", members, member => member.ErasesCount);
        Add(table, "flash programs", members, member => member.ProgramsCount);
        Add(table, "wall ms", members, member => (long)member.Elapsed.TotalMilliseconds);
        return table;
    }

    private static void Add(TextTable table, string name, IReadOnlyList<FleetMember> members, Func<FleetMember, long> value)
    {
        long[] sorted = [.. members.Select(value).Order()];
        table.Add(name, Number(sorted[0]), Number(sorted[sorted.Length / 2]), Number(sorted[^1]));
    }

    private static JsonObject Describe(IReadOnlyList<FleetMember> members, int confirmed) => new()
    {
        ["devices"] = members.Count,
        ["confirmed"] = confirmed,
        ["notConfirmed"] = new JsonArray(
            [.. members.Where(member => !member.IsConfirmed).Take(DevicesShownMax).Select(member => (JsonNode)new JsonObject
        {
            ["device"] = member.Name,
            ["end"] = member.End.ToString(),
            ["outcome"] = member.LastOutcome.ToString(),
            ["version"] = Version(member),
        })]),
    };

    // Without the build number of 0, as releases state it.
    private static string Version(FleetMember member) =>
        member.Version.EndsWith("+0", StringComparison.Ordinal) ? member.Version[..^2] : member.Version;

    private static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
