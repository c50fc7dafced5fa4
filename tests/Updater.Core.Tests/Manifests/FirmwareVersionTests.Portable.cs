#nullable disable
using Updater.Core.Manifests;
using Updater.Core.Platform;

namespace Updater.Core.Tests.Manifests;

[TestClass]
public class FirmwareVersionTests
{
    [TestMethod]
    public void Versions_are_read_written_and_rise_in_order()
    {
        string[] rising = new string[]
        {
            "0.0.0", "0.0.0+1", "0.0.0+4294967295", "0.0.1", "0.0.9", "0.0.10", "0.0.65535+4294967295", "0.1.0", "0.9.0", "0.10.0", "0.255.65535+4294967295",
            "1.0.0", "1.2.3", "1.2.3+4", "2.0.0", "10.0.0", "127.255.65535+4294967295", "128.0.0", "255.255.65535+4294967294", "255.255.65535+4294967295",
        };
        ulong before = 0;
        for (int i = 0; i < rising.Length; i++)
        {
            Assert.AreEqual((int)Outcome.Ok, (int)FirmwareVersion.Parse(rising[i], out ulong packed), rising[i]);
            Assert.IsTrue(i == 0 ? packed == 0 : packed > before, rising[i]);
            Assert.AreEqual(rising[i], FirmwareVersion.Format(packed));
            before = packed;
        }

        Assert.IsTrue(before == 0xFFFFFFFFFFFFFFFF);
        FirmwareVersion.Parse("1.2.3+4", out before);
        Assert.IsTrue(before == 0x0102000300000004);
        Assert.AreEqual((int)Outcome.Ok, (int)FirmwareVersion.Parse("1.2.3+0", out before));
        Assert.AreEqual("1.2.3", FirmwareVersion.Format(before));
    }

    [TestMethod]
    public void What_is_no_version_is_refused()
    {
        string[] texts = new string[]
        {
            null, "", "1", "1.2", "1.2.", "1.2.3.", "1.2.3.4", "1.2.3+", "1.2.3+4+5", "1.2.3+4.5", "1.2.3-rc1", "1.2.3-rc1+4", "1.2.3+a", "v1.2.3", "V1.2.3", " 1.2.3", "1.2.3 ", "1 .2.3", "1.2.3+ 4",
            "01.2.3", "1.02.3", "1.2.03", "1.2.3+04", "00.0.0", "1.2.00", "256.0.0", "0.256.0", "0.0.65536", "0.0.0+4294967296", "0.0.0+18446744073709551617", "99999999999999999999999.0.0", "-1.2.3", "1.-2.3",
            "+1.2.3", "1..3", ".2.3", "1.2.3\n", "1,2,3", "1.2+4", "1.2.x", "latest", "\u0661.2.3",
        };
        for (int i = 0; i < texts.Length; i++)
        {
            Assert.AreEqual((int)Outcome.VersionMalformed, (int)FirmwareVersion.Parse(texts[i], out ulong packed), texts[i]);
            Assert.IsTrue(packed == 0);
        }
    }

    [TestMethod]
    public void Counters_are_read()
    {
        Assert.AreEqual((int)Outcome.Ok, (int)SecurityCounter.Parse("0", out int counter));
        Assert.AreEqual(0, counter);
        Assert.AreEqual((int)Outcome.Ok, (int)SecurityCounter.Parse("7", out counter));
        Assert.AreEqual(7, counter);
        Assert.AreEqual((int)Outcome.Ok, (int)SecurityCounter.Parse("2147483647", out counter));
        Assert.AreEqual(2147483647, counter);
        string[] texts = new string[] { null, "", "-1", "+1", "01", "00", "1.0", "1 ", " 1", "2147483648", "4294967297", "18446744073709551617", "0x7", "7a", "a" };
        for (int i = 0; i < texts.Length; i++)
        {
            Assert.AreEqual((int)Outcome.CounterMalformed, (int)SecurityCounter.Parse(texts[i], out counter), texts[i]);
            Assert.AreEqual(0, counter);
        }
    }
}
