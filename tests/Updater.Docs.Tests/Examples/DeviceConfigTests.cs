using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Updater.Core.Platform;
using Updater.Device.Config;
using Updater.Docs.Tests.Text;

namespace Updater.Docs.Tests.Examples;

/// <summary>docs/device-config.md: its example is a configuration the device takes, its table lists every field that is read.</summary>
[TestClass]
public sealed partial class DeviceConfigTests
{
    private static readonly Page s_page = Page.Of("docs/device-config.md");

    [TestMethod]
    public void Example_is_accepted_and_means_what_it_says()
    {
        string example = s_page.Blocks("json")[0];
        JsonNode root = JsonNode.Parse(example)!;

        Assert.AreEqual(Outcome.Ok, DeviceConfig.Parse(example, out DeviceConfig config));

        Assert.AreEqual((string?)root["reference"], config.Reference.ToString());
        Assert.AreEqual((int?)root["slotSizeBytes"], config.SlotSizeBytes);
        Assert.AreEqual((int?)root["pollIntervalMs"], config.PollIntervalMs);
        Assert.AreEqual((int?)root["retryDelayMs"], config.RetryDelayMs);
        Assert.AreEqual((int?)root["policy"]!["threshold"], config.Policy.Threshold);
        Assert.AreEqual((string?)root["policy"]!["repository"], config.Policy.Repository);
        Assert.AreEqual((string?)root["policy"]!["product"], config.Policy.Product);
        Assert.AreEqual((string?)root["policy"]!["board"], config.Policy.Board);
        Assert.HasCount(root["policy"]!["keys"]!.AsArray().Count, config.Policy.Keys);
        Assert.AreEqual(Updater.Twin.Boards.BoardCatalog.Load(config.Policy.Board).ImageBytesMax, config.SlotSizeBytes, "the board's largest image");
    }

    [TestMethod]
    public void Smallest_example_is_accepted()
    {
        Assert.AreEqual(Outcome.Ok, DeviceConfig.Parse(s_page.Blocks("json")[1], out DeviceConfig config));
        Assert.AreEqual(Limits.PollIntervalMs, config.PollIntervalMs);
        Assert.AreEqual(1, config.Policy.Threshold);
    }

    [TestMethod]
    public void Table_lists_every_field_that_the_device_reads()
    {
        string source = File.ReadAllText(Path.Combine(Page.Root, "firmware/Updater.Device/Config/DeviceConfig.cs"));
        string[] read = [.. FieldPattern().Matches(source).Select(match => (match.Groups[1].Value == "policy" ? "policy." : "") + match.Groups[2].Value).Distinct()];
        string[] listed = [.. s_page.Table("Fields").Select(row => row[0].Trim('`'))];
        Assert.IsGreaterThan(10, read.Length);
        CollectionAssert.AreEquivalent(read, listed);
    }

    [GeneratedRegex("(root|policy)\\[\"(\\w+)\"\\]")]
    private static partial Regex FieldPattern();
}
