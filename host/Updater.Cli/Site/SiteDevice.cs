using Updater.Core.Agent;
using Updater.Device.Registry;
using Updater.Simulation;

namespace Updater.Cli.Site;

/// <summary>A simulated device of the site: the device's own program with the device's own registry adapter, on simulated flash.</summary>
internal sealed class SiteDevice
{
    private readonly DeviceSetup _setup;
    private readonly List<RegistrySource> _sources = [];

    /// <summary>Makes a device that left the factory with a release.</summary>
    public SiteDevice(DemoSite site, SiteRelease factory, int seed, string name)
    {
        _setup = site.CreateSetup(seed);
        Device = new SimulatedDevice(site.Board, site.BootKeys, _ => Compose(), name: name);
        Device.Twin.InstallFactoryImage(factory.Image);
    }

    /// <summary>Hardware, bootloader and program.</summary>
    public SimulatedDevice Device { get; }

    /// <summary>Layer bytes on their way.</summary>
    public LayerTraffic Traffic { get; } = new();

    /// <summary>Requests sent, over all starts.</summary>
    public int Requests => _sources.Sum(source => source.RequestsCount);

    /// <summary>Bytes of bodies received, over all starts.</summary>
    public long BytesReceived => _sources.Sum(source => source.BytesReceived);

    /// <summary>Version that runs.</summary>
    public string RunningVersion => Device.Running is { HasImage: true } running ? Commands.NumberText.Of(running.Version) : "nothing";

    private AgentParts Compose()
    {
        AgentParts parts = _setup.Compose(Device);
        _sources.Add((RegistrySource)parts.Source);
        parts.Source = new LayerTap(parts.Source, Traffic);
        parts.Clock = new VirtualClock();
        return parts;
    }
}
