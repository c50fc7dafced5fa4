using System.Diagnostics;
using System.Security.Cryptography;

namespace Updater.Registry.Tests;

[TestClass]
public sealed class LoadTests
{
    [TestMethod]
    [DoNotParallelize]
    public async Task Thousand_clients_at_once_get_their_blob()
    {
        const int Clients = 1000;
        const int SizeBytes = 256 * 1024;
        await using TestServer test = await TestServer.StartAsync();
        byte[] content = TestServer.Bytes(SizeBytes);
        string digest = test.Server.Store.PutBlob("acme/fw", content);
        using HttpClient http = new(new SocketsHttpHandler { UseProxy = false,
            MaxConnectionsPerServer = Clients }) { BaseAddress = test.Server.BaseAddress };
        TaskCompletionSource everybodyConnected = new();
        int connected = 0;
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long during = 0;
        Stopwatch watch = Stopwatch.StartNew();
        string[] digests = await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            using HttpResponseMessage answer = await http.GetAsync($"/v2/acme/fw/blobs/{digest}", HttpCompletionOption.ResponseHeadersRead);
            // Nobody reads before all have their answer begun: they are held at once.
            if (Interlocked.Increment(ref connected) == Clients)
            {
                during = GC.GetTotalMemory(forceFullCollection: true);
                everybodyConnected.SetResult();
            }

            await everybodyConnected.Task;
            await using Stream body = await answer.Content.ReadAsStreamAsync();
            return "sha256:" + Convert.ToHexStringLower(await SHA256.HashDataAsync(body));
        }));
        Assert.IsTrue(digests.All(found => found == digest));
        Console.WriteLine($"{Clients} clients at once, {SizeBytes / 1024} KB each: {watch.ElapsedMilliseconds} ms, "
            + $"managed memory while all are held (server and clients) +{(during - before) / 1024 / 1024} MB, {test.Server.Counters.Connections} connections");
        Assert.AreEqual(Clients, test.Server.Counters.Connections);
        Assert.IsLessThan(300L * 1024 * 1024, during - before);
    }
}
