#nullable disable
using Updater.Core.Content;
using Updater.Core.Platform;

namespace Updater.Core.Tests.Content;

[TestClass]
public class Base64Tests
{
    /// <summary>Decodes both ways, with room before and behind.</summary>
    private static Outcome Decode(string text, int capacity, out byte[] decoded)
    {
        byte[] target = new byte[capacity + 2];
        target[0] = 0xA5;
        target[capacity + 1] = 0x5A;
        Outcome outcome = Base64.Decode(text, target, 1, capacity, out int count);

        byte[] bytes = new byte[text.Length + 2];
        for (int i = 0; i < text.Length; i++)
        {
            bytes[i + 1] = (byte)text[i];
        }

        byte[] second = new byte[capacity + 2];
        Assert.AreEqual((int)outcome, (int)Base64.Decode(bytes, 1, text.Length, second, 1, capacity, out int secondCount), text);
        Assert.AreEqual(count, secondCount);
        Assert.AreEqual(0xA5, (int)target[0]);
        Assert.AreEqual(0x5A, (int)target[capacity + 1]);
        decoded = new byte[count];
        for (int i = 0; i < count; i++)
        {
            Assert.AreEqual(target[i + 1], second[i + 1]);
            decoded[i] = target[i + 1];
        }

        return outcome;
    }

    [TestMethod]
    public void Test_vectors_of_RFC_4648_section_10_decode()
    {
        string[] texts = new string[] { "", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy" };
        for (int i = 0; i < texts.Length; i++)
        {
            Assert.AreEqual((int)Outcome.Ok, (int)Decode(texts[i], i, out byte[] decoded), texts[i]);
            Assert.AreEqual(i, decoded.Length);
            for (int j = 0; j < i; j++)
            {
                Assert.AreEqual((int)"foobar"[j], (int)decoded[j]);
            }
        }
    }

    [TestMethod]
    public void All_symbols_decode_in_order()
    {
        Assert.AreEqual((int)Outcome.Ok, (int)Decode("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", 48, out byte[] decoded));
        for (int i = 0; i < 64; i++)
        {
            int bits = decoded[i / 4 * 3] << 16 | decoded[i / 4 * 3 + 1] << 8 | decoded[i / 4 * 3 + 2];
            Assert.AreEqual(i, bits >> 18 - i % 4 * 6 & 63);
        }
    }

    [TestMethod]
    public void What_is_not_strict_base64_is_refused()
    {
        string[] texts = new string[]
        {
            "Z", "Zg", "Zg=", "Zm8", "=", "==", "===", "====", "Z===", "Zg==Zg==", "Zm8=Zm9v", "Z=9v", "Zm=v", "=m9v", "Zg=v", "Zm9v=", "Zm9v====", " Zg==", "Zg== ", "Zm\n9", "Zm9v\n", "Zm9v\r\n\r\n",
            "Zm-v", "Zm_v", "Zm.v", "Zm,v", "Zm@v", "Zm[v", "Zm`v", "Zm{v", "Zm:v", "Zh==", "Zn==", "Z/==", "Zm9=", "Zm+=", new string(new char[] { 'Z', 'm', '\0', 'v' }),
        };
        for (int i = 0; i < texts.Length; i++)
        {
            Assert.AreEqual((int)Outcome.Base64Malformed, (int)Decode(texts[i], 64, out byte[] decoded), texts[i]);
            Assert.AreEqual(0, decoded.Length);
        }

        byte[] target = new byte[4];
        Assert.AreEqual((int)Outcome.Base64Malformed, (int)Base64.Decode(null, target, 0, 4, out int count));
        Assert.AreEqual((int)Outcome.Base64Malformed, (int)Base64.Decode("Zm\u0139v", target, 0, 4, out count));
        Assert.AreEqual((int)Outcome.Base64Malformed, (int)Base64.Decode(new byte[] { (byte)'Z', (byte)'m', 0xFF, (byte)'v' }, 0, 4, target, 0, 4, out count));
        Assert.AreEqual(0, count);
    }

    [TestMethod]
    public void Capacity_is_kept_exactly()
    {
        Assert.AreEqual((int)Outcome.DocumentTooLarge, (int)Decode("Zg==", 0, out byte[] decoded));
        Assert.AreEqual((int)Outcome.DocumentTooLarge, (int)Decode("Zm8=", 1, out decoded));
        Assert.AreEqual((int)Outcome.DocumentTooLarge, (int)Decode("Zm9v", 2, out decoded));
        Assert.AreEqual((int)Outcome.DocumentTooLarge, (int)Decode("Zm9vYmFy", 5, out decoded));
        Assert.AreEqual(0, decoded.Length);
    }

    [TestMethod]
    public void Text_may_be_decoded_in_place()
    {
        byte[] text = new byte[] { (byte)'Z', (byte)'m', (byte)'9', (byte)'v', (byte)'Y', (byte)'m', (byte)'F', (byte)'y' };
        Assert.AreEqual((int)Outcome.Ok, (int)Base64.Decode(text, 0, 8, text, 0, 8, out int count));
        Assert.AreEqual(6, count);
        for (int i = 0; i < count; i++)
        {
            Assert.AreEqual((int)"foobar"[i], (int)text[i]);
        }
    }
}
