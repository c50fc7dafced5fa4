using System.Security.Cryptography;
using Updater.Core.Agent;
using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Core.Trust;
using Updater.Device.Slots;
using Updater.Images;
using Updater.Registry;
using Updater.Signing;
using Updater.Twin;
using Updater.Twin.Boards;

namespace Updater.Simulation.Tests;

/// <summary>A release engineer's desk for tests: keys, a registry in memory, images, and devices that trust them.</summary>
internal sealed class Workbench
{
    public const string Authority = "127.0.0.1:5000";
    public const string Repository = Authority + "/fw";
    public const string Tag = "stable";

    public Workbench(string board = "sim-small")
    {
        Board = BoardCatalog.Load(board);
    }

    public BoardFile Board { get; }

    public KeyPair Key { get; } = KeyPair.Generate();

    public KeyPair OtherKey { get; } = KeyPair.Generate();

    public ECDsa BootKey { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public MemoryRegistry Registry { get; } = new();

    public int Threshold { get; set; } = 1;

    public KeyPair[]? PolicyKeys { get; set; }

    public string? Product { get; set; }

    public IHealthCheck? HealthCheck { get; set; }

    public int ChunkSizeBytes { get; set; } = Limits.ChunkBytes;

    /// <summary>The clock of the device made last.</summary>
    public VirtualClock Clock { get; private set; } = new();

    /// <summary>An image whose size does not depend on the random signature, so that every run has the same flash operations.</summary>
    public byte[] Image(string version, int payloadBytes, int seed = 1)
    {
        byte[] payload = new byte[payloadBytes];
        new Random(seed).NextBytes(payload);
        return McubootPacker.Pack(payload, new McubootPackOptions { Version = McubootVersion.Parse(version), SigningKey = BootKey, PadsSignature = true });
    }

    /// <summary>Publishes an image under the tag and signs it.</summary>
    public byte[] Release(byte[] image, string version, int counter, params KeyPair[] signers)
    {
        byte[] digest = Publish(image, version, counter);
        Sign(digest, Repository, signers.Length == 0 ? [Key] : signers);
        return digest;
    }

    public byte[] Publish(byte[] image, string version, int counter, string? board = null, string? layerType = null, string? tag = Tag)
    {
        byte[] layer = Registry.AddBlob(image);
        List<KeyValuePair<string, string>> annotations =
        [
            new(AnnotationNames.Version, version),
            new(AnnotationNames.Board, board ?? Board.Name),
            new(AnnotationNames.SecurityCounter, $"{counter}"),
        ];
        if (Product != null)
        {
            annotations.Add(new(AnnotationNames.Product, Product));
        }

        return Registry.AddManifest(MediaTypes.Manifest, Manifests.Write(new Manifest
        {
            MediaType = MediaTypes.Manifest,
            ArtifactType = MediaTypes.FirmwareArtifact,
            Config = Manifests.EmptyConfig,
            Layers = [new ContentDescriptor(layerType ?? MediaTypes.FirmwareImage, DigestText.Format(layer), image.Length)],
            Annotations = annotations,
        }), tag);
    }

    /// <summary>Signs in cosign's tag form; the statement can be made to name something else.</summary>
    public void Sign(byte[] digest, string repository, KeyPair[] signers, byte[]? statedDigest = null, byte[]? payload = null)
    {
        payload ??= CosignPayload.Write(repository, DigestText.Format(statedDigest ?? digest));
        Registry.AddBlob(payload);
        ContentDescriptor described = Manifests.Describe(MediaTypes.SimpleSigning, payload);
        byte[] manifest = Manifests.Write(new Manifest
        {
            MediaType = MediaTypes.Manifest,
            Config = Manifests.EmptyConfig,
            Layers = [.. signers.Select(signer => described with { Annotations = [new(AnnotationNames.CosignSignature, Convert.ToBase64String(signer.Sign(payload)))] })],
        });
        Registry.AddManifest(MediaTypes.Manifest, manifest, DigestText.SignatureTag(digest));
    }

    public TrustPolicy Policy()
    {
        EcPublicKey[] keys = [.. (PolicyKeys ?? [Key]).Select(pair =>
        {
            byte[] spki = pair.Public.ToSubjectPublicKeyInfo();
            Assert.AreEqual(Outcome.Ok, EcPublicKey.Parse(spki, 0, spki.Length, out EcPublicKey key));
            return key;
        })];
        Assert.AreEqual(Outcome.Ok, TrustPolicy.Create(keys, Threshold, Repository, Product, Board.Name, MediaTypes.FirmwareImage, out TrustPolicy policy));
        return policy;
    }

    /// <summary>A device with a factory image.</summary>
    public SimulatedDevice Device(byte[] factoryImage, PowerPlan? power = null, IContentSource? source = null, bool reportsTrialAsRollback = false)
    {
        TrustPolicy policy = Policy();
        int slotSizeBytes = Board.ImageBytesMax;
        VirtualClock clock = Clock = new();
        SeededRandom random = new(1);
        SimulatedDevice device = new(
            Board,
            [McubootPublicKey.From(BootKey)],
            made => new AgentParts
            {
                Reference = ReferenceTo(Tag),
                Source = source ?? Registry,
                Policy = policy,
                Slot = new IfuSlot(slotSizeBytes),
                Boot = new IfuBootControl(),
                JournalStore = new FlashJournalStore(made.Twin),
                Clock = clock,
                Random = random,
                HealthCheck = HealthCheck,
                ChunkSizeBytes = ChunkSizeBytes,
            },
            power);
        device.Twin.ReportsTrialAsRollback = reportsTrialAsRollback;
        device.Twin.InstallFactoryImage(factoryImage);
        return device;
    }

    public static Reference ReferenceTo(string tag)
    {
        Assert.AreEqual(Outcome.Ok, Reference.Parse($"{Repository}:{tag}", out Reference reference));
        return reference;
    }
}
