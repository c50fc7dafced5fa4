using System.Security.Cryptography;
using Updater.Images;
using Updater.Registry;
using Updater.Signing;
using Updater.Simulation;
using Updater.Twin.Boards;

namespace Updater.Benchmarks;

/// <summary>What a release engineer has at hand: keys, a packer, a registry to publish to, and devices that trust the keys.</summary>
public sealed class ReleaseDesk : IDisposable
{
    /// <summary>Repository everything is published in.</summary>
    public const string Repository = "firmware/demo";

    /// <summary>Tag devices poll.</summary>
    public const string Tag = "stable";

    // The figures are of an index of these; a board that somebody adds to a checkout must not move them.
    private static readonly string[] s_shipped = ["esp32-16mb", "esp32-4mb", "esp32-8mb", "esp32-s3-4mb", "sim-small"];

    /// <summary>Boards of an index. Each adds about 350 bytes to what a device has to fetch, so figures of an index state their number.</summary>
    public static int IndexBoards => s_shipped.Length;

    private readonly KeyPair _releaseKey = KeyPair.Generate();
    private readonly ECDsa _bootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>Key of the device's policy.</summary>
    public PublicKey ReleaseKey => _releaseKey.Public;

    /// <summary>Key of the bootloader.</summary>
    public McubootPublicKey BootKey => McubootPublicKey.From(_bootKey);

    /// <summary>A payload that is the same in every run.</summary>
    public static byte[] Payload(int sizeBytes, int seed)
    {
        byte[] payload = new byte[sizeBytes];
        new Random(seed).NextBytes(payload);
        return payload;
    }

    /// <summary>The board with the smallest slot that takes an image.</summary>
    /// <exception cref="BoardException">None does.</exception>
    public static BoardFile SmallestBoardFor(int imageBytes) =>
        BoardCatalog.LoadUsable(out _).Where(board => board.ImageBytesMax >= imageBytes).MinBy(board => board.ImageBytesMax)
        ?? throw new BoardException($"board: expected one whose slot takes {imageBytes} bytes, found none in {BoardCatalog.FindFolder()}; use smaller firmware");

    /// <summary>Packs a payload as an MCUboot image, signed for the bootloader.</summary>
    public byte[] Pack(ReadOnlySpan<byte> payload, string version) => McubootPacker.Pack(
        payload, new McubootPackOptions { Version = McubootVersion.Parse(version), SigningKey = _bootKey, PadsSignature = true });

    /// <summary>Publishes an image under the tag and signs it.</summary>
    public async Task ReleaseAsync(RegistryClient client, BoardFile board, byte[] image, string version, int securityCounter = 1)
    {
        await new FirmwarePublisher(client).PublishAsync(Repository, Tag, ArtifactOf(board.Name, image, version, securityCounter));
        await new CosignTagSigner(client).SignAsync(Repository, Tag, _releaseKey);
    }

    /// <summary>Publishes an image for every shipped board, under one index, and signs the index.</summary>
    public async Task ReleaseIndexAsync(RegistryClient client, byte[] image, string version, int securityCounter = 1)
    {
        FirmwareArtifact[] artifacts = [.. s_shipped.Select(board => ArtifactOf(board, image, version, securityCounter))];
        await new FirmwarePublisher(client).PublishIndexAsync(Repository, Tag, artifacts);
        await new CosignTagSigner(client).SignAsync(Repository, Tag, _releaseKey);
    }

    /// <summary>Set-up of a device that polls the tag.</summary>
    public DeviceSetup SetupFor(string authority, BoardFile board, RegistryCredential? credential = null) => new()
    {
        Reference = $"{authority}/{Repository}:{Tag}",
        Repository = $"{authority}/{Repository}",
        Board = board,
        Keys = [ReleaseKey],
        User = credential?.User,
        Password = credential?.Password,
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        _releaseKey.Dispose();
        _bootKey.Dispose();
    }

    private static FirmwareArtifact ArtifactOf(string board, byte[] image, string version, int securityCounter) => new()
    {
        Image = new MemoryStream(image),
        Version = version,
        Board = board,
        SecurityCounter = securityCounter,
    };
}
