using System.Text.Json.Nodes;
using Updater.Core.Platform;
using Updater.Registry;
using Updater.Twin.Boards;

namespace Updater.Cli.Tests;

[TestClass]
public sealed class DemoTests
{
    [TestMethod]
    public async Task The_demonstration_does_what_it_claims()
    {
        CliRun run = await CliRun.OkAsync("demo");
        Assert.DoesNotContain("✗", run.Output);
        string[] claims =
        [
            "confirmed 2.0.0", "303 SignatureUntrusted", "400 DigestMismatch", "311 VersionTooLow", "the transfer went on at", "confirmed 3.0.0",
            "peak managed bytes",
        ];
        foreach (string expected in claims)
        {
            Assert.Contains(expected, run.Output);
        }
    }

    [TestMethod]
    public async Task Refusals_before_the_layer_cost_no_flash_and_a_resumed_transfer_less_than_two()
    {
        JsonNode document = await CliRun.JsonAsync("demo");
        Dictionary<string, JsonNode> phases = document["phases"]!.AsArray().ToDictionary(
            phase => phase!["name"]!.GetValue<string>(), phase => phase!);
        foreach (string name in new[] { "foreign key", "older version", "idle poll" })
        {
            Assert.AreEqual(0, phases[name]["flashErases"]!.GetValue<int>(), name);
            Assert.AreEqual(0, phases[name]["flashPrograms"]!.GetValue<int>(), name);
        }

        Assert.AreEqual(1, phases["idle poll"]["requests"]!.GetValue<int>());
        int whole = phases["update to 2.0.0"]["layerBytes"]!.GetValue<int>();
        Assert.IsLessThan(1.2 * whole, phases["power cut"]["layerBytes"]!.GetValue<int>());
        Assert.IsLessThan(20.0, document["wallSeconds"]!.GetValue<double>());
    }

    [TestMethod]
    public async Task Any_file_is_delivered_to_the_smallest_board_it_fits()
    {
        await using CliSite site = await CliSite.StartAsync();
        CliRun run = await CliRun.OkAsync("demo", "--firmware", site.WriteFile("app.bin", 200_000));
        BoardFile[] boards = [.. BoardCatalog.LoadUsable(out _).OrderBy(board => board.ImageBytesMax)];
        Assert.Contains($"for board {boards.First(board => board.ImageBytesMax > 200_000).Name}", run.Output);
        int largest = boards[^1].ImageBytesMax;
        await CliRun.RefusedAsync(Outcome.ImageTooLarge, "demo", "--firmware", site.WriteFile("huge.bin", largest));
        await CliRun.RefusedAsync(Outcome.ImageTooLarge, "demo", "--firmware", site.PathOf("app.bin"), "--board", "sim-small");
        await CliRun.RefusedAsync(Outcome.ConfigMalformed, "demo", "--board", "toaster");
        await CliRun.RefusedAsync("FileUnreadable", 50, "demo", "--firmware", site.PathOf("absent"));
    }

    [TestMethod]
    [DataRow(1, "padded with a pattern to 16,384 bytes")]
    [DataRow(6000, "padded with a pattern to 16,384 bytes")]
    [DataRow(100 * 1024, "firmware of 102,400 bytes packed")]
    public async Task Firmware_that_is_small_or_looks_erased_is_cut_where_there_is_something_to_resume(int sizeBytes, string said)
    {
        await using CliSite site = await CliSite.StartAsync();
        byte[] erased = new byte[sizeBytes];
        erased.AsSpan().Fill(0xFF);
        foreach (string path in new[] { site.WriteFile("erased.bin", erased), site.WriteFile("random.bin", sizeBytes) })
        {
            CliRun run = await CliRun.OkAsync("demo", "--firmware", path);
            Assert.Contains(said, run.Output);
            Assert.Contains("the transfer went on at", run.Output);
        }
    }

    [TestMethod]
    public async Task A_poll_with_nothing_new_that_costs_more_than_one_request_fails_the_demonstration()
    {
        await using CliSite site = await CliSite.StartAsync();
        site.Server.Filter = new RequestFilter(
            request => request.Kind == RequestKind.Manifest && request.Reference.StartsWith("demo-", StringComparison.Ordinal)
                && request.Query.Length == 0 && request.Method is "GET" or "HEAD"
                ? RequestFault.Redirect($"/v2/{request.Repository}/manifests/{request.Reference}?again=1")
                : null);
        CliRun run = await CliRun.RunAsync("demo", "--registry", site.Name);
        Assert.Contains("✗ a poll with nothing new takes 2 requests", run.Output);
        Assert.AreEqual(60, run.ExitCode, run.Error);
    }

    [TestMethod]
    public async Task A_registry_that_is_there_is_used_and_left_clean()
    {
        await using CliSite site = await CliSite.StartAsync();
        await site.PublishAsync();
        await CliRun.OkAsync("demo", "--registry", site.Name);
        Assert.AreSequenceEqual(
            ["stable"],
            (await site.Client.ListTagsAsync(CliSite.Repository)).Where(tag => !tag.StartsWith("sha256-", StringComparison.Ordinal)).ToArray());
        Assert.HasCount(2, await site.Client.ListTagsAsync(CliSite.Repository));
        await CliRun.RefusedAsync("Usage", 2, "demo", "--registry", site.Stable);
    }

