using System.Globalization;
using Updater.Core.Agent;
using Updater.Docs.Tests.Bench;
using Updater.Docs.Tests.Text;
using Updater.Simulation;
using Updater.Twin;

namespace Updater.Docs.Tests.Generated;

/// <summary>What each state of an update asks of registry and flash, counted on a simulated device.</summary>
[TestClass]
public sealed class PhaseCostTests
{
    private const int PayloadBytes = 20000;

    [TestMethod]
    public void Requests_and_flash_operations_are_listed_by_state()
    {
        ReleaseDesk desk = new();
        desk.Release(desk.Image("2.0.0", PayloadBytes), "2.0.0", 2);
        SimulatedDevice device = desk.Device(desk.Image("1.0.0", PayloadBytes));
        List<(string Name, int Requests, FlashCounters Flash)> costs = [];
        int requests = 0;
        FlashCounters flash = device.Twin.Flash.Counters;
        device.Booted = _ => Note("bootloader", device);
        device.Moved = step => Note(step.From.ToString(), device);

        Assert.AreEqual(DeviceEnd.Stopped, device.RunUntilConfirmed(4));
        Assert.AreEqual(DeviceEnd.Stopped, device.RunUntilSettled(1));

        MarkdownTable table = new("in order", "requests", "flash blocks erased", "programming operations");
        foreach ((string name, int asked, FlashCounters spent) in costs)
        {
            table.Add(name == "bootloader" ? name : $"`{name}`", $"{asked}", $"{spent.Erases}", $"{spent.Programs}");
        }

        GeneratedPart.Check("docs/agent.md", "costs", table.ToString());

        void Note(string name, SimulatedDevice at)
        {
            costs.Add((name, desk.Registry.RequestsCount - requests, at.Twin.Flash.Counters.Since(flash)));
            requests = desk.Registry.RequestsCount;
            flash = at.Twin.Flash.Counters;
        }
    }

    [TestMethod]
    public void Limits_are_listed_with_their_values()
    {
        MarkdownTable table = new("limit", "value");
        foreach (System.Reflection.FieldInfo limit in typeof(Core.Platform.Limits).GetFields())
        {
            table.Add($"`{limit.Name}`", string.Create(CultureInfo.InvariantCulture, $"{limit.GetRawConstantValue():#,0}"));
        }

        GeneratedPart.Check("docs/agent.md", "limits", table.ToString());
    }
}
