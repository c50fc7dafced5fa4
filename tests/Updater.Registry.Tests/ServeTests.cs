using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Updater.Core.Platform;

namespace Updater.Registry.Tests;

[TestClass]
public sealed partial class ServeTests
{
    private const string Repository = "acme/fw";

    [TestMethod]
    public async Task Https_with_a_given_certificate_is_taken_by_clients_that_trust_its_root_and_by_no_other()
    {
        using Pki pki = new();
        using ServerCertificate certificate = PemCertificates.ReadServer(pki.CertificatePath, pki.KeyPath);
        RegistryCredential credential = new("user", "secret");
        X509Certificate2Collection roots = PemCertificates.ReadRoots(pki.RootPath);
        await using TestServer test = await TestServer.StartAsync(new RegistryServerOptions
        {
            Certificate = certificate,
            PullCredential = credential,
            UsesTokens = true,
        });
        Assert.AreEqual("https", test.Server.BaseAddress.Scheme);
        RegistryClientOptions options = TestServer.Fast with { Credentials = new FixedCredential(test.Server.Authority, credential), RetriesMax = 0 };
        using RegistryClient client = new(test.Server.BaseAddress, options with { TrustedRoots = roots });
        byte[] image = TestServer.Bytes(300_000);
        await Sample.PublishAsync(client, Repository, "v1", image);
        CollectionAssert.AreEqual(image, await client.FetchBlobAsync(Repository, Manifests.Describe("a/b", image), 300_000));
        using Pki other = new();
        foreach (X509Certificate2Collection? wrong in (X509Certificate2Collection?[])[null, PemCertificates.ReadRoots(other.RootPath)])
        {
            using RegistryClient stranger = new(test.Server.BaseAddress, options with { TrustedRoots = wrong });
            RegistryException problem = await Assert.ThrowsExactlyAsync<RegistryException>(() => stranger.ResolveAsync(Repository, "v1"));
            Assert.AreEqual(Outcome.Unreachable, problem.Outcome);
            StringAssert.Contains(problem.NextStep, "root");
        }

        // The right root does not make up for another name.
        using RegistryClient named = new(new Uri($"https://localhost:{test.Server.BaseAddress.Port}/"), options with { TrustedRoots = roots });
        Assert.AreEqual(Outcome.Unreachable,
            (await Assert.ThrowsExactlyAsync<RegistryException>(() => named.ResolveAsync(Repository, "v1"))).Outcome);
    }

    [TestMethod]
    public void Files_that_hold_no_certificate_or_key_are_refused()
    {
        using Pki pki = new();
        using Pki other = new();
        string empty = Path.Combine(pki.Folder, "empty");
        File.WriteAllText(empty, "no pem");
        (string Certificate, string Key, Outcome Expected)[] pairs =
        [
            (pki.CertificatePath, other.KeyPath, Outcome.KeyMalformed),
            (pki.CertificatePath, empty, Outcome.KeyMalformed),
            (empty, pki.KeyPath, Outcome.KeyMalformed),
            (pki.CertificatePath, empty + "x", Outcome.ConfigMalformed),
        ];
        foreach ((string certificate, string key, Outcome expected) in pairs)
        {
            Assert.AreEqual(expected, Assert.ThrowsExactly<RegistryException>(() => PemCertificates.ReadServer(certificate, key)).Outcome);
        }

        Assert.AreEqual(Outcome.KeyMalformed, Assert.ThrowsExactly<RegistryException>(() => PemCertificates.ReadRoots(empty)).Outcome);
    }

    [TestMethod]
    public async Task Metrics_are_well_formed_and_count()
    {
        await using TestServer test = await TestServer.StartAsync(new RegistryServerOptions
        {
            HasMetrics = true,
            PullCredential = new RegistryCredential("user", "secret"),
        });
        using HttpResponseMessage refused = await test.Http.GetAsync("/v2/acme/fw/manifests/v1");
        Assert.AreEqual(HttpStatusCode.Unauthorized, refused.StatusCode);
        test.Server.Store.PutBlob(Repository, "x"u8);
        using HttpResponseMessage answer = await test.Http.GetAsync("/metrics");
        Assert.AreEqual("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        string text = await answer.Content.ReadAsStringAsync();
        Dictionary<string, long> values = [];
        HashSet<string> typed = [];
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                Assert.IsTrue(typed.Add(line.Split(' ')[2]), line);
            }
            else if (!line.StartsWith('#'))
            {
                Match match = SampleLine().Match(line);
                Assert.IsTrue(match.Success, line);
                Assert.Contains(match.Groups["name"].Value, typed);
                values.Add(match.Groups["name"].Value + match.Groups["labels"].Value, long.Parse(match.Groups["value"].Value));
            }
        }

