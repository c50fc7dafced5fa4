using System.Text.Json.Nodes;
using Updater.Core.Platform;
using Updater.Vectors;

namespace Updater.Cli.Tests;

[TestClass]
public sealed class InspectTests
{
    [TestMethod]
    public async Task An_image_shows_header_entries_and_verdict()
    {
        await using CliSite site = await CliSite.StartAsync();
        string target = site.PathOf("app.img");
        await CliRun.OkAsync("pack", site.WriteFile("app.bin", 3000), "--out", target, "--version", "1.2.3", "--counter", "7", "--key", site.KeyPath);
        JsonNode shown = await CliRun.JsonAsync("inspect", target, "--key", site.PublicPath);
        Assert.AreEqual("1.2.3", shown["version"]!.GetValue<string>());
        Assert.AreEqual(7, shown["securityCounter"]!.GetValue<int>());
        Assert.AreEqual("accept", shown["verdict"]!.GetValue<string>());
        string[] types = [.. shown["tlvs"]!.AsArray().Select(tlv => tlv!["type"]!.GetValue<string>())];
        Assert.AreSequenceEqual(["SEC_CNT", "SHA256", "KEYHASH", "ECDSASIG"], types);
        await CliRun.OkAsync("inspect", target);
        await CliRun.RefusedAsync(Outcome.SignatureUntrusted, "inspect", target, "--key", site.OtherPublicPath);
    }

    [TestMethod]
    public async Task Damaged_images_are_refused_with_what_can_be_read()
    {
        await using CliSite site = await CliSite.StartAsync();
        byte[] image = File.ReadAllBytes(site.WriteImage());
        await CliRun.RefusedAsync(Outcome.ImageHeaderMalformed, "inspect", site.WriteFile("cut.img", image[..9000]));
        await CliRun.RefusedAsync(Outcome.ImageHeaderMalformed, "inspect", site.WriteFile("short.img", image[..20]));
        await CliRun.RefusedAsync(Outcome.ImageHeaderMalformed, "inspect", site.WriteFile("noise.img", 5000));
        image[9000] ^= 1;
        CliRun run = await CliRun.RefusedAsync(Outcome.DigestMismatch, "inspect", site.WriteFile("altered.img", image));
        Assert.Contains("1.2.3", run.Output);
        await CliRun.RefusedAsync("FileUnreadable", 50, "inspect", site.PathOf("absent.img"));
    }

    [TestMethod]
    public async Task An_artifact_shows_annotations_layers_and_signatures()
    {
        await using CliSite site = await CliSite.StartAsync();
        await site.PublishAsync();
        JsonNode shown = await CliRun.JsonAsync("inspect", site.Stable, "--key", site.PublicPath);
        Assert.AreEqual("1.2.3", shown["annotations"]!["org.opencontainers.image.version"]!.GetValue<string>());
        Assert.HasCount(1, shown["layers"]!.AsArray());
        Assert.AreEqual(site.Key.KeyId, shown["signatures"]![0]!["keyId"]!.GetValue<string>());
        Assert.AreEqual(site.Name, shown["signatures"]![0]!["repository"]!.GetValue<string>());
        CliRun text = await CliRun.OkAsync("inspect", site.Stable);
        Assert.Contains("vnd.updater.board", text.Output);
        await CliRun.RefusedAsync(Outcome.NotFound, "inspect", site.Name + ":absent");
    }

    [TestMethod]
    public async Task Text_from_a_registry_reaches_the_terminal_without_control_characters()
    {
        await using CliSite site = await CliSite.StartAsync();
        await CliRun.OkAsync("publish", site.Stable, site.WriteImage(), "--board", CliSite.Board, "--product", "lamp\u001b[31m\nred");
        CliRun text = await CliRun.OkAsync("inspect", site.Stable);
        Assert.DoesNotContain("\u001b", text.Output);
        Assert.Contains("lamp [31m red", text.Output);
    }

    [TestMethod]
    public async Task Images_of_the_real_imgtool_are_judged_as_their_index_says()
    {
        if (!SharedVectors.ArePresent)
        {
            Console.WriteLine("shared/vectors is absent; nothing was compared");
            Assert.AreNotEqual("true", Environment.GetEnvironmentVariable("CI"));
            return;
        }

        JsonNode shown = await CliRun.JsonAsync("inspect", SharedVectors.PathOf("mcuboot", "s-plain.bin"));
        Assert.IsGreaterThan(0, shown["tlvs"]!.AsArray().Count);
    }
}
