using System.Text.Json.Nodes;
using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Registry;

namespace Updater.Cli.Tests;

[TestClass]
public sealed class PullTests
{
    [TestMethod]
    public async Task A_pulled_image_is_the_published_one()
    {
        await using CliSite site = await CliSite.StartAsync();
        string path = site.WriteImage();
        await CliRun.OkAsync("publish", site.Stable, path, "--board", CliSite.Board, "--sign-key", site.KeyPath);
        JsonNode plain = await CliRun.JsonAsync("pull", site.Stable, "--out", site.PathOf("plain.img"));
        Assert.IsFalse(plain["isVerified"]!.GetValue<bool>());
        JsonNode verified = await CliRun.JsonAsync(
            "pull", site.Stable, "--out", site.PathOf("verified.img"), "--board", CliSite.Board, "--key", site.PublicPath);
        Assert.IsTrue(verified["isVerified"]!.GetValue<bool>());
        Assert.AreSequenceEqual(File.ReadAllBytes(path), File.ReadAllBytes(site.PathOf("plain.img")));
        Assert.AreSequenceEqual(File.ReadAllBytes(path), File.ReadAllBytes(site.PathOf("verified.img")));
    }

    [TestMethod]
    public async Task An_index_is_pulled_by_board()
    {
        await using CliSite site = await CliSite.StartAsync();
        string small = site.WriteImage(name: "small.img");
        string large = site.WriteImage(name: "large.img", payloadBytes: 500_000);
        await CliRun.OkAsync("publish", site.Stable, "--image", $"{CliSite.Board}={small}", "--image", $"esp32-16mb={large}");
        await CliRun.OkAsync("pull", site.Stable, "--out", site.PathOf("out.img"), "--board", "esp32-16mb");
        Assert.AreSequenceEqual(File.ReadAllBytes(large), File.ReadAllBytes(site.PathOf("out.img")));
        await CliRun.RefusedAsync(Outcome.NoLayerForBoard, "pull", site.Stable, "--out", site.PathOf("out.img"));
        await CliRun.RefusedAsync(Outcome.NoLayerForBoard, "pull", site.Stable, "--out", site.PathOf("out.img"), "--board", "esp32-8mb");
    }

    [TestMethod]
    public async Task Nothing_is_written_when_content_is_not_what_it_should_be()
    {
        await using CliSite site = await CliSite.StartAsync();
        await site.PublishAsync();
        string target = site.PathOf("out.img");
        string[] command = ["pull", site.Stable, "--out", target];
        foreach ((RequestFault fault, Outcome outcome) in new[]
        {
            (RequestFault.Tamper(10_000), Outcome.DigestMismatch),
            (RequestFault.Drop(0), Outcome.BodyTruncated),
            (new RequestFault { ExtraBytes = 1 }, Outcome.SizeMismatch),
            (new RequestFault { ExtraBytes = 1, IsChunked = true }, Outcome.TrailingData),
            (RequestFault.Endless(), Outcome.TrailingData),
            (RequestFault.Answer(404), Outcome.NotFound),
        })
        {
            site.Server.Filter = new RequestFilter(request => request.Kind == RequestKind.Blob ? fault : null);
            await CliRun.RefusedAsync(outcome, command);
            Assert.IsFalse(File.Exists(target), outcome.ToString());
            Assert.IsEmpty(Directory.GetFiles(site.Folder, "*.part"), outcome.ToString());
        }

        site.Server.Filter = null;
        await CliRun.RefusedAsync(Outcome.SignatureUntrusted, [.. command, "--board", CliSite.Board, "--key", site.OtherPublicPath]);
        await CliRun.RefusedAsync("Usage", 2, [.. command, "--key", site.OtherPublicPath]);
        Assert.IsFalse(File.Exists(target));
    }

