using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Device.Config;

namespace Updater.Device.Tests.Config;

[TestClass]
public sealed class DeviceConfigTests
{
    private static readonly string[] s_keys = [.. Enumerable.Range(0, Limits.KeysMax + 1).Select(_ => NewKey(ECCurve.NamedCurves.nistP256))];

    [TestMethod]
    public void Full_example_is_read_field_by_field()
    {
        Assert.AreEqual(Outcome.Ok, DeviceConfig.Parse(Example().ToJsonString(), out DeviceConfig config));

        Assert.AreEqual("registry.example.org/lamp:stable", config.Reference.ToString());
        Assert.IsTrue(config.IsPlainHttp);
        Assert.AreEqual("device", config.User);
        Assert.AreEqual("secret", config.Password);
        Assert.AreEqual(368640, config.SlotSizeBytes);
        Assert.AreEqual(7200000, config.PollIntervalMs);
        Assert.AreEqual(2000, config.RetryDelayMs);
        Assert.HasCount(2, config.Policy.Keys);
        Assert.AreEqual(2, config.Policy.Threshold);
        Assert.AreEqual("registry.example.org/lamp", config.Policy.Repository);
        Assert.AreEqual("lamp", config.Policy.Product);
        Assert.AreEqual("esp32-4mb", config.Policy.Board);
        Assert.AreEqual("application/x", config.Policy.LayerType);
    }

    [TestMethod]
    public void Optional_fields_have_their_defaults()
    {
        JsonObject example = Example();
        foreach (string name in new[] { "plainHttp", "user", "password", "pollIntervalMs", "retryDelayMs" })
        {
            example.Remove(name);
        }

        foreach (string name in new[] { "threshold", "product", "layerType" })
        {
            example["policy"]!.AsObject().Remove(name);
        }

        Assert.AreEqual(Outcome.Ok, DeviceConfig.Parse(example.ToJsonString(), out DeviceConfig config));

        Assert.IsFalse(config.IsPlainHttp);
        Assert.IsNull(config.User);
        Assert.IsNull(config.Password);
        Assert.AreEqual(Limits.PollIntervalMs, config.PollIntervalMs);
        Assert.AreEqual(Limits.RetryDelayMs, config.RetryDelayMs);
        Assert.AreEqual(1, config.Policy.Threshold);
        Assert.IsNull(config.Policy.Product);
        Assert.AreEqual(MediaTypes.FirmwareImage, config.Policy.LayerType);
    }

    [TestMethod]
    [DataRow("reference", Outcome.ReferenceMalformed)]
    [DataRow("slotSizeBytes", Outcome.ConfigMalformed)]
    [DataRow("policy", Outcome.PolicyMissing)]
    [DataRow("policy.keys", Outcome.PolicyMissing)]
    [DataRow("policy.repository", Outcome.ConfigMalformed)]
    [DataRow("policy.board", Outcome.ConfigMalformed)]
    public void Missing_field_is_refused(string path, Outcome expected)
    {
        JsonObject example = Example();
        (JsonObject parent, string name) = Find(example, path);
        Assert.IsTrue(parent.Remove(name));

        AreRefused(expected, example);
    }

