using System.Text.Json.Nodes;
using Updater.Core.Platform;

namespace Updater.Cli.Tests;

[TestClass]
public sealed class SignTests
{
    [TestMethod]
    public async Task Two_keys_sign_and_a_threshold_of_two_is_met()
    {
        await using CliSite site = await CliSite.StartAsync();
        await CliRun.OkAsync("publish", site.Stable, site.WriteImage(), "--board", CliSite.Board);
        string[] verify = site.Verify("--key", site.OtherPublicPath, "--threshold", "2");
        await CliRun.RefusedAsync(Outcome.NoSignature, verify);
        await CliRun.OkAsync("sign", site.Stable, "--key", site.KeyPath);
        await CliRun.RefusedAsync(Outcome.ThresholdNotMet, verify);
        await CliRun.OkAsync("sign", site.Stable, "--key", site.KeyPath, "--key", site.OtherKeyPath);
        JsonNode verified = await CliRun.JsonAsync(verify);
        Assert.HasCount(2, verified["signedBy"]!.AsArray());
    }

    [TestMethod]
    public async Task A_signature_names_the_repository_given()
    {
        await using CliSite site = await CliSite.StartAsync();
        await CliRun.OkAsync("publish", site.Stable, site.WriteImage(), "--board", CliSite.Board);
        await CliRun.OkAsync("sign", site.Stable, "--key", site.KeyPath, "--repository", "firmware.example.org/lamp");
        await CliRun.RefusedAsync(Outcome.SignatureForOtherRepository, site.Verify());
        await CliRun.OkAsync(site.Verify("--repository", "firmware.example.org/lamp"));
    }

    [TestMethod]
    public async Task What_cannot_be_signed_is_refused()
    {
        await using CliSite site = await CliSite.StartAsync();
        await CliRun.RefusedAsync(Outcome.NotFound, "sign", site.Stable, "--key", site.KeyPath);
        await CliRun.RefusedAsync(Outcome.KeyMalformed, "sign", site.Stable, "--key", site.PublicPath);
        await CliRun.RefusedAsync(Outcome.ReferenceMalformed, "sign", site.Name, "--key", site.KeyPath);
        await CliRun.RefusedAsync("FileUnreadable", 50, "sign", site.Stable, "--key", site.PathOf("absent.pem"));
        await CliRun.RefusedAsync("Usage", 2, "sign", site.Stable);
    }
}
