using System.Text.Json.Nodes;
using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Registry;

namespace Updater.Cli.Tests;

[TestClass]
public sealed class PublishTests
{
    [TestMethod]
    public async Task A_published_image_comes_back_as_it_was()
    {
        await using CliSite site = await CliSite.StartAsync();
        string path = site.WriteImage();
        JsonNode result = await CliRun.JsonAsync("publish", site.Stable, path, "--board", CliSite.Board, "--product", "lamp");
        Manifest manifest = (await site.Client.FetchManifestAsync(CliSite.Repository, "stable")).Read();
        Assert.AreEqual("1.2.3", manifest.Annotation(AnnotationNames.Version));
        Assert.AreEqual("7", manifest.Annotation(AnnotationNames.SecurityCounter));
        Assert.AreEqual("lamp", manifest.Annotation(AnnotationNames.Product));
        Assert.AreEqual(CliSite.Board, manifest.Annotation(AnnotationNames.Board));
        Assert.AreSequenceEqual(File.ReadAllBytes(path), await site.Client.FetchBlobAsync(CliSite.Repository, manifest.Layers[0], 1_000_000));
        Assert.AreEqual((await site.Client.ResolveAsync(CliSite.Repository, "stable")).Digest, result["digest"]!.GetValue<string>());
    }

    [TestMethod]
    public async Task Several_boards_make_an_index_that_each_board_verifies()
    {
        await using CliSite site = await CliSite.StartAsync();
        string small = site.WriteImage(name: "small.img");
        string large = site.WriteImage(name: "large.img", payloadBytes: 500_000);
        await CliRun.OkAsync(
            "publish", site.Stable, "--image", $"{CliSite.Board}={small}", "--image", $"esp32-16mb={large}", "--sign-key", site.KeyPath);
        Assert.AreEqual(MediaTypes.Index, (await site.Client.ResolveAsync(CliSite.Repository, "stable")).MediaType);
        foreach ((string board, string path) in new[] { (CliSite.Board, small), ("esp32-16mb", large) })
        {
            JsonNode verified = await CliRun.JsonAsync("verify", site.Stable, "--key", site.PublicPath, "--board", board);
            Assert.AreEqual(new FileInfo(path).Length, verified["layer"]!["sizeBytes"]!.GetValue<long>());
        }

        await CliRun.RefusedAsync(Outcome.NoLayerForBoard, "verify", site.Stable, "--key", site.PublicPath, "--board", "esp32-8mb");
    }

    [TestMethod]
    public async Task Files_of_other_types_are_pushed_as_they_are()
    {
        await using CliSite site = await CliSite.StartAsync();
        string path = site.WriteFile("notes.txt", 100);
        await CliRun.OkAsync(
            "publish", site.Stable, path, "--board", "anything", "--layer-type", "text/plain", "--version", "1.0.0", "--counter", "1", "--sign-key",
            site.KeyPath);
        await CliRun.OkAsync("verify", site.Stable, "--key", site.PublicPath, "--board", "anything", "--layer-type", "text/plain");
        await CliRun.RefusedAsync(
            "Usage", 2, "publish", site.Stable, path, "--board", "anything", "--layer-type", "text/plain", "--version", "1.0.0");
    }

