using System.Text.Json;
using System.Text.Json.Nodes;
using Updater.App;
using Updater.Cli.Failures;
using Updater.Core.Agent;
using Updater.Core.Platform;
using Updater.Device.Config;
using Updater.Device.Registry;
using Updater.Simulation;

namespace Updater.Cli.Site;

/// <summary>A simulated device of the site: the device's own program with the device's own registry adapter, on simulated flash.</summary>
internal sealed class SiteDevice
{
    private readonly DeviceConfig _config;
    private readonly int _seed;
    private readonly List<RegistrySource> _sources = [];

    /// <summary>Makes a device that left the factory with a release.</summary>
    public SiteDevice(DemoSite site, SiteRelease factory, int seed, string name)
    {
        _seed = seed;
        _config = Configure(site);
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
        AgentParts parts = UpdaterApplication.Compose(_config, "unused");
        _sources.Add((RegistrySource)parts.Source);
        parts.Source = new LayerTap(parts.Source, Traffic);
        parts.JournalStore = new FlashJournalStore(Device.Twin);
        parts.Clock = new VirtualClock();
        parts.Random = new SeededRandom(_seed);
        return parts;
    }

    // As text, so that the device's own reader of its configuration is part of what runs.
    private static DeviceConfig Configure(DemoSite site)
    {
        JsonObject config = new()
        {
            ["reference"] = site.Reference.ToString(),
            ["plainHttp"] = site.IsPlainHttp,
            ["slotSizeBytes"] = site.Board.ImageBytesMax,
            ["policy"] = new JsonObject
            {
                ["keys"] = new JsonArray(Convert.ToBase64String(site.ReleaseKey.Public.ToSubjectPublicKeyInfo())),
                ["repository"] = Commands.ReferenceText.RepositoryOf(site.Reference),
                ["board"] = site.Board.Name,
                ["product"] = DemoSite.Product,
            },
        };
        if (site.Options.User != null)
        {
            config["user"] = site.Options.User;
            config["password"] = site.Options.Password;
        }

        Outcome outcome = DeviceConfig.Parse(config.ToJsonString(JsonSerializerOptions.Default), out DeviceConfig read);
        return outcome == Outcome.Ok ? read : throw CliException.Of(outcome, "a configuration that the device takes", outcome.ToString(), "report this with the command line used");
    }
}
