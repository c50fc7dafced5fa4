using nanoFramework.Runtime.InFieldUpdate;
using Updater.Images;
using Updater.Twin;
using Updater.Twin.Boards;
using Updater.Twin.Boot;

namespace Updater.Images.Tests.Twin;

[TestClass]
public sealed class JourneyTests
{
    [TestMethod]
    [DataRow("sim-small")]
    [DataRow("esp32-4mb")]
    public void A_staged_image_is_tried_and_stays_once_confirmed(string boardName)
    {
        TwinDevice device = new(BoardCatalog.Load(boardName), Firmware.Trusted);
        using IDisposable scope = device.Enter();
        device.InstallFactoryImage(Firmware.Image("1.0.0", 40001));
        Expect(device.Boot(), "1.0.0", UpdateStatus.Confirmed);

        Stage(Firmware.Image("2.0.0", 50002), 2048);
        Assert.AreEqual(UpdateStatus.TestPending, UpdateManager.GetStatus(ImageType.Deployment));
        Assert.ThrowsExactly<RebootException>(UpdateManager.RequestReboot);
        Assert.ThrowsExactly<RebootException>(() => UpdateManager.GetStatus(ImageType.Deployment));

        Expect(device.Boot(), "2.0.0", UpdateStatus.Testing);
        Assert.IsTrue(UpdateManager.ConfirmDeploymentImage());
        Expect(device.Boot(), "2.0.0", UpdateStatus.Confirmed);
    }

    [TestMethod]
    public void An_image_not_confirmed_goes_back_at_the_next_boot()
    {
        TwinDevice device = new(BoardCatalog.Load("sim-small"), Firmware.Trusted);
        using IDisposable scope = device.Enter();
        device.InstallFactoryImage(Firmware.Image("1.0.0", 5001));
        device.Boot();
        Stage(Firmware.Image("2.0.0", 9002), 1000);
        Expect(device.Boot(), "2.0.0", UpdateStatus.Testing);
        Expect(device.Boot(), "1.0.0", UpdateStatus.Confirmed);
        Expect(device.Boot(), "1.0.0", UpdateStatus.Confirmed);
    }

    internal static void Stage(byte[] image, int chunkBytes)
    {
        Assert.AreEqual(UpdateSessionResult.Success, UpdateManager.StartUpdateSession(ImageType.Deployment, image.Length, out UpdateSession? session));
        while (!session!.IsComplete)
        {
            int count = Math.Min(chunkBytes, image.Length - session.NextOffset);
            Assert.AreEqual(UpdateSessionResult.Success, UpdateManager.StoreImageChunk(session, image, session.NextOffset, count));
        }

        Assert.AreEqual(UpdateSessionResult.Success, UpdateManager.CompleteUpdateSession(session));
    }

    internal static void Expect(BootResult result, string version, UpdateStatus status)
    {
        Assert.IsTrue(result.HasImage, result.ToString());
        Assert.AreEqual(McubootVersion.Parse(version), result.Version);
        Assert.AreEqual(status, result.Status);
    }
}
