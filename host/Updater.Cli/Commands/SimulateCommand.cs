using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Updater.Cli.Fleet;
using Updater.Cli.Site;

namespace Updater.Cli.Commands;

/// <summary>Updates many simulated devices at once.</summary>
internal sealed class SimulateCommand : CliCommand
{
    private const int AtOnceDefault = 1000;
    private const string NewVersion = "2.0.0";

    private readonly Option<int> _devices = new("--devices") { Description = "How many devices.", HelpName = "N", DefaultValueFactory = _ => 10 };
    private readonly Option<int> _atOnce = new("--at-once") { Description = "How many run at one time.", HelpName = "N", DefaultValueFactory = _ => AtOnceDefault };
    private readonly Option<int> _seed = new("--seed") { Description = "Seed of the devices' jitter.", HelpName = "NUMBER", DefaultValueFactory = _ => 1 };
    private readonly SiteArguments _site = new();

    public override string Name => "simulate";

    public override string Description => "Update many simulated devices at once.";

    public override IReadOnlyList<string> Examples => ["updater simulate --devices 100", "updater simulate --devices 10 --board esp32-4mb --seed 7"];

    protected override IEnumerable<Symbol> Symbols => [_devices, _atOnce, _seed, .. _site.Symbols];

    protected override async Task<JsonObject?> RunAsync(CommandContext context)
    {
        int count = context.Value(_devices);
        int atOnce = context.Value(_atOnce);
        if (count is < 1 or > CliLimits.DevicesMax || atOnce < 1)
        {
            throw context.Usage($"--devices takes 1 to {CliLimits.DevicesMax}, --at-once 1 or more.");
        }

        Stopwatch wall = Stopwatch.StartNew();
        await using DemoSite site = await DemoSite.OpenAsync(_site.Read(context), context.Cancel);
        SiteRelease factory = site.Pack("1.0.0", 1);
        SiteRelease release = site.Pack(NewVersion, 2);
        await site.KeepAsync(factory, release);
        await context.Output.TransferAsync("push", release.Image.Length, progress => site.PublishAsync(release, site.Reference.Tag, site.ReleaseKey, progress, context.Cancel));
        context.Output.Done($"{NewVersion} for {site.Board.Name}, {NumberText.Bytes(release.Image.Length)}, signed at {site.Reference}");
        FleetRun fleet = new(site, factory, NewVersion, context.Value(_seed), context.Cancel);
        FleetResult[] results = await context.Output.TransferAsync($"{count} devices", count, progress => Task.Run(() => fleet.Run(count, atOnce, progress), context.Cancel));
        return FleetReport.Show(context.Output, results, NewVersion, context.Value(_seed), wall.Elapsed.TotalSeconds);
    }
}