    [TestMethod]
    // Of the wrong type.
    [DataRow("reference", "7", Outcome.ReferenceMalformed)]
    [DataRow("reference", "[]", Outcome.ReferenceMalformed)]
    [DataRow("plainHttp", "\"true\"", Outcome.ConfigMalformed)]
    [DataRow("plainHttp", "1", Outcome.ConfigMalformed)]
    [DataRow("user", "7", Outcome.ConfigMalformed)]
    [DataRow("password", "{}", Outcome.ConfigMalformed)]
    [DataRow("slotSizeBytes", "\"4096\"", Outcome.ConfigMalformed)]
    [DataRow("slotSizeBytes", "4096.5", Outcome.ConfigMalformed)]
    [DataRow("slotSizeBytes", "true", Outcome.ConfigMalformed)]
    [DataRow("pollIntervalMs", "\"1\"", Outcome.ConfigMalformed)]
    [DataRow("retryDelayMs", "{}", Outcome.ConfigMalformed)]
    [DataRow("policy", "\"any\"", Outcome.PolicyMissing)]
    [DataRow("policy", "[]", Outcome.PolicyMissing)]
    [DataRow("policy.keys", "\"key\"", Outcome.PolicyMissing)]
    [DataRow("policy.keys", "{}", Outcome.PolicyMissing)]
    [DataRow("policy.keys", "[]", Outcome.PolicyMissing)]
    [DataRow("policy.keys", "[7]", Outcome.KeyMalformed)]
    [DataRow("policy.keys", "[null]", Outcome.KeyMalformed)]
    [DataRow("policy.keys", "[[]]", Outcome.KeyMalformed)]
    [DataRow("policy.threshold", "\"1\"", Outcome.ConfigMalformed)]
    [DataRow("policy.threshold", "1.5", Outcome.ConfigMalformed)]
    [DataRow("policy.repository", "7", Outcome.ConfigMalformed)]
    [DataRow("policy.product", "7", Outcome.ConfigMalformed)]
    [DataRow("policy.product", "[\"lamp\"]", Outcome.ConfigMalformed)]
    [DataRow("policy.board", "7", Outcome.ConfigMalformed)]
    [DataRow("policy.layerType", "7", Outcome.ConfigMalformed)]
    // Out of range.
    [DataRow("reference", "\"\"", Outcome.ReferenceMalformed)]
    [DataRow("reference", "\"lamp:stable\"", Outcome.ReferenceMalformed)]
    [DataRow("reference", "\"registry.example.org/LAMP:stable\"", Outcome.ReferenceMalformed)]
    [DataRow("reference", "\"registry.example.org/lamp\"", Outcome.ConfigMalformed)]
    [DataRow("reference", "\"registry.example.org/lamp@sha256:00\"", Outcome.DigestMalformed)]
    [DataRow("slotSizeBytes", "0", Outcome.ConfigMalformed)]
    [DataRow("slotSizeBytes", "-1", Outcome.ConfigMalformed)]
    [DataRow("slotSizeBytes", "2147483648", Outcome.ConfigMalformed)]
    [DataRow("slotSizeBytes", "9223372036854775808", Outcome.ConfigMalformed)]
    [DataRow("slotSizeBytes", "1e99", Outcome.ConfigMalformed)]
    [DataRow("pollIntervalMs", "0", Outcome.ConfigMalformed)]
    [DataRow("pollIntervalMs", "-3600000", Outcome.ConfigMalformed)]
    [DataRow("pollIntervalMs", "86400001", Outcome.ConfigMalformed)]
    [DataRow("pollIntervalMs", "4294967297", Outcome.ConfigMalformed)]
    [DataRow("retryDelayMs", "0", Outcome.ConfigMalformed)]
    [DataRow("retryDelayMs", "60001", Outcome.ConfigMalformed)]
    [DataRow("policy.keys", "[\"\"]", Outcome.KeyMalformed)]
    [DataRow("policy.keys", "[\"not base64!\"]", Outcome.KeyMalformed)]
    [DataRow("policy.keys", "[\"AAAA\"]", Outcome.KeyMalformed)]
    [DataRow("policy.threshold", "0", Outcome.ConfigMalformed)]
    [DataRow("policy.threshold", "-1", Outcome.ConfigMalformed)]
    [DataRow("policy.threshold", "3", Outcome.ConfigMalformed)]
    [DataRow("policy.threshold", "4294967298", Outcome.ConfigMalformed)]
    [DataRow("policy.repository", "\"\"", Outcome.ConfigMalformed)]
    [DataRow("policy.board", "\"\"", Outcome.ConfigMalformed)]
    [DataRow("policy.layerType", "\"\"", Outcome.ConfigMalformed)]
    public void Unusable_field_is_refused(string path, string json, Outcome expected)
    {
        JsonObject example = Example();
        (JsonObject parent, string name) = Find(example, path);
        parent[name] = JsonNode.Parse(json);

        AreRefused(expected, example);
    }

