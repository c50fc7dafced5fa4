using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Updater.Cli.Reporting;
using Updater.Cli.Site;
using Updater.Registry;
using Updater.Simulation;

namespace Updater.Cli.Commands;

/// <summary>Updates many simulated devices at once.</summary>
internal sealed class SimulateCommand : CliCommand
{
    // So that runs with neighbouring seeds share no device's jitter.
    private const int SeedStep = 100_003;
    private const string NewVersion = "2.0.0";

    private readonly Option<int> _devices = new("--devices") { Description = "How many devices.", HelpName = "N", DefaultValueFactory = _ => 10 };
    private readonly Option<int> _seed = new("--seed")
    {
        Description = "Seed of the devices' jitter.",
        HelpName = "NUMBER",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<int?> _timeout = new("--timeout")
    {
        Description = "Seconds after which devices that are not done are stopped; more for more devices if left out.",
        HelpName = "SECONDS",
    };
    private readonly SiteArguments _site = new();

    public override string Name => "simulate";

    public override string Description => "Update many simulated devices at once.";

    public override IReadOnlyList<string> Examples => ["updater simulate --devices 100", "updater simulate --devices 10 --board esp32-4mb --seed 7"];

    protected override IEnumerable<Symbol> Symbols => [_devices, _seed, _timeout, .. _site.Symbols];

    protected override async Task<JsonObject?> RunAsync(CommandContext context)
    {
        int count = context.Value(_devices);
        int timeoutSeconds = context.Value(_timeout) ?? CliLimits.FleetSecondsMin + (count / CliLimits.DevicesASecondMin);
        if (count is < 1 or > CliLimits.DevicesMax || timeoutSeconds < 1)
        {
            throw context.Usage($"--devices takes 1 to {CliLimits.DevicesMax}, --timeout 1 or more.");
        }

        Stopwatch wall = Stopwatch.StartNew();
        await using DemoSite site = await DemoSite.OpenAsync(_site.Read(context), context.Cancel);
        SiteRelease factory = site.Pack("1.0.0", 1);
        SiteRelease release = site.Pack(NewVersion, 2);
        await site.KeepAsync(factory, release);
        await context.Output.TransferAsync(
            "push", release.Image.Length, progress => site.PublishAsync(release, site.Reference.Tag, site.ReleaseKey, progress, context.Cancel));
        context.Output.Done($"{NewVersion} for {site.Board.Name}, {NumberText.Bytes(release.Image.Length)}, signed at {site.Reference}");
        RegistryCounters? counters = site.Server?.Counters;
        (long? requests, long? wireBytes) = (counters?.Requests, WireBytes(counters));
        IReadOnlyList<FleetMember> members = await context.Output.TransferAsync(
            $"{count} devices", count, progress => Task.Run(() => Update(context, site, factory, timeoutSeconds, progress), context.Cancel));
        JsonObject result = FleetReport.Show(
            context.Output, members, counters?.Requests - requests, WireBytes(counters) - wireBytes, context.Value(_seed), wall.Elapsed.TotalSeconds);
        if (site.ReportKept(context.Output) is JsonObject kept)
        {
            result["kept"] = kept;
        }

        return result;
    }

    private IReadOnlyList<FleetMember> Update(
        CommandContext context, DemoSite site, SiteRelease factory, int timeoutSeconds, IProgress<long> progress)
    {
        int seed = context.Value(_seed);
        Lock counting = new();
        int endedCount = 0;
        return Fleet.Update(
            context.Value(_devices),
            index => site.CreateSetup(unchecked((seed * SeedStep) + index)) with { RetryDelayMs = CliLimits.RetryDelayMs },
            site.BootKeys,
            factory.Image,
            TimeSpan.FromSeconds(timeoutSeconds),
            _ =>
            {
                lock (counting)
                {
                    progress.Report(++endedCount);
                }
            },
            context.Cancel);
    }

    private static long? WireBytes(RegistryCounters? counters) => counters?.WireBytesSent + counters?.WireBytesReceived;
}
