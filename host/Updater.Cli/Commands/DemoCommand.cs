using System.CommandLine;
using System.Text.Json.Nodes;
using Updater.Cli.Demo;
using Updater.Cli.Site;

namespace Updater.Cli.Commands;

/// <summary>Shows the whole journey on a simulated device.</summary>
internal sealed class DemoCommand : CliCommand
{
    private readonly SiteArguments _site = new();

    public override string Name => "demo";

    public override string Description => "Show the whole journey on a simulated device: an update, three refusals, a recovery.";

    public override IReadOnlyList<string> Examples => ["updater demo", "updater demo --firmware app.bin --board esp32-4mb --keep demo-site"];

    protected override IEnumerable<Symbol> Symbols => _site.Symbols;

    protected override async Task<JsonObject?> RunAsync(CommandContext context)
    {
        await using DemoSite site = await DemoSite.OpenAsync(
            _site.Read(context).PadTo(CliLimits.DemoFirmwareBytesMin), context.Cancel);
        JsonObject result = await new DemoRun(site, context.Output, context.Cancel).RunAsync();
        if (site.ReportKept(context.Output) is JsonObject kept)
        {
            result["kept"] = kept;
        }

        context.Output.Line();
        context.Output.Done("every step did what it should");
        return result;
    }
}