    [TestMethod]
    [DataRow("pollIntervalMs", Limits.PollIntervalMsMax)]
    [DataRow("retryDelayMs", Limits.RetryDelayMsMax)]
    [DataRow("slotSizeBytes", int.MaxValue)]
    [DataRow("pollIntervalMs", 1)]
    [DataRow("retryDelayMs", 1)]
    [DataRow("slotSizeBytes", 1)]
    public void Numbers_at_their_bounds_are_taken(string name, int value)
    {
        JsonObject example = Example();
        example[name] = value;

        Assert.AreEqual(Outcome.Ok, DeviceConfig.Parse(example.ToJsonString(), out _));
    }

    [TestMethod]
    public void Reference_by_digest_alone_is_taken()
    {
        JsonObject example = Example();
        example["reference"] = "registry.example.org/lamp@sha256:" + new string('a', 64);

        Assert.AreEqual(Outcome.Ok, DeviceConfig.Parse(example.ToJsonString(), out DeviceConfig config));
        Assert.IsNull(config.Reference.Tag);
    }

    [TestMethod]
    public void Key_of_another_curve_or_off_the_curve_or_cut_is_malformed()
    {
        byte[] spki = Convert.FromBase64String(s_keys[0]);
        byte[] off = (byte[])spki.Clone();
        off[^1] ^= 1;
        foreach (string bad in new[] { NewKey(ECCurve.NamedCurves.nistP384), Convert.ToBase64String(off), Convert.ToBase64String(spki[..^1]), Convert.ToBase64String([.. spki, 0]) })
        {
            AreRefused(Outcome.KeyMalformed, WithKeys(1, s_keys[1], bad));
        }
    }

    [TestMethod]
    public void Same_key_twice_is_refused_whatever_the_threshold()
    {
        AreRefused(Outcome.ConfigMalformed, WithKeys(1, s_keys[0], s_keys[0]));
        AreRefused(Outcome.ConfigMalformed, WithKeys(2, s_keys[0], s_keys[1], s_keys[0]));
    }

    [TestMethod]
    public void Most_keys_are_taken_and_one_more_is_refused()
    {
        Assert.AreEqual(Outcome.Ok, DeviceConfig.Parse(WithKeys(Limits.KeysMax, s_keys[..^1]).ToJsonString(), out DeviceConfig config));
        Assert.HasCount(Limits.KeysMax, config.Policy.Keys);

        AreRefused(Outcome.TooManyEntries, WithKeys(1, s_keys));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow(" ")]
    [DataRow("updater")]
    [DataRow("null")]
    [DataRow("true")]
    [DataRow("7")]
    [DataRow("\"text\"")]
    [DataRow("[]")]
    [DataRow("[{}]")]
    [DataRow("{")]
    [DataRow("{\"reference\":")]
    [DataRow("{\"reference\":\"a/b:c\"}}")]
    [DataRow("{'reference':'a/b:c'}")]
    [DataRow("{\"policy\":{},\"policy\":{}}")]
    [DataRow("{\"reference\":\"\\ud800\"}")]
    [DataRow("{\"\\ud800\":1}")]
    [DataRow("{\"reference\":\"a/b:c\\u00\"}")]
    [DataRow("\ufeff{}")]
    [DataRow("{\"slotSizeBytes\":1e999999999}")]
    public void Text_that_is_no_object_is_refused(string text)
    {
        Outcome outcome = DeviceConfig.Parse(text, out DeviceConfig config);

        Assert.IsNull(config);
        Assert.IsTrue(outcome is Outcome.ConfigMalformed or Outcome.ReferenceMalformed, $"{outcome}");
    }

    [TestMethod]
    public void Deep_text_is_refused()
    {
        string deep = string.Concat(Enumerable.Repeat("{\"policy\":", 100_000));
        Assert.AreEqual(Outcome.ConfigMalformed, DeviceConfig.Parse(deep, out _));
        Assert.AreEqual(Outcome.ConfigMalformed, DeviceConfig.Parse(new string('[', 100_000), out _));
    }

    [TestMethod]
    public void Example_cut_anywhere_is_refused_without_an_exception()
    {
        string text = Example().ToJsonString();
        for (int length = 0; length < text.Length; length++)
        {
            Assert.AreNotEqual(Outcome.Ok, DeviceConfig.Parse(text[..length], out DeviceConfig config), $"cut to {length}");
            Assert.IsNull(config);
        }
    }

