using System.Security.Cryptography;
using Updater.Core.Agent;
using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Core.Trust;
using Updater.Device.Slots;
using Updater.Images;
using Updater.Signing;
using Updater.Twin;
using Updater.Twin.Boards;

namespace Updater.Simulation.Tests.Vectors;

/// <summary>A device with a factory image 0.1.0 of our own that trusts the vectors' keys; what it made of a tag is its verdict.</summary>
internal sealed class VectorDevice
{
    private static readonly ECDsa s_bootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly byte[] s_factory = McubootPacker.Pack(
        new byte[1000], new McubootPackOptions { Version = McubootVersion.Parse("0.1.0"), SigningKey = s_bootKey });

    private readonly SimulatedDevice _device;
    private readonly List<Outcome> _outcomes = [];

    public VectorDevice(string board, PublicKey key, string bootKeyPem, string repository, string reference, IContentSource source, string layerType)
    {
        byte[] spki = key.ToSubjectPublicKeyInfo();
        Assert.AreEqual(Outcome.Ok, EcPublicKey.Parse(spki, 0, spki.Length, out EcPublicKey parsed));
        Assert.AreEqual(Outcome.Ok, TrustPolicy.Create([parsed], 1, repository, null, board, layerType, out TrustPolicy policy));
        Assert.AreEqual(Outcome.Ok, Reference.Parse(reference, out Reference wanted));
        BoardFile file = BoardCatalog.Load(board);
        VirtualClock clock = new();
        _device = new SimulatedDevice(
            file,
            [McubootPublicKey.FromPem(bootKeyPem), McubootPublicKey.From(s_bootKey)],
            made => new AgentParts
            {
                Reference = wanted,
                Source = source,
                Policy = policy,
                Slot = new IfuSlot(file.ImageBytesMax),
                Boot = new IfuBootControl(),
                JournalStore = new FlashJournalStore(made.Twin),
                Clock = clock,
                Random = new SeededRandom(1),
                // The tag is still there; whether a registry answers is tested elsewhere.
                HealthCheck = new Well(),
            });
        _device.Twin.InstallFactoryImage(s_factory);
        _device.Moved = step =>
        {
            if (step.Outcome != Outcome.Ok)
            {
                _outcomes.Add(step.Outcome);
            }
        };
    }

    public SimulatedDevice Device => _device;

    public string Version => $"{_device.Running!.Version}";

    public string Outcomes => string.Join(' ', _outcomes);

    public FlashCounters Spent { get; private set; }

    /// <summary>Runs until the release is confirmed, or until the device has decided against it for good or until the next poll.</summary>
    public Outcome Decide()
    {
        Outcome last = Outcome.Ok;
        FlashCounters before = _device.Twin.Flash.Counters;
        DeviceEnd end = _device.Run(
            step =>
            {
                if (step.To == AgentState.Idle && step.From != AgentState.Start)
                {
                    last = step.Outcome;
                    return true;
                }

                return false;
            },
            20);
        Assert.AreEqual(DeviceEnd.Stopped, end, Outcomes);
        Spent = _device.Twin.Flash.Counters.Since(before);
        return last;
    }

    private sealed class Well : IHealthCheck
    {
        public Outcome Check() => Outcome.Ok;
    }
}
