using System.Collections;
using nanoFramework.Json;
using nanoFramework.Runtime.InFieldUpdate;
using nanoFramework.Runtime.Native;
using Updater.Images;
using Updater.Twin;
using Updater.Twin.Boards;

namespace Updater.Images.Tests.Twin;

[TestClass]
public sealed class NativeTests
{
    [TestMethod]
    public void Json_becomes_tables_lists_and_boxed_values()
    {
        Hashtable table = (Hashtable)JsonConvert.DeserializeObject("{\"a\":1,\"b\":5000000000,\"c\":1.5,\"d\":\"x\",\"e\":[1,{\"f\":null}],\"g\":true}", typeof(Hashtable))!;
        Assert.AreEqual(1, table["a"]);
        Assert.AreEqual(5000000000L, table["b"]);
        Assert.AreEqual(1.5, table["c"]);
        Assert.AreEqual("x", table["d"]);
        ArrayList list = (ArrayList)table["e"]!;
        Assert.AreEqual(1, list[0]);
        Assert.IsNull(((Hashtable)list[1]!)["f"]);
        Assert.AreEqual(true, table["g"]);
    }

    [TestMethod]
    public void Json_written_is_read_back()
    {
        Hashtable table = new() { ["text"] = "line\n\"quoted\" \u00e4", ["list"] = new ArrayList { 1, "two", null }, ["flag"] = false };
        Hashtable back = (Hashtable)JsonConvert.DeserializeObject(JsonConvert.SerializeObject(table)!, typeof(Hashtable))!;
        Assert.AreEqual(table["text"], back["text"]);
        CollectionAssert.AreEqual((ArrayList)table["list"]!, (ArrayList)back["list"]!);
        Assert.AreEqual(false, back["flag"]);
        Assert.AreEqual("[5]", JsonConvert.SerializeObject(5));
        Assert.AreEqual("null", JsonConvert.SerializeObject(null));
        Assert.AreEqual("{}", JsonConvert.SerializeObject(new Hashtable()));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("{")]
    [DataRow("{\"a\":1,}")]
    [DataRow("{\"a\":1,\"a\":2}")]
    [DataRow("{} x")]
    public void What_is_no_json_is_refused(string text) =>
        Assert.ThrowsExactly<DeserializationException>(() => JsonConvert.DeserializeObject(text, typeof(Hashtable)));

    [TestMethod]
    public void A_restart_does_not_return_and_nothing_works_until_the_next_boot()
    {
        TwinDevice device = new(BoardCatalog.Load("sim-small"), Firmware.Trusted);
        using IDisposable scope = device.Enter();
        device.InstallFactoryImage(Firmware.Image("1.0.0", 1000));
        device.Boot();
        int raised = 0;
        Power.OnRebootEvent += () => raised++;
        Assert.AreEqual("SIM_SMALL", SystemInfo.TargetName);
        Assert.ThrowsExactly<RebootException>(() => Power.RebootDevice());
        Assert.AreEqual(1, raised);
        Assert.ThrowsExactly<RebootException>(() => UpdateManager.ConfirmDeploymentImage());
        Assert.IsTrue(device.Boot().HasImage);
        Assert.IsTrue(UpdateManager.ConfirmDeploymentImage());
    }

    [TestMethod]
    public void Each_thread_acts_on_its_own_device()
    {
        BoardFile board = BoardCatalog.Load("sim-small");
        TwinDevice[] devices = new TwinDevice[16];
        Parallel.For(0, devices.Length, i =>
        {
            devices[i] = new TwinDevice(board, Firmware.Trusted, name: $"device {i}");
            using (devices[i].Enter())
            {
                devices[i].InstallFactoryImage(Firmware.Image($"1.0.{i}", 1000));
                devices[i].Boot();
                JourneyTests.Stage(Firmware.Image($"2.0.{i}", 2000), 512);
                devices[i].Boot();
                Assert.IsTrue(UpdateManager.ConfirmDeploymentImage());
            }

            Assert.ThrowsExactly<InvalidOperationException>(() => TwinDevice.Current);
        });
        for (int i = 0; i < devices.Length; i++)
        {
            Assert.AreEqual($"2.0.{i}+0", devices[i].Boot().Version.ToString());
        }
    }

    [TestMethod]
    public void A_device_with_a_small_image_takes_little_memory()
    {
        BoardFile board = BoardCatalog.Load("esp32-4mb");
        byte[] image = Firmware.Image("1.0.0", 20000);
        TwinDevice[] devices = new TwinDevice[20];
        for (int i = 0; i < devices.Length; i++)
        {
            devices[i] = new TwinDevice(board, Firmware.Trusted);
            devices[i].InstallFactoryImage(image);
        }

        long each = devices.Max(device => device.Flash.AllocatedBytes);
        Console.WriteLine($"flash contents of a 4 MB device with a 20 KB image: {each} bytes");
        Assert.IsLessThan(40000, each);
    }
}
