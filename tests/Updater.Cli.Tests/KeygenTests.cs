using Updater.Signing;

namespace Updater.Cli.Tests;

[TestClass]
public sealed class KeygenTests
{
    [TestMethod]
    public async Task Keys_are_written_and_belong_together()
    {
        await using CliSite site = await CliSite.StartAsync();
        string folder = site.PathOf("keys");
        string id = (await CliRun.JsonAsync("keygen", "--out", folder, "--name", "mine"))["keyId"]!.GetValue<string>();
        using KeyPair pair = KeyPair.Read(Path.Combine(folder, "mine.pem"));
        Assert.AreEqual(id, pair.KeyId);
        Assert.AreEqual(id, PublicKey.Read(Path.Combine(folder, "mine.pub.pem")).KeyId);
        if (!OperatingSystem.IsWindows())
        {
            Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, "mine.pem")));
        }
    }

    [TestMethod]
    public async Task Existing_keys_are_replaced_only_by_force()
    {
        await using CliSite site = await CliSite.StartAsync();
        string[] command = ["keygen", "--out", site.PathOf("keys")];
        await CliRun.OkAsync(command);
        string before = File.ReadAllText(site.PathOf("keys/release.pem"));
        await CliRun.RefusedAsync("FileUnwritable", 50, command);
        Assert.AreEqual(before, File.ReadAllText(site.PathOf("keys/release.pem")));
        await CliRun.OkAsync([.. command, "--force"]);
        Assert.AreNotEqual(before, File.ReadAllText(site.PathOf("keys/release.pem")));
        Assert.HasCount(2, Directory.GetFiles(site.PathOf("keys")));
    }

    [TestMethod]
    public async Task A_passphrase_encrypts_the_private_key()
    {
        await using CliSite site = await CliSite.StartAsync();
        string variable = "UPDATER_TEST_" + Guid.NewGuid().ToString("N");
        Environment.SetEnvironmentVariable(variable, "correct horse");
        await CliRun.OkAsync("keygen", "--out", site.Folder, "--name", "secret", "--passphrase-env", variable);
        string path = site.PathOf("secret.pem");
        Assert.Contains("ENCRYPTED PRIVATE KEY", File.ReadAllText(path));
        string image = site.WriteFile("app.bin", 1000);
        await CliRun.OkAsync("pack", image, "--out", site.PathOf("a.img"), "--version", "1.0.0", "--key", path, "--passphrase-env", variable);
        await CliRun.RefusedAsync(
            Core.Platform.Outcome.KeyMalformed, "pack", image, "--out", site.PathOf("b.img"), "--version", "1.0.0", "--key", path);
        await CliRun.RefusedAsync(
            Core.Platform.Outcome.ConfigMalformed, "keygen", "--out", site.Folder, "--name", "third", "--passphrase-env", variable + "X");
    }

    [TestMethod]
    public async Task Names_that_leave_the_folder_and_folders_that_cannot_be_are_refused()
    {
        await using CliSite site = await CliSite.StartAsync();
        await CliRun.RefusedAsync("Usage", 2, "keygen", "--out", site.Folder, "--name", "../evil");
        await CliRun.RefusedAsync("FileUnwritable", 50, "keygen", "--out", Path.Combine(site.WriteFile("file", 1), "keys"));
    }
}