    [TestMethod]
    public void Example_with_any_byte_replaced_never_throws()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Example().ToJsonString());
        foreach (char intruder in "\"\\{}[],:0-\u0000")
        {
            for (int i = 0; i < bytes.Length; i++)
            {
                byte[] changed = (byte[])bytes.Clone();
                changed[i] = (byte)intruder;
                Outcome outcome = DeviceConfig.Parse(Encoding.UTF8.GetString(changed), out DeviceConfig config);
                Assert.AreEqual(outcome == Outcome.Ok, config != null, $"byte {i} as {(int)intruder}");
            }
        }
    }

    [TestMethod]
    public void File_is_read_up_to_its_limit()
    {
        string text = Example().ToJsonString();
        string padded = text + new string(' ', Limits.ConfigBytesMax - text.Length);

        Assert.AreEqual(Outcome.Ok, LoadBytes(Encoding.UTF8.GetBytes(padded)));
        Assert.AreEqual(Outcome.ConfigMalformed, LoadBytes(Encoding.UTF8.GetBytes(padded + " ")));
        Assert.AreEqual(Outcome.ConfigMalformed, LoadBytes([0xFF, 0xFE, 0x00, 0x80]));
        Assert.AreEqual(Outcome.ConfigMalformed, LoadBytes([]));
    }

    [TestMethod]
    public void Huge_file_is_refused_unread()
    {
        string path = Path.GetTempFileName();
        try
        {
            // Sparse: it takes no room on the disk.
            using (FileStream stream = File.OpenWrite(path))
            {
                stream.SetLength(64 << 20);
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.AreEqual(Outcome.ConfigMalformed, DeviceConfig.Load(path, out DeviceConfig config));
            Assert.IsLessThan(1L << 20, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.IsNull(config);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    public void Missing_file_or_a_folder_in_its_place_is_a_missing_policy()
    {
        string folder = Directory.CreateTempSubdirectory("config").FullName;
        Assert.AreEqual(Outcome.PolicyMissing, DeviceConfig.Load(Path.Combine(folder, "updater.json"), out DeviceConfig config));
        Assert.IsNull(config);
        Assert.AreEqual(Outcome.PolicyMissing, DeviceConfig.Load(folder, out config));
        Assert.IsNull(config);
        Directory.Delete(folder);
    }

    [TestMethod]
    public void File_that_may_not_be_opened_is_refused()
    {
        string path = Path.GetTempFileName();
        using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.AreEqual(Outcome.ConfigMalformed, DeviceConfig.Load(path, out _));
        }

        File.Delete(path);
    }

    private static JsonObject Example() => new()
    {
        ["reference"] = "registry.example.org/lamp:stable",
        ["plainHttp"] = true,
        ["user"] = "device",
        ["password"] = "secret",
        ["slotSizeBytes"] = 368640,
        ["pollIntervalMs"] = 7200000,
        ["retryDelayMs"] = 2000,
        ["policy"] = new JsonObject
        {
            ["keys"] = new JsonArray(s_keys[0], s_keys[1]),
            ["threshold"] = 2,
            ["repository"] = "registry.example.org/lamp",
            ["product"] = "lamp",
            ["board"] = "esp32-4mb",
            ["layerType"] = "application/x",
        },
    };

    private static JsonObject WithKeys(int threshold, params string[] keys)
    {
        JsonObject example = Example();
        example["policy"]!["keys"] = new JsonArray([.. keys.Select(key => JsonValue.Create(key))]);
        example["policy"]!["threshold"] = threshold;
        return example;
    }

    private static (JsonObject Parent, string Name) Find(JsonObject example, string path)
    {
        string[] names = path.Split('.');
        return (names.Length == 1 ? example : example[names[0]]!.AsObject(), names[^1]);
    }

    private static void AreRefused(Outcome expected, JsonObject example)
    {
        Assert.AreEqual(expected, DeviceConfig.Parse(example.ToJsonString(), out DeviceConfig config));
        Assert.IsNull(config);
    }

    private static Outcome LoadBytes(byte[] bytes)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, bytes);
            return DeviceConfig.Load(path, out _);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string NewKey(ECCurve curve)
    {
        using ECDsa key = ECDsa.Create(curve);
        return Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
    }
}
