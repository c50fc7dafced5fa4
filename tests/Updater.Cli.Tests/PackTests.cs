using Updater.Core.Platform;
using Updater.Images;

namespace Updater.Cli.Tests;

[TestClass]
public sealed class PackTests
{
    [TestMethod]
    public async Task An_image_has_what_was_asked_for()
    {
        await using CliSite site = await CliSite.StartAsync();
        string path = site.WriteFile("app.bin", 5000);
        string target = site.PathOf("app.img");
        await CliRun.OkAsync(
            "pack", path, "--out", target, "--version", "1.2.3+4", "--counter", "9", "--key", site.KeyPath, "--board", CliSite.Board);
        McubootImage image = McubootImage.Read(File.ReadAllBytes(target));
        Assert.AreEqual(new McubootVersion(1, 2, 3, 4), image.Header.Version);
        Assert.AreEqual(9u, image.SecurityCounter);
        Assert.AreEqual(0x200, image.Header.HeaderSizeBytes);
        Assert.AreSequenceEqual(File.ReadAllBytes(path), image.Payload.ToArray());
        Assert.AreEqual(McubootVerdict.Accept, McubootVerifier.Verify(image, [McubootPublicKey.FromPem(File.ReadAllText(site.PublicPath))]));
    }

    [TestMethod]
    public async Task The_header_takes_the_size_given()
    {
        await using CliSite site = await CliSite.StartAsync();
        await CliRun.OkAsync("pack", site.WriteFile("app.bin", 100), "--out", site.PathOf("a.img"), "--version", "1.0.0", "--header-size", "0x20");
        Assert.AreEqual(0x20, McubootImage.Read(File.ReadAllBytes(site.PathOf("a.img"))).Header.HeaderSizeBytes);
        await CliRun.RefusedAsync(
            "Usage", 2, "pack", site.PathOf("app.bin"), "--out", site.PathOf("b.img"), "--version", "1.0.0", "--header-size", "many");
    }

    [TestMethod]
    public async Task What_cannot_be_packed_is_refused_and_nothing_is_written()
    {
        await using CliSite site = await CliSite.StartAsync();
        string path = site.WriteFile("app.bin", 400_000);
        string target = site.PathOf("app.img");
        await CliRun.RefusedAsync(Outcome.ImageTooLarge, "pack", path, "--out", target, "--version", "1.0.0", "--board", CliSite.Board);
        await CliRun.RefusedAsync(Outcome.VersionMalformed, "pack", path, "--out", target, "--version", "1.0");
        await CliRun.RefusedAsync(Outcome.CounterMalformed, "pack", path, "--out", target, "--version", "1.0.0", "--counter", "-1");
        await CliRun.RefusedAsync(Outcome.ConfigMalformed, "pack", path, "--out", target, "--version", "1.0.0", "--board", "toaster");
        await CliRun.RefusedAsync(
            Outcome.KeyMalformed, "pack", path, "--out", target, "--version", "1.0.0", "--key", site.WriteFile("garbage.pem", 300));
        await CliRun.RefusedAsync(Outcome.DocumentTooLarge, "pack", path, "--out", target, "--version", "1.0.0", "--key", path);
        await CliRun.RefusedAsync(Outcome.ImageHeaderMalformed, "pack", path, "--out", target, "--version", "1.0.0", "--header-size", "8");
        await CliRun.RefusedAsync(Outcome.ImageHeaderMalformed, "pack", site.WriteFile("empty", 0), "--out", target, "--version", "1.0.0");
        await CliRun.RefusedAsync("FileUnreadable", 50, "pack", site.PathOf("absent"), "--out", target, "--version", "1.0.0");
        await CliRun.RefusedAsync("FileUnreadable", 50, "pack", site.Folder, "--out", target, "--version", "1.0.0");
        Assert.IsFalse(File.Exists(target));
        await CliRun.RefusedAsync("FileUnwritable", 50, "pack", path, "--out", site.PathOf("absent/app.img"), "--version", "1.0.0");
        await CliRun.RefusedAsync("FileUnwritable", 50, "pack", path, "--out", site.Folder, "--version", "1.0.0");
    }
}
