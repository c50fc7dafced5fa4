using System.Globalization;
using System.Text.Json.Nodes;
using Updater.Cli.Commands;
using Updater.Cli.Failures;
using Updater.Cli.Reporting;
using Updater.Core.Platform;

namespace Updater.Cli.Demo;

/// <summary>Steps, checks and figures of a demonstration.</summary>
internal sealed class DemoReport(CommandOutput output)
{
    private readonly List<DemoPhase> _phases = [];
    private readonly JsonArray _steps = [];
    private string? _missed;
    private Outcome _missedOutcome;

    /// <summary>A step that was taken.</summary>
    public void Step(string text)
    {
        output.Done(text);
        _steps.Add(text);
    }

    /// <summary>A claim; one that does not hold fails the demonstration.</summary>
    public void Check(bool holds, string text, Outcome outcome = Outcome.Ok)
    {
        if (holds)
        {
            Step(text);
            return;
        }

        output.Missed(text);
        _steps.Add("MISSED: " + text);
        _missed ??= text;
        _missedOutcome = _missedOutcome == Outcome.Ok ? outcome : _missedOutcome;
    }

    public void Add(DemoPhase phase) => _phases.Add(phase);

    /// <summary>Draws the closing table; fails if a check did.</summary>
    public JsonObject Close(int peakManagedBytes, long? wireBytes, double wallSeconds)
    {
        TextTable table = new("phase", "outcome", ">requests", ">bytes", ">erases", ">programs", ">ms");
        foreach (DemoPhase phase in _phases)
        {
            table.Add(
                phase.Name, phase.Outcome.ToString(), Number(phase.Requests), Number(phase.BytesReceived), Number(phase.Erases),
                Number(phase.Programs), Number(phase.WallMs));
        }

        string bodies = Number(_phases.Sum(phase => phase.BytesReceived));
        string wire = wireBytes is long bytes ? $"{Number(bytes)} with headers" : $"{bodies} of bodies";
        output.Heading("What the device did");
        output.Table(table);
        output.Fields(
            ("requests", Number(_phases.Sum(phase => phase.Requests))),
            ("bytes over the wire", wire),
            ("flash erases", Number(_phases.Sum(phase => phase.Erases))),
            ("flash programs", Number(_phases.Sum(phase => phase.Programs))),
            ("peak managed bytes", $"{Number(peakManagedBytes)} of the agent, as a microcontroller lays them out"),
            ("wall time", wallSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s"));
        JsonObject result = Describe(peakManagedBytes, wireBytes, wallSeconds);
        return _missed == null
            ? result
            : throw CliException.Of(
                _missedOutcome == Outcome.Ok ? Outcome.InvariantBroken : _missedOutcome, "every step to do what it should", $"not so: {_missed}",
                "see the steps above", result);
    }

    private JsonObject Describe(int peakManagedBytes, long? wireBytes, double wallSeconds) => new()
    {
        ["steps"] = _steps.DeepClone(),
        ["phases"] = new JsonArray([.. _phases.Select(phase => (JsonNode)new JsonObject
        {
            ["name"] = phase.Name,
            ["outcome"] = phase.Outcome.ToString(),
            ["requests"] = phase.Requests,
            ["bytesReceived"] = phase.BytesReceived,
            ["layerBytes"] = phase.LayerBytes,
            ["flashErases"] = phase.Erases,
            ["flashPrograms"] = phase.Programs,
            ["wallMs"] = phase.WallMs,
        })]),
        ["wireBytes"] = wireBytes,
        ["peakManagedBytes"] = peakManagedBytes,
        ["wallSeconds"] = Math.Round(wallSeconds, 2),
    };

    private static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
