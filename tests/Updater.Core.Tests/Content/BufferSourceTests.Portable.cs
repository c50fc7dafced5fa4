#nullable disable
using Updater.Core.Content;
using Updater.Core.Platform;

namespace Updater.Core.Tests.Content;

[TestClass]
public class BufferSourceTests
{
    [TestMethod]
    public void Range_is_delivered_once_and_the_end_stays()
    {
        byte[] bytes = new byte[] { 0, 1, 2, 3, 4, 5, 6, 7 };
        BufferSource source = new BufferSource();
        for (int round = 0; round < 2; round++)
        {
            source.Reset(bytes, 2, 5);
            byte[] target = new byte[8];
            Assert.AreEqual((int)Outcome.Ok, (int)source.Read(target, 1, 3, out int read));
            Assert.AreEqual(3, read);
            Assert.AreEqual((int)Outcome.Ok, (int)source.Read(target, 4, 4, out read));
            Assert.AreEqual(2, read);
            for (int i = 0; i < 8; i++)
            {
                Assert.AreEqual(i < 1 || i > 5 ? 0 : i + 1, (int)target[i]);
            }

            for (int i = 0; i < 2; i++)
            {
                Assert.AreEqual((int)Outcome.Ok, (int)source.Read(target, 0, 8, out read));
                Assert.AreEqual(0, read);
            }

            source.Dispose();
            Assert.AreEqual((int)Outcome.Ok, (int)source.Read(target, 0, 8, out read));
            Assert.AreEqual(0, read);
        }
    }
}
