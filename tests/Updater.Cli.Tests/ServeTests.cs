using System.Text.Json.Nodes;
using Updater.Core.Platform;

namespace Updater.Cli.Tests;

[TestClass]
public sealed class ServeTests
{
    [TestMethod]
    public async Task A_served_folder_takes_a_release_and_keeps_it()
    {
        await using CliSite site = await CliSite.StartAsync();
        string root = site.PathOf("served");
        for (int turn = 0; turn < 2; turn++)
        {
            using CancellationTokenSource stop = new(TimeSpan.FromSeconds(60));
            using StringWriter output = new();
            TextWriter shared = TextWriter.Synchronized(output);
            Task<int> serving = CliApplication.RunAsync(
                ["serve", "--root", root, "--listen", "127.0.0.1:0", "--json"], shared, TextWriter.Null, stop.Token);
            while (!output.ToString().TrimEnd().EndsWith('}') && !serving.IsCompleted)
            {
                await Task.Delay(20);
            }

            string registry = JsonNode.Parse(output.ToString())!["registry"]!.GetValue<string>();
            if (turn == 0)
            {
                await CliRun.OkAsync("publish", $"{registry}/acme/lamp:stable", site.WriteImage(), "--board", CliSite.Board);
                await CliRun.RefusedAsync("FileUnwritable", 50, "serve", "--root", root, "--listen", "127.0.0.1:0");
                await CliRun.RefusedAsync(Outcome.Unreachable, "serve", "--root", site.PathOf("second"), "--listen", registry);
            }

            await CliRun.OkAsync("pull", $"{registry}/acme/lamp:stable", "--out", site.PathOf("out.img"));
            await stop.CancelAsync();
            Assert.AreEqual(0, await serving);
        }
    }

    [TestMethod]
    public async Task Addresses_that_are_none_are_refused()
    {
        await using CliSite site = await CliSite.StartAsync();
        await CliRun.RefusedAsync("Usage", 2, "serve", "--root", site.PathOf("r"), "--listen", "nowhere");
        await CliRun.RefusedAsync("Usage", 2, "serve", "--root", site.PathOf("r"), "--listen", "127.0.0.1:99999");
        await CliRun.RefusedAsync("FileUnwritable", 50, "serve", "--root", site.WriteFile("file", 1), "--listen", "127.0.0.1:0");
    }
}
