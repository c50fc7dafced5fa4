using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Device.Registry;
using Updater.Registry;

namespace Updater.Device.Tests.Registry;

/// <summary>The device's adapter against servers that were not written for it: this project's own registry, and Debian's docker-registry.</summary>
[TestClass]
public sealed class RoundTripTests : RegistryTestBase
{
    private const string Repository = "fleet/board";
    private const string DockerRegistry = "/usr/bin/docker-registry";
    private static readonly byte[] s_image = Image();

    private static byte[] Image()
    {
        byte[] image = new byte[100_000];
        new Random(1).NextBytes(image);
        return image;
    }

    private static async Task<ContentDescriptor> PublishAsync(RegistryClient client)
    {
        FirmwareArtifact artifact = new() { Image = new MemoryStream(s_image), Version = "1.2.3", Board = "esp32" };
        return await new FirmwarePublisher(client).PublishAsync(Repository, "stable", artifact);
    }

    private static Descriptor Describe(ContentDescriptor content)
    {
        Assert.AreEqual(Outcome.Ok, DigestText.Parse(content.Digest, out byte[] digest));
        return new Descriptor(content.MediaType, digest, (int)content.SizeBytes);
    }

    private static byte[] Read(IByteSource body)
    {
        Assert.AreEqual(Outcome.Ok, ReadAll(body, out string text, 2048));
        return Encoding.Latin1.GetBytes(text);
    }

    /// <summary>What the agent does: poll, fetch, read the layer, resume it, poll again; then what is not there.</summary>
    private static void Travel(RegistrySource source, string authority, ContentDescriptor published)
    {
        Reference reference = ReferenceOf(authority, Repository);
        Assert.AreEqual(Outcome.Ok, source.Resolve(reference, null!, out string type, out IByteSource content, out int sizeBytes));
        Assert.AreEqual(MediaTypes.Manifest, type);
        Assert.AreEqual(published.SizeBytes, sizeBytes);
        byte[] manifest = Read(content);
        Assert.AreEqual(published.Digest, Manifests.DigestOf(manifest));

        Descriptor layer = Describe(Manifests.Read(manifest).Layers.Single());
        Assert.AreEqual(Outcome.Ok, source.Open(layer, 0, out IByteSource body));
        CollectionAssert.AreEqual(s_image, Read(body));
        Assert.AreEqual(Outcome.Ok, source.Open(layer, 65_537, out body));
        CollectionAssert.AreEqual(s_image[65_537..], Read(body));
        Assert.AreEqual(Outcome.Ok, source.Open(layer, s_image.Length - 1, out body));
        CollectionAssert.AreEqual(s_image[^1..], Read(body));
        Assert.AreEqual(Outcome.Ok, source.Open(Describe(published), 0, out body));
        CollectionAssert.AreEqual(manifest, Read(body));

        int before = source.RequestsCount;
        Assert.AreEqual(Outcome.Ok, source.Resolve(reference, Describe(published).Digest, out _, out content, out _));
        Assert.IsNull(content);
        Assert.AreEqual(1, source.RequestsCount - before);

        Assert.AreEqual(Outcome.NotFound, source.Resolve(ReferenceOf(authority, Repository, DigestText.SignatureTag(layer.Digest)), null!, out _, out _, out _));
        Assert.AreEqual(Outcome.NotFound, source.Open(new Descriptor(Layer, new byte[32], 5), 0, out _));
    }

    [TestMethod]
    [DataRow(false, false)]
    [DataRow(true, false)]
    [DataRow(true, true)]
    public async Task This_projects_registry_serves_the_device(bool needsCredential, bool usesTokens)
    {
        string folder = Directory.CreateTempSubdirectory("updater-device-").FullName;
        try
        {
            RegistryCredential credential = new("user", "se:cret");
            await using RegistryServer server = await RegistryServer.StartAsync(folder, new RegistryServerOptions
            {
                PullCredential = needsCredential ? credential : null,
                UsesTokens = usesTokens,
                RequiresAccept = true,
                Store = new LayoutStoreOptions { FlushesToDisk = false },
            });
            using RegistryClient client = new(server.BaseAddress, new RegistryClientOptions { Credentials = new FixedCredential(server.Authority, credential) });
            ContentDescriptor published = await PublishAsync(client);
            long connections = server.Counters.Connections;
            RegistrySource source = needsCredential ? Source("user", "se:cret") : Source();
            Travel(source, server.Authority, published);
            Console.WriteLine($"Updater.Registry: {source.RequestsCount} requests, {source.BytesReceived} bytes of bodies, {server.Counters.Connections - connections} connections");
            Assert.AreEqual(1, server.Counters.Connections - connections);

            if (needsCredential)
            {
                Assert.AreEqual(Outcome.Unauthorized, Source("user", "wrong").Resolve(ReferenceOf(server.Authority), null!, out _, out _, out _));
                Assert.AreEqual(Outcome.Unauthorized, Source().Resolve(ReferenceOf(server.Authority), null!, out _, out _, out _));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    public async Task Debians_registry_serves_the_device()
    {
        if (!File.Exists(DockerRegistry))
        {
            Console.WriteLine(DockerRegistry + " is absent: nothing tested. It is in Debian's package docker-registry.");
            Assert.AreNotEqual("true", Environment.GetEnvironmentVariable("CI"));
            return;
        }

        string folder = Directory.CreateTempSubdirectory("updater-device-").FullName;
        int port = FreePort();
        using Process registry = Start(folder, port);
        try
        {
            Uri address = new($"http://127.0.0.1:{port}/");
            await WaitAsync(address);
            using RegistryClient client = new(address);
            ContentDescriptor published = await PublishAsync(client);
            RegistrySource source = Source();
            Travel(source, address.Authority, published);
            Console.WriteLine($"docker-registry: {source.RequestsCount} requests, {source.BytesReceived} bytes of bodies");
        }
        finally
        {
            registry.Kill();
            await registry.WaitForExitAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static Process Start(string folder, int port)
    {
        string configuration = Path.Combine(folder, "config.yml");
        File.WriteAllText(configuration, $"""
            version: 0.1
            log:
              level: error
            storage:
              filesystem:
                rootdirectory: {folder}/data
            http:
              addr: 127.0.0.1:{port}
            """);
        return Process.Start(new ProcessStartInfo(DockerRegistry, ["serve", configuration]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
    }

    private static async Task WaitAsync(Uri address)
    {
        using HttpClient http = new(new SocketsHttpHandler { UseProxy = false });
        for (int i = 0; i < 200; i++)
        {
            try
            {
                using HttpResponseMessage answer = await http.GetAsync(new Uri(address, "/v2/"));
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
            }

            await Task.Delay(50);
        }

        Assert.Fail("docker-registry did not start within 10 s.");
    }
}