    [TestMethod]
    public async Task A_connection_that_breaks_is_taken_up_again()
    {
        await using CliSite site = await CliSite.StartAsync();
        string path = site.WriteImage(payloadBytes: 200_000);
        await CliRun.OkAsync("publish", site.Stable, path, "--board", CliSite.Board);
        site.Server.Filter = new RequestFilter(
            request => request.Kind == RequestKind.Blob && request.Range == null && request.Method == "GET" ? RequestFault.Drop(70_000) : null);
        await CliRun.OkAsync("pull", site.Stable, "--out", site.PathOf("out.img"));
        Assert.AreSequenceEqual(File.ReadAllBytes(path), File.ReadAllBytes(site.PathOf("out.img")));
    }

    [TestMethod]
    [DataRow("../../evil")]
    [DataRow("/etc/passwd")]
    [DataRow("..")]
    [DataRow(".bashrc")]
    [DataRow("-rf")]
    [DataRow("a\\b")]
    [DataRow("a\u0000b")]
    [DataRow("")]
    public async Task Titles_never_become_paths(string title)
    {
        await using CliSite site = await CliSite.StartAsync();
        ContentDescriptor layer = await site.Client.PushBlobAsync(CliSite.Repository, new byte[100], MediaTypes.FirmwareImage);
        await site.Client.PushBlobAsync(CliSite.Repository, Manifests.EmptyContent.ToArray(), MediaTypes.Empty);
        Manifest manifest = new() { MediaType = MediaTypes.Manifest, Layers = [layer with { Annotations = [new(AnnotationNames.Title, title)] }] };
        await site.Client.PushManifestAsync(CliSite.Repository, Manifests.Write(manifest), MediaTypes.Manifest, "stable");
        Directory.CreateDirectory(site.PathOf("in"));
        string[] before = Directory.GetFileSystemEntries(site.Folder, "*", SearchOption.AllDirectories);
        await CliRun.RefusedAsync(Outcome.ManifestMalformed, "pull", site.Stable, "--out", site.PathOf("in"));
        Assert.AreSequenceEqual(before.Order(), Directory.GetFileSystemEntries(site.Folder, "*", SearchOption.AllDirectories).Order());
    }

    [TestMethod]
    public async Task A_plain_title_names_the_file_in_a_folder()
    {
        await using CliSite site = await CliSite.StartAsync();
        string path = site.WriteImage(name: "lamp-1.2.3.img");
        await CliRun.OkAsync("publish", site.Stable, path, "--board", CliSite.Board);
        Directory.CreateDirectory(site.PathOf("in"));
        await CliRun.OkAsync("pull", site.Stable, "--out", site.PathOf("in"));
        Assert.AreSequenceEqual(File.ReadAllBytes(path), File.ReadAllBytes(site.PathOf("in/lamp-1.2.3.img")));
    }

    [TestMethod]
    public async Task What_has_several_layers_or_no_manifest_is_refused()
    {
        await using CliSite site = await CliSite.StartAsync(
            new RegistryServerOptions { Store = new LayoutStoreOptions { AllowsAnyManifest = true } });
        ContentDescriptor layer = new(MediaTypes.FirmwareImage, Manifests.DigestOf("x"u8), 1);
        site.Server.Store.PutManifest(
            CliSite.Repository, "stable", MediaTypes.Manifest,
            Manifests.Write(new Manifest { MediaType = MediaTypes.Manifest, Layers = [layer, layer] }));
        await CliRun.RefusedAsync(Outcome.LayerAmbiguous, "pull", site.Stable, "--out", site.PathOf("out"));
        site.Server.Store.PutManifest(CliSite.Repository, "stable", MediaTypes.Manifest, "nonsense"u8.ToArray());
        await CliRun.RefusedAsync(Outcome.JsonMalformed, "pull", site.Stable, "--out", site.PathOf("out"));
        site.Server.Filter = new RequestFilter(
            request =>
                request.Kind == RequestKind.Manifest
                    ? RequestFault.Replace(new byte[RegistryLimits.ManifestBytesMax + 1], MediaTypes.Manifest)
                    : null);
        await CliRun.RefusedAsync(Outcome.DocumentTooLarge, "pull", site.Stable, "--out", site.PathOf("out"));
    }
}