        Assert.EndsWith("\n", text);
        Assert.AreEqual(1, values["updater_registry_requests_total{kind=\"manifest\"}"]);
        Assert.AreEqual(1, values["updater_registry_answers_total{status=\"4xx\"}"]);
        Assert.AreEqual(1, values["updater_registry_requests_open"]);
        Assert.AreEqual(1, values["updater_registry_repositories"]);
        Assert.IsGreaterThan(0, values["updater_registry_wire_bytes_sent_total"]);
        Assert.IsFalse(text.Contains("acme", StringComparison.Ordinal));
        await using TestServer without = await TestServer.StartAsync();
        Assert.AreEqual(HttpStatusCode.NotFound, (await without.Http.GetAsync("/metrics")).StatusCode);

    }

    [TestMethod]
    public async Task Graceful_stop_lets_transfers_end_and_takes_no_new_ones()
    {
        await using TestServer test = await TestServer.StartAsync();
        byte[] image = TestServer.Bytes(48_000_000);
        string digest = test.Server.Store.PutBlob(Repository, image);
        using HttpResponseMessage answer = await test.Http.GetAsync($"/v2/{Repository}/blobs/{digest}", HttpCompletionOption.ResponseHeadersRead);
        Task<int> stop = test.Server.StopAsync(60_000);
        await RefusesConnectionsAsync(test.Server.BaseAddress.Port);
        Assert.IsFalse(stop.IsCompleted);
        await using Stream body = await answer.Content.ReadAsStreamAsync();
        Assert.AreEqual(digest, "sha256:" + Convert.ToHexStringLower(await SHA256.HashDataAsync(body)));
        Assert.AreEqual(0, await stop.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [TestMethod]
    public async Task Graceful_stop_is_bounded()
    {
        await using TestServer test = await TestServer.StartAsync();
        string digest = test.Server.Store.PutBlob(Repository, TestServer.Bytes(48_000_000));
        using HttpResponseMessage answer = await test.Http.GetAsync($"/v2/{Repository}/blobs/{digest}", HttpCompletionOption.ResponseHeadersRead);
        Stopwatch watch = Stopwatch.StartNew();
        Assert.AreEqual(1, await test.Server.StopAsync(300));
        Assert.IsLessThan(15_000L, watch.ElapsedMilliseconds);
        await using Stream body = await answer.Content.ReadAsStreamAsync();
        Exception problem = await Assert.ThrowsAsync<Exception>(() => SHA256.HashDataAsync(body).AsTask());
        Assert.IsTrue(problem is IOException or HttpRequestException);
    }

    [GeneratedRegex("^(?<name>[a-z_]+)(?<labels>\\{[a-z]+=\"[a-z0-9]+\"\\})? (?<value>[0-9]+)$")]
    private static partial Regex SampleLine();

    private static async Task RefusesConnectionsAsync(int port)
    {
        for (int attempt = 0; attempt < 500; attempt++)
        {
            try
            {
                using TcpClient tcp = new();
                await tcp.ConnectAsync(IPAddress.Loopback, port);
            }
            catch (SocketException)
            {
                return;
            }

            await Task.Delay(10);
        }

        Assert.Fail("the server still takes connections");
    }

    /// <summary>A root, an intermediate and a server's certificate for 127.0.0.1, as PEM files.</summary>
    private sealed class Pki : IDisposable
    {
        public Pki()
        {
            DateTimeOffset from = DateTimeOffset.UtcNow.AddDays(-1);
            DateTimeOffset to = DateTimeOffset.UtcNow.AddDays(2);
            using ECDsa rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using ECDsa middleKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using ECDsa serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using X509Certificate2 root = Authority("CN=Test root", rootKey).CreateSelfSigned(from, to);
            using X509Certificate2 middle = Authority("CN=Test middle", middleKey).Create(root, from, to, [1]).CopyWithPrivateKey(middleKey);
            CertificateRequest request = new("CN=Test server", serverKey, HashAlgorithmName.SHA256);
            SubjectAlternativeNameBuilder names = new();
            names.AddIpAddress(IPAddress.Loopback);
            request.CertificateExtensions.Add(names.Build());
            using X509Certificate2 server = request.Create(middle, from, to, [2]);
            File.WriteAllText(RootPath, root.ExportCertificatePem());
            File.WriteAllText(CertificatePath, server.ExportCertificatePem() + "\n" + middle.ExportCertificatePem());
            File.WriteAllText(KeyPath, serverKey.ExportPkcs8PrivateKeyPem());
        }

        public string Folder { get; } = Directory.CreateTempSubdirectory("updater-pki-").FullName;

        public string RootPath => Path.Combine(Folder, "root.pem");

        public string CertificatePath => Path.Combine(Folder, "server.pem");

        public string KeyPath => Path.Combine(Folder, "server.key");

        public void Dispose() => Directory.Delete(Folder, recursive: true);

        private static CertificateRequest Authority(string name, ECDsa key)
        {
            CertificateRequest request = new(name, key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            return request;
        }
    }
}
