using System.Net.Http.Headers;
using Updater.Benchmarks;
using Updater.Registry;

namespace Updater.Journey.Tests;

[TestClass]
public sealed class CountingProxyTests
{
    [TestMethod]
    public async Task Proxy_counts_what_the_server_itself_counts()
    {
        string root = Directory.CreateTempSubdirectory("updater-proxy-").FullName;
        try
        {
            await using RegistryServer server = await RegistryServer.StartAsync(root);
            await using CountingProxy proxy = new(server.BaseAddress);
            using HttpClient http = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = proxy.Address };
            for (int i = 0; i < 3; i++)
            {
                using HttpRequestMessage request = new(HttpMethod.Get, "v2/nothing/manifests/here");
                request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/plain"));
                using HttpResponseMessage answer = await http.SendAsync(request);
                await answer.Content.ReadAsByteArrayAsync();
            }

            Assert.AreEqual(3, server.Counters.Requests);
            Assert.AreEqual(new WireCount(server.Counters.Requests, server.Counters.WireBytesSent), proxy.Count);
        }
        finally
        {
            Directory.Delete(root, true);
        }
    }
}
