using System.Security.Cryptography;
using Updater.Core.Agent;
using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Core.Trust;
using Updater.Device.Slots;
using Updater.Images;
using Updater.Registry;
using Updater.Signing;
using Updater.Simulation;
using Updater.Twin;
using Updater.Twin.Boards;

namespace Updater.Docs.Tests.Bench;

/// <summary>Keys, a registry in memory and a device that trusts them: enough to see what the pages describe.</summary>
internal sealed class ReleaseDesk
{
    private const string Authority = "127.0.0.1:5000";
    private const string Repository = Authority + "/fw";
    private const string Tag = "stable";
    private readonly BoardFile _board = BoardCatalog.Load("sim-small");
    private readonly KeyPair _key = KeyPair.Generate();
    private readonly ECDsa _bootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public MemoryRegistry Registry { get; } = new();

    public RecordingJournalStore? Journal { get; init; }

    public IHealthCheck? HealthCheck { get; set; }

    public int ChunkSizeBytes { get; init; } = Limits.ChunkBytes;

    /// <summary>An image; its size does not depend on the random signature.</summary>
    public byte[] Image(string version, int payloadBytes)
    {
        byte[] payload = new byte[payloadBytes];
        new Random(payloadBytes).NextBytes(payload);
        return McubootPacker.Pack(payload, new McubootPackOptions { Version = McubootVersion.Parse(version), SigningKey = _bootKey, PadsSignature = true });
    }

    /// <summary>Publishes and signs an image.</summary>
    /// <returns>Digest of the release.</returns>
    public byte[] Release(byte[] image, string version, int counter)
    {
        byte[] digest = Registry.AddManifest(MediaTypes.Manifest, Manifests.Write(new Manifest
        {
            MediaType = MediaTypes.Manifest,
            ArtifactType = MediaTypes.FirmwareArtifact,
            Config = Manifests.EmptyConfig,
            Layers = [new ContentDescriptor(MediaTypes.FirmwareImage, DigestText.Format(Registry.AddBlob(image)), image.Length)],
            Annotations =
            [
                new(AnnotationNames.Version, version),
                new(AnnotationNames.Board, _board.Name),
                new(AnnotationNames.SecurityCounter, $"{counter}"),
            ],
        }), Tag);
        byte[] payload = CosignPayload.Write(Repository, DigestText.Format(digest));
        Registry.AddBlob(payload);
        Registry.AddManifest(MediaTypes.Manifest, Manifests.Write(new Manifest
        {
            MediaType = MediaTypes.Manifest,
            Config = Manifests.EmptyConfig,
            Layers = [Manifests.Describe(MediaTypes.SimpleSigning, payload) with { Annotations = [new(AnnotationNames.CosignSignature, Convert.ToBase64String(_key.Sign(payload)))] }],
        }), DigestText.SignatureTag(digest));
        return digest;
    }

    /// <summary>A device with a factory image.</summary>
    public SimulatedDevice Device(byte[] factoryImage, PowerPlan? power = null)
    {
        byte[] spki = _key.Public.ToSubjectPublicKeyInfo();
        Assert.AreEqual(Outcome.Ok, EcPublicKey.Parse(spki, 0, spki.Length, out EcPublicKey key));
        Assert.AreEqual(Outcome.Ok, TrustPolicy.Create([key], 1, Repository, null, _board.Name, MediaTypes.FirmwareImage, out TrustPolicy policy));
        Assert.AreEqual(Outcome.Ok, Reference.Parse($"{Repository}:{Tag}", out Reference reference));
        VirtualClock clock = new();
        SeededRandom random = new(1);
        SimulatedDevice device = new(_board, [McubootPublicKey.From(_bootKey)], made => new AgentParts
        {
            Reference = reference,
            Source = Registry,
            Policy = policy,
            Slot = new IfuSlot(_board.ImageBytesMax),
            Boot = new IfuBootControl(),
            JournalStore = Journal as IJournalStore ?? new FlashJournalStore(made.Twin),
            Clock = clock,
            Random = random,
            HealthCheck = HealthCheck,
            ChunkSizeBytes = ChunkSizeBytes,
        }, power);
        device.Twin.InstallFactoryImage(factoryImage);
        return device;
    }
}
