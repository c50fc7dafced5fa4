using nanoFramework.Runtime.InFieldUpdate;
using Updater.Core.Platform;
using Updater.Core.Slots;
using Updater.Core.Trust;
using Updater.Device.Slots;
using Updater.Images;
using Updater.Twin;
using Updater.Twin.Boards;

namespace Updater.Device.Tests.Slots;

/// <summary>A booted twin with a factory image, and the adapter of its slot.</summary>
internal sealed class SlotBench : IDisposable
{
    public const string NewVersion = "1.1.0";

    private readonly IDisposable _scope;

    public SlotBench()
    {
        Twin = new TwinDevice(BoardCatalog.Load("sim-small"), [McubootPublicKey.From(SlotImages.Key)]);
        Twin.InstallFactoryImage(Factory);
        Twin.Boot();
        Slot = new IfuSlot(Twin.Board.ImageBytesMax);
        _scope = Twin.Enter();
    }

    public static byte[] Factory { get; } = SlotImages.Signed(5000, "1.0.0", seed: 7);

    public TwinDevice Twin { get; }

    public IfuSlot Slot { get; }

    public IfuBootControl Boot { get; } = new();

    public UpdateStatus Status => UpdateManager.GetStatus(ImageType.Deployment);

    public UpdateSessionOwner Owner => UpdateManager.GetUpdateSessionOwner(ImageType.Deployment);

    public bool IsSecondaryErased => Twin.Flash.IsErased(Twin.Slots.Secondary.Address, Twin.Slots.Secondary.SizeBytes);

    public static byte[] NewImage(int payloadBytes = 20_000, int seed = 2) => SlotImages.Signed(payloadBytes, NewVersion, seed);

    public static VerifiedRelease ReleaseOf(byte[] image) => SlotImages.ReleaseOf(image, NewVersion);

    public VerifiedRelease Open(byte[] image)
    {
        VerifiedRelease release = ReleaseOf(image);
        Assert.AreEqual(Outcome.Ok, Slot.Open(release, SlotImages.HeaderOf(image)));
        return release;
    }

    public void Append(byte[] image, int from, int to, int chunkBytes = Limits.ChunkBytes)
    {
        for (int at = from; at < to; at += chunkBytes)
        {
            Assert.AreEqual(Outcome.Ok, Slot.Append(image, at, Math.Min(chunkBytes, to - at)), $"at {at}");
        }
    }

    public SealedSlot Stage(byte[] image)
    {
        Open(image);
        Append(image, 0, image.Length);
        Assert.AreEqual(Outcome.Ok, Slot.Seal(out SealedSlot sealedSlot));
        return sealedSlot;
    }

    public void Dispose() => _scope.Dispose();
}