    [TestMethod]
    public async Task A_registry_that_asks_for_credentials_gets_them_from_program_and_device()
    {
        RegistryCredential credential = new("writer", "s3cret");
        await using CliSite site = await CliSite.StartAsync(
            new RegistryServerOptions { PushCredential = credential, PullCredential = credential, UsesTokens = true });
        await CliRun.OkAsync("demo", "--registry", site.Name, "--user", credential.User, "--password", credential.Password);
        await CliRun.RefusedAsync(Outcome.Unauthorized, "demo", "--registry", site.Name);
    }

    [TestMethod]
    public async Task Kept_sites_can_be_served_and_verified_again()
    {
        await using CliSite site = await CliSite.StartAsync();
        string keep = site.PathOf("kept");
        CliRun run = await CliRun.OkAsync("demo", "--keep", keep);
        foreach (string name in new[] { "release.pem", "release.pub.pem", "demo-1.0.0.img", "demo-2.0.0.img", "demo-3.0.0.img" })
        {
            Assert.IsTrue(File.Exists(Path.Combine(keep, name)), name);
            Assert.Contains(name, run.Output);
        }

        await CliRun.OkAsync("inspect", Path.Combine(keep, "demo-2.0.0.img"), "--key", Path.Combine(keep, "release.pub.pem"));
        await using RegistryServer again = await RegistryServer.StartAsync(Path.Combine(keep, "registry"));
        Assert.IsNotNull(again.Store.Tags("demo/lamp"));
        CollectionAssert.Contains(again.Store.Tags("demo/lamp")!.ToList(), "stable");

        // The line that the program shows, with the address that is free here.
        string shown = run.Output.Split('\n').Single(line => line.Contains("updater verify ", StringComparison.Ordinal)).Trim();
        string[] verify = [.. shown.Replace("127.0.0.1:5000", again.Authority, StringComparison.Ordinal).Split(' ').Skip(1)];
        await CliRun.OkAsync(verify);
        int named = Array.IndexOf(verify, "--repository");
        await CliRun.RefusedAsync(Outcome.SignatureForOtherRepository, [.. verify[..named], .. verify[(named + 2)..]]);
    }

    [TestMethod]
    public async Task Two_runs_never_share_a_folder()
    {
        await using CliSite site = await CliSite.StartAsync();
        string keep = Directory.CreateDirectory(site.PathOf("kept")).FullName;
        JsonNode document = await CliRun.JsonAsync("demo", "--keep", keep);
        Assert.AreEqual(keep, document["kept"]!["folder"]!.GetValue<string>());
        string key = File.ReadAllText(Path.Combine(keep, "release.pem"));
        await CliRun.RefusedAsync("FileUnwritable", 50, "demo", "--keep", keep);
        await CliRun.RefusedAsync("FileUnwritable", 50, "simulate", "--devices", "1", "--keep", keep);
        Assert.AreEqual(key, File.ReadAllText(Path.Combine(keep, "release.pem")));
    }

    [TestMethod]
    public async Task A_fleet_is_updated_and_reported()
    {
        JsonNode document = await CliRun.JsonAsync("simulate", "--devices", "8", "--seed", "3");
        Assert.AreEqual(8, document["confirmed"]!.GetValue<int>());
        Assert.AreEqual(8 * 5, document["requests"]!.GetValue<int>());
        CliRun many = await CliRun.OkAsync("simulate", "--devices", "25");
        Assert.Contains("25 of 25", many.Output);
        CliRun few = await CliRun.OkAsync("simulate", "--devices", "2");
        Assert.Contains("device-0  2.0.0  yes", few.Output);
        await using CliSite site = await CliSite.StartAsync();
        CliRun elsewhere = await CliRun.OkAsync("simulate", "--devices", "2", "--registry", site.Name);
        Assert.Contains("not counted: only the embedded registry counts", elsewhere.Output);
        await CliRun.RefusedAsync("Usage", 2, "simulate", "--devices", "0");
        await CliRun.RefusedAsync("Usage", 2, "simulate", "--devices", "many");
    }

    [TestMethod]
    public async Task Devices_that_cannot_update_are_stopped_and_told()
    {
        await using CliSite site = await CliSite.StartAsync();
        site.Server.Filter = new RequestFilter(
            request => request.Kind == RequestKind.Blob && request.Method == "GET" ? RequestFault.Tamper(60_000) : null);
        CliRun run = await CliRun.RunAsync("simulate", "--devices", "3", "--registry", site.Name, "--timeout", "3", "--json");
        Assert.AreEqual(40, run.ExitCode, run.Output);
        Assert.AreEqual("DigestMismatch", run.Json["outcome"]!["name"]!.GetValue<string>());
        Assert.AreEqual(0, run.Json["confirmed"]!.GetValue<int>());
        Assert.HasCount(3, run.Json["notConfirmed"]!.AsArray());
    }

    [TestMethod]
    public async Task A_demonstration_with_a_registry_that_tampers_fails_with_the_devices_outcome()
    {
        await using CliSite site = await CliSite.StartAsync();
        site.Server.Filter = new RequestFilter(
            request => request.Kind == RequestKind.Blob && request.Method == "GET" ? RequestFault.Tamper(60_000) : null);
        CliRun run = await CliRun.RunAsync("demo", "--registry", site.Name);
        Assert.AreEqual(40, run.ExitCode, run.Error);
        Assert.Contains("✗", run.Output);
    }
}
