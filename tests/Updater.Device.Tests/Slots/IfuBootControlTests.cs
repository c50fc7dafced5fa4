using nanoFramework.Runtime.InFieldUpdate;
using Updater.Core.Boot;
using Updater.Core.Manifests;
using Updater.Core.Platform;
using Updater.Core.Slots;
using Updater.Twin;

namespace Updater.Device.Tests.Slots;

[TestClass]
public sealed class IfuBootControlTests : IDisposable
{
    private readonly SlotBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [TestMethod]
    public void Factory_image_is_confirmed_and_named_by_its_hash_and_version()
    {
        byte[] id = new byte[32];

        Assert.AreEqual(BootState.Confirmed, _bench.Boot.GetState());
        Assert.AreEqual(Outcome.Ok, _bench.Boot.GetRunning(id, out ulong version));
        CollectionAssert.AreEqual(SlotImages.IdOf(SlotBench.Factory), id);
        Assert.AreEqual("1.0.0", FirmwareVersion.Format(version));
    }

    [TestMethod]
    public void Every_field_of_the_version_is_reported_in_its_place()
    {
        _bench.Twin.InstallFactoryImage(SlotImages.Signed(1000, "255.254.65533+4294967"));

        Assert.AreEqual(Outcome.Ok, _bench.Boot.GetRunning(new byte[32], out ulong version));
        Assert.AreEqual("255.254.65533+4294967", FirmwareVersion.Format(version));
    }

    [TestMethod]
    public void Erased_primary_slot_has_no_running_image()
    {
        _bench.Twin.Slots.Primary.EraseAll();
        byte[] id = new byte[32];

        Assert.AreEqual(Outcome.SlotMissing, _bench.Boot.GetRunning(id, out ulong version));
        Assert.AreEqual(0UL, version);
        CollectionAssert.AreEqual(new byte[32], id);
    }

    [TestMethod]
    public void Sealed_image_is_pending_and_its_trial_may_be_confirmed()
    {
        byte[] image = SlotBench.NewImage();
        SealedSlot sealedSlot = _bench.Stage(image);
        Assert.AreEqual(BootState.TryPending, _bench.Boot.GetState());
        Assert.AreEqual(Outcome.Ok, _bench.Boot.Try(sealedSlot));

        _bench.Twin.Boot();
        Assert.AreEqual(BootState.Trial, _bench.Boot.GetState());
        byte[] id = new byte[32];
        Assert.AreEqual(Outcome.Ok, _bench.Boot.GetRunning(id, out _));
        CollectionAssert.AreEqual(sealedSlot.ImageId, id);

        Assert.AreEqual(Outcome.Ok, _bench.Boot.Confirm());
        Assert.AreEqual(BootState.Confirmed, _bench.Boot.GetState());
        _bench.Twin.Boot();
        Assert.AreEqual(BootState.Confirmed, _bench.Boot.GetState());
        Assert.AreEqual(Outcome.Ok, _bench.Boot.GetRunning(id, out _));
        CollectionAssert.AreEqual(sealedSlot.ImageId, id);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Running_trial_is_a_trial_however_the_firmware_reports_it_and_goes_back_unconfirmed(bool reportsTrialAsRollback)
    {
        _bench.Twin.ReportsTrialAsRollback = reportsTrialAsRollback;
        _bench.Stage(SlotBench.NewImage());
        _bench.Twin.Boot();
        Assert.AreEqual(reportsTrialAsRollback ? UpdateStatus.RollbackPending : UpdateStatus.Testing, _bench.Status);

        Assert.AreEqual(BootState.Trial, _bench.Boot.GetState());
        Assert.AreEqual(Outcome.Ok, _bench.Boot.Revert());
        Assert.AreEqual(BootState.Trial, _bench.Boot.GetState());

        _bench.Twin.Boot();
        byte[] id = new byte[32];
        Assert.AreEqual(Outcome.Ok, _bench.Boot.GetRunning(id, out _));
        CollectionAssert.AreEqual(SlotImages.IdOf(SlotBench.Factory), id);
    }

    [TestMethod]
    public void Image_offered_for_good_is_pending_too()
    {
        _bench.Stage(SlotBench.NewImage());
        _bench.Twin.Slots.Secondary.WriteImageOk();
        Assert.AreEqual(UpdateStatus.PermanentPending, _bench.Status);

        Assert.AreEqual(BootState.TryPending, _bench.Boot.GetState());
    }

    [TestMethod]
    public void Nothing_pending_cannot_be_tried_and_a_confirmed_image_not_taken_back()
    {
        SealedSlot sealedSlot = _bench.Stage(SlotBench.NewImage());
        UpdateManager.EraseSecondaryImage(ImageType.Deployment);

        Assert.AreEqual(Outcome.SlotLost, _bench.Boot.Try(sealedSlot));
        Assert.AreEqual(Outcome.RevertFailed, _bench.Boot.Revert());
    }

    [TestMethod]
    public void Confirmation_that_the_bootloader_does_not_take_is_told()
    {
        _bench.Twin.Slots.Primary.EraseAll();

        Assert.AreEqual(Outcome.ConfirmFailed, _bench.Boot.Confirm());
    }

    [TestMethod]
    public void Restart_does_not_return()
    {
        Assert.ThrowsExactly<RebootException>(_bench.Boot.Restart);
        Assert.ThrowsExactly<RebootException>(() => _bench.Twin.Slots.Secondary.EraseAll());
    }
}
