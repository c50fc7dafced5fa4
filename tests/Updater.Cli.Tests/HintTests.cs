using System.Text;
using Updater.Cli.Reporting;
using Updater.Core.Platform;
using Updater.Registry;

namespace Updater.Cli.Tests;

[TestClass]
public sealed class HintTests
{
    [TestMethod]
    public async Task A_missing_product_is_named_and_how_to_add_it()
    {
        await using CliSite site = await CliSite.StartAsync();
        await site.PublishAsync();
        CliRun run = await CliRun.RefusedAsync(Outcome.AnnotationMissing, site.Verify("--product", "lamp"));
        Assert.Contains("found:    no vnd.updater.product", run.Error);
        Assert.Contains("publish again with --product lamp", run.Error);
    }

    [TestMethod]
    public async Task What_is_not_there_can_be_published()
    {
        await using CliSite site = await CliSite.StartAsync();
        foreach (string[] command in new string[][] { site.Verify(), ["inspect", site.Stable], ["pull", site.Stable, "--out", site.PathOf("a.img")] })
        {
            CliRun run = await CliRun.RefusedAsync(Outcome.NotFound, command);
            Assert.Contains("updater publish ", run.Error);
            Assert.DoesNotContain("updater inspect", run.Error.Split("next:")[1]);
        }
    }

    [TestMethod]
    public async Task Long_references_are_told_the_limit()
    {
        foreach ((string text, string found) in new[]
        {
            ("h/" + new string('a', 400), "402 characters"),
            ("h/" + new string('a', 260) + ":t", "262 characters of registry and repository"),
            ("h:5000/a:" + new string('t', 200), "a tag of 200 characters"),
        })
        {
            CliRun run = await CliRun.RefusedAsync(Outcome.ReferenceMalformed, "inspect", text);
            Assert.Contains("of at most 384 characters, registry and repository 255, tag 128", run.Error);
            Assert.Contains(found, run.Error);
        }
    }

    [TestMethod]
    public async Task Keys_that_are_equal_or_encrypted_are_called_so()
    {
        await using CliSite site = await CliSite.StartAsync();
        CliRun equal = await CliRun.RefusedAsync(Outcome.ConfigMalformed, site.Verify("--key", site.PublicPath));
        Assert.Contains("the same key given more than once: " + site.Key.KeyId, equal.Error);
        string path = site.PathOf("secret.pem");
        site.Key.WritePrivate(path, "correct horse");
        string[] pack = ["pack", site.WriteFile("app.bin", 100), "--out", site.PathOf("a.img"), "--version", "1.0.0", "--key", path];
        Assert.Contains("--passphrase-env VAR", (await CliRun.RefusedAsync(Outcome.KeyMalformed, pack)).Error);
    }

    [TestMethod]
    public async Task Sizes_and_paths_are_those_of_the_user()
    {
        await using CliSite site = await CliSite.StartAsync();
        string path = site.WriteFile("big.bin", 400_000);
        CliRun large = await CliRun.RefusedAsync(
            Outcome.ImageTooLarge, "pack", path, "--out", site.PathOf("a.img"), "--version", "1.0.0", "--board", CliSite.Board);
        Assert.Contains("an image of 400", large.Error);
        Assert.Contains($"made of the 400000 bytes of {path}", large.Error);
        CliRun nowhere = await CliRun.RefusedAsync(
            "FileUnwritable", 50, "pack", path, "--out", site.PathOf("nodir/x.img"), "--version", "1.0.0");
        Assert.Contains("no folder " + site.PathOf("nodir"), nowhere.Error);
        Assert.DoesNotContain(".part", nowhere.Error);
    }

    [TestMethod]
    public async Task Documents_of_other_types_are_refused_for_their_type()
    {
        await using CliSite site = await CliSite.StartAsync(
            new RegistryServerOptions { Store = new LayoutStoreOptions { AllowsAnyManifest = true } });
        site.Server.Store.PutManifest(CliSite.Repository, "stable", "application/vnd.example+json", Encoding.UTF8.GetBytes("{}"));
        foreach (string[] command in new string[][] { ["inspect", site.Stable], ["pull", site.Stable, "--out", site.PathOf("a.img")] })
        {
            CliRun run = await CliRun.RefusedAsync(Outcome.MediaTypeUnknown, command);
            Assert.Contains("application/vnd.example+json", run.Error);
            Assert.DoesNotContain("schemaVersion", run.Error);
        }
    }

    [TestMethod]
    public void A_table_that_is_too_wide_breaks_no_word()
    {
        TextTable table = new("phase", "outcome", ">requests", ">ms");
        table.Add("foreign key", "SignatureUntrusted", "4", "12");
        Assert.AreEqual(43, table.WidthChars);
        Assert.AreSequenceEqual(["foreign key  SignatureUntrusted", "  requests 4, ms 12"], table.NarrowLines().ToArray());
    }
}
