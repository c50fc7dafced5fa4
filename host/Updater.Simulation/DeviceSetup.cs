using System.Text.Json;
using System.Text.Json.Nodes;
using Updater.App;
using Updater.Core.Agent;
using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Device.Config;
using Updater.Signing;
using Updater.Twin.Boards;

namespace Updater.Simulation;

/// <summary>What a device is set up with; written as the device's own <c>updater.json</c> and read back by the device's own code.</summary>
public sealed record DeviceSetup
{
    /// <summary>What to poll: <c>registry/repository:tag</c>.</summary>
    public required string Reference { get; init; }

    /// <summary>The board.</summary>
    public required BoardFile Board { get; init; }

    /// <summary>Keys of the policy.</summary>
    public required IReadOnlyList<PublicKey> Keys { get; init; }

    /// <summary>How many of them must have signed.</summary>
    public int Threshold { get; init; } = 1;

    /// <summary>Repository that signatures must name.</summary>
    public required string Repository { get; init; }

    /// <summary>Product that releases must name, or null.</summary>
    public string? Product { get; init; }

    /// <summary>Media type of the firmware layer.</summary>
    public string LayerType { get; init; } = MediaTypes.FirmwareImage;

    /// <summary>Plain HTTP instead of TLS.</summary>
    public bool IsPlainHttp { get; init; } = true;

    /// <summary>User name at the registry, or null.</summary>
    public string? User { get; init; }

    /// <summary>Password at the registry, or null.</summary>
    public string? Password { get; init; }

    /// <summary>Time between two polls.</summary>
    public int PollIntervalMs { get; init; } = Limits.PollIntervalMs;

    /// <summary>First waiting time after a failure.</summary>
    public int RetryDelayMs { get; init; } = Limits.RetryDelayMs;

    /// <summary>Seed of the jitter, or null for the device's own generator.</summary>
    public int? Seed { get; init; }

    /// <summary>The configuration file's text.</summary>
    public string ToConfigJson()
    {
        JsonObject policy = new()
        {
            ["keys"] = new JsonArray([.. Keys.Select(key => (JsonNode)Convert.ToBase64String(key.ToSubjectPublicKeyInfo()))]),
            ["threshold"] = Threshold,
            ["repository"] = Repository,
            ["board"] = Board.Name,
            ["layerType"] = LayerType,
        };
        if (Product != null)
        {
            policy["product"] = Product;
        }

        JsonObject root = new()
        {
            ["reference"] = Reference,
            ["plainHttp"] = IsPlainHttp,
            ["slotSizeBytes"] = Board.ImageBytesMax,
            ["pollIntervalMs"] = PollIntervalMs,
            ["retryDelayMs"] = RetryDelayMs,
            ["policy"] = policy,
        };
        if (User != null)
        {
            root["user"] = User;
            root["password"] = Password;
        }

        return root.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    /// <summary>Joins the parts the device's program would join, with the journal on the device's simulated flash so that power cuts reach it.</summary>
    /// <param name="device">The device.</param>
    /// <exception cref="ArgumentException">The device's code refuses the configuration.</exception>
    public AgentParts Compose(SimulatedDevice device)
    {
        Outcome outcome = DeviceConfig.Parse(ToConfigJson(), out DeviceConfig config);
        if (outcome != Outcome.Ok)
        {
            throw new ArgumentException($"device configuration: expected one the device accepts, found {outcome} ({(int)outcome}) for {Reference}");
        }

        AgentParts parts = UpdaterApplication.Compose(config, Path.Combine(Path.GetTempPath(), "unused"));
        parts.JournalStore = new FlashJournalStore(device.Twin);
        parts.Random = Seed is int seed ? new SeededRandom(seed) : parts.Random;
        return parts;
    }
}