    [TestMethod]
    public async Task What_devices_would_refuse_is_refused_before_anything_is_pushed()
    {
        await using CliSite site = await CliSite.StartAsync();
        string image = site.WriteImage();
        await CliRun.RefusedAsync(
            Outcome.ImageTooLarge, "publish", site.Stable, site.WriteImage(payloadBytes: 400_000, name: "big.img"), "--board", CliSite.Board);
        await CliRun.RefusedAsync(Outcome.ImageHeaderMalformed, "publish", site.Stable, site.WriteFile("app.bin", 1000), "--board", CliSite.Board);
        await CliRun.RefusedAsync(
            Outcome.ImageHeaderMalformed, "publish", site.Stable, site.WriteFile("cut.img", File.ReadAllBytes(image)[..5000]), "--board",
            CliSite.Board);
        await CliRun.RefusedAsync(Outcome.ImageVersionMismatch, "publish", site.Stable, image, "--board", CliSite.Board, "--version", "9.9.9");
        await CliRun.RefusedAsync(Outcome.VersionMalformed, "publish", site.Stable, image, "--board", CliSite.Board, "--version", "latest");
        await CliRun.RefusedAsync(Outcome.CounterMalformed, "publish", site.Stable, image, "--board", CliSite.Board, "--counter", "3000000000");
        await CliRun.RefusedAsync(Outcome.ReferenceMalformed, "publish", "no reference", image, "--board", CliSite.Board);
        await CliRun.RefusedAsync("Usage", 2, "publish", site.Stable, image);
        await CliRun.RefusedAsync("Usage", 2, "publish", site.Stable, image, "--board", CliSite.Board, "--image", "a=b");
        await CliRun.RefusedAsync("Usage", 2, "publish", site.Stable, "--image", "esp32-4mb");
        await CliRun.RefusedAsync(
            "Usage", 2, "publish", site.Stable, site.WriteImage(counter: null, name: "uncounted.img"), "--board", CliSite.Board);
        Assert.AreEqual(0, site.Server.Counters.Requests);
    }

    [TestMethod]
    public async Task Boards_that_nobody_described_are_warned_of()
    {
        await using CliSite site = await CliSite.StartAsync();
        string image = site.WriteImage();
        JsonNode result = await CliRun.JsonAsync("publish", site.Stable, image, "--board", "esp32-4nb");
        string warning = result["warnings"]!.AsArray().Single()!.GetValue<string>();
        Assert.Contains("\"esp32-4nb\" is none of", warning);
        Assert.Contains(CliSite.Board, warning);
        CliRun text = await CliRun.OkAsync("publish", site.Stable, image, "--board", "esp32-4nb");
        Assert.Contains("! " + warning, text.Output);
        Assert.IsEmpty((await CliRun.JsonAsync("publish", site.Stable, image, "--board", CliSite.Board))["warnings"]!.AsArray());
    }

    [TestMethod]
    public async Task Bytes_behind_an_image_are_refused_and_shown()
    {
        await using CliSite site = await CliSite.StartAsync();
        byte[] image = File.ReadAllBytes(site.WriteImage());
        string path = site.WriteFile("longer.img", [.. image, .. new byte[100]]);
        await CliRun.RefusedAsync(Outcome.TrailingData, "publish", site.Stable, path, "--board", CliSite.Board);
        Assert.AreEqual(0, site.Server.Counters.Requests);
        CliRun shown = await CliRun.OkAsync("inspect", path);
        Assert.Contains("! 100 bytes follow the image's end", shown.Output);
        Assert.HasCount(1, (await CliRun.JsonAsync("inspect", path))["warnings"]!.AsArray());
    }

    [TestMethod]
    public async Task Credentials_open_the_registry_and_never_show()
    {
        RegistryCredential push = new("writer", "s3cret-push");
        await using CliSite site = await CliSite.StartAsync(
            new RegistryServerOptions { PullCredential = new RegistryCredential("reader", "s3cret-pull"), PushCredential = push });
        string[] command = ["publish", site.Stable, site.WriteImage(), "--board", CliSite.Board];
        await CliRun.RefusedAsync(Outcome.Unauthorized, command);
        CliRun wrong = await CliRun.RefusedAsync(Outcome.Unauthorized, [.. command, "--user", "writer", "--password", "s3cret-wrong"]);
        Assert.DoesNotContain("s3cret", wrong.Error);
        await CliRun.RefusedAsync(Outcome.Forbidden, [.. command, "--user", "reader", "--password", "s3cret-pull"]);
        CliRun run = await CliRun.OkAsync([.. command, "--user", push.User, "--password", push.Password]);
        Assert.DoesNotContain("s3cret", run.Output);
        await CliRun.OkAsync("sign", site.Stable, "--key", site.KeyPath, "--user", push.User, "--password", push.Password);
        await CliRun.RefusedAsync(Outcome.Unauthorized, site.Verify());
        await CliRun.OkAsync(site.Verify("--user", "reader", "--password", "s3cret-pull"));
        await CliRun.RefusedAsync("Usage", 2, site.Verify("--user", "reader"));
    }
}
