namespace Updater.Images.Tests.Images;

[TestClass]
public sealed class VersionTests
{
    [TestMethod]
    [DataRow("1.2.3+45", "1.2.3+45")]
    [DataRow("2", "2.0.0+0")]
    [DataRow("2.1", "2.1.0+0")]
    [DataRow("255.255.65535+4294967295", "255.255.65535+4294967295")]
    public void A_version_is_read_and_written(string text, string canonical) => Assert.AreEqual(canonical, McubootVersion.Parse(text).ToString());

    [TestMethod]
    [DataRow("")]
    [DataRow("256")]
    [DataRow("1.2.65536")]
    [DataRow("1.2.3.4")]
    [DataRow("1.2.3+4294967296")]
    [DataRow("1.-2.3")]
    [DataRow("1. 2.3")]
    [DataRow("1.2.3+")]
    [DataRow("1.2.3-rc1")]
    public void What_is_no_version_is_refused(string text) => Assert.ThrowsExactly<ImageFormatException>(() => McubootVersion.Parse(text));

    [TestMethod]
    public void Versions_are_ordered_from_major_to_build()
    {
        McubootVersion[] ascending = [.. new[] { "1.2.3+4", "1.2.3+5", "1.2.4", "1.3.0", "2.0.0" }.Select(McubootVersion.Parse)];
        for (int i = 1; i < ascending.Length; i++)
        {
            Assert.IsTrue(ascending[i - 1] < ascending[i]);
            Assert.IsTrue(ascending[i] > ascending[i - 1]);
        }
    }
}
