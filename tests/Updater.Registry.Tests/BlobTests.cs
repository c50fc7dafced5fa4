using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace Updater.Registry.Tests;

[TestClass]
public sealed class BlobTests
{
    private const string Uploads = "/v2/acme/fw/blobs/uploads/";

    [TestMethod]
    [DataRow("bytes=0-0", 206, 0, 1)]
    [DataRow("bytes=0-99", 206, 0, 100)]
    [DataRow("bytes=0-100", 206, 0, 100)]
    [DataRow("bytes=0-9223372036854775807", 206, 0, 100)]
    [DataRow("bytes=99-", 206, 99, 1)]
    [DataRow("bytes=99-99", 206, 99, 1)]
    [DataRow("bytes=-1", 206, 99, 1)]
    [DataRow("bytes=-100", 206, 0, 100)]
    [DataRow("bytes=-101", 206, 0, 100)]
    [DataRow("bytes=40-59", 206, 40, 20)]
    [DataRow("bytes=5-4", 200, 0, 100)]
    [DataRow("bytes=a-b", 200, 0, 100)]
    [DataRow("bytes=-", 200, 0, 100)]
    [DataRow("bytes=0-1,3-4", 200, 0, 100)]
    [DataRow("items=0-1", 200, 0, 100)]
    [DataRow("bytes=99999999999999999999-", 200, 0, 100)]
    [DataRow("bytes=100-", 416, 0, 0)]
    [DataRow("bytes=100-200", 416, 0, 0)]
    [DataRow("bytes=-0", 416, 0, 0)]
    public async Task Range_gives_exactly_its_bytes(string range, int status, int first, int count)
    {
        await using TestServer test = await TestServer.StartAsync();
        byte[] content = TestServer.Bytes(100);
        string digest = test.Server.Store.PutBlob("acme/fw", content);
        using HttpRequestMessage request = new(HttpMethod.Get, $"/v2/acme/fw/blobs/{digest}");
        request.Headers.TryAddWithoutValidation("Range", range);
        using HttpResponseMessage answer = await test.Http.SendAsync(request);
        Assert.AreEqual(status, (int)answer.StatusCode);
        CollectionAssert.AreEqual(content.AsSpan(first, count).ToArray(), await answer.Content.ReadAsByteArrayAsync());
        string? expected = status switch { 206 => $"bytes {first}-{first + count - 1}/100", 416 => "bytes */100", _ => null };
        Assert.AreEqual(expected, answer.Content.Headers.TryGetValues("Content-Range", out IEnumerable<string>? values) ? values.Single() : null);
    }

    [TestMethod]
    public async Task Range_of_an_empty_blob_is_not_satisfiable()
    {
        await using TestServer test = await TestServer.StartAsync();
        string digest = test.Server.Store.PutBlob("acme/fw", []);
        using HttpRequestMessage request = new(HttpMethod.Get, $"/v2/acme/fw/blobs/{digest}");
        request.Headers.Range = new RangeHeaderValue(0, null);
        using HttpResponseMessage answer = await test.Http.SendAsync(request);
        Assert.AreEqual(HttpStatusCode.RequestedRangeNotSatisfiable, answer.StatusCode);
    }

    [TestMethod]
    public async Task Head_states_size_and_digest_without_a_body()
    {
        await using TestServer test = await TestServer.StartAsync();
        string digest = test.Server.Store.PutBlob("acme/fw", TestServer.Bytes(1234));
        using HttpResponseMessage answer = await test.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"/v2/acme/fw/blobs/{digest}"));
        Assert.AreEqual(HttpStatusCode.OK, answer.StatusCode);
        Assert.AreEqual(1234, answer.Content.Headers.ContentLength);
        Assert.AreEqual(digest, answer.Headers.GetValues("Docker-Content-Digest").Single());
        Assert.AreEqual(0, test.Server.Counters.BodyBytesSent);
    }

    [TestMethod]
    public async Task Wrong_digest_is_refused_and_nothing_becomes_visible()
    {
        await using TestServer test = await TestServer.StartAsync();
        string stated = Manifests.DigestOf("what was promised"u8);
        string sent = Manifests.DigestOf("what was sent"u8);
        foreach (string target in (string[])[Uploads + "?digest=" + stated, await StartUploadAsync(test) + "?digest=" + stated])
        {
            HttpMethod method = target.Contains("uploads/?", StringComparison.Ordinal) ? HttpMethod.Post : HttpMethod.Put;
            using HttpResponseMessage answer = await test.Http.SendAsync(
                new HttpRequestMessage(method, target) { Content = new ByteArrayContent("what was sent"u8.ToArray()) });
            Assert.AreEqual(HttpStatusCode.BadRequest, answer.StatusCode);
            StringAssert.Contains(await answer.Content.ReadAsStringAsync(), "\"code\":\"DIGEST_INVALID\"");
        }

        Assert.IsFalse(await test.Client.BlobExistsAsync("acme/fw", stated));
        Assert.IsFalse(await test.Client.BlobExistsAsync("acme/fw", sent));
        AssertNoFiles(test);
    }

    [TestMethod]
    public async Task Monolithic_post_stores_the_blob()
    {
        await using TestServer test = await TestServer.StartAsync();
        byte[] content = TestServer.Bytes(50_000);
        string digest = Manifests.DigestOf(content);
        using HttpResponseMessage answer = await test.Http.PostAsync(Uploads + "?digest=" + digest, new ByteArrayContent(content));
        Assert.AreEqual(HttpStatusCode.Created, answer.StatusCode);
        Assert.AreEqual($"/v2/acme/fw/blobs/{digest}", answer.Headers.Location!.ToString());
        CollectionAssert.AreEqual(content, await test.Http.GetByteArrayAsync(answer.Headers.Location));
    }

    [TestMethod]
    public async Task Chunk_out_of_order_is_refused_and_the_upload_goes_on()
    {
        await using TestServer test = await TestServer.StartAsync();
        byte[] content = TestServer.Bytes(30);
        string location = await StartUploadAsync(test);
        Assert.AreEqual(HttpStatusCode.Accepted, await PatchAsync(test, location, content[..10], "0-9"));
        Assert.AreEqual(HttpStatusCode.RequestedRangeNotSatisfiable, await PatchAsync(test, location, content[20..], "20-29"));
        Assert.AreEqual(HttpStatusCode.RequestedRangeNotSatisfiable, await PatchAsync(test, location, content[..10], "0-9"));
        using (HttpResponseMessage status = await test.Http.GetAsync(location))
        {
            Assert.AreEqual(HttpStatusCode.NoContent, status.StatusCode);
            Assert.AreEqual("0-9", status.Headers.GetValues("Range").Single());
        }

        Assert.AreEqual(HttpStatusCode.Accepted, await PatchAsync(test, location, content[10..20], "10-19"));
        using HttpResponseMessage answer = await test.Http.PutAsync(location + "?digest=" + Manifests.DigestOf(content),
            new ByteArrayContent(content[20..]));
        Assert.AreEqual(HttpStatusCode.Created, answer.StatusCode);
        Assert.IsTrue(await test.Client.BlobExistsAsync("acme/fw", Manifests.DigestOf(content)));
    }

    [TestMethod]
    public async Task Cancelled_upload_is_gone()
    {
        await using TestServer test = await TestServer.StartAsync();
        string location = await StartUploadAsync(test);
        await PatchAsync(test, location, TestServer.Bytes(10), "0-9");
        using HttpResponseMessage answer = await test.Http.DeleteAsync(location);
        Assert.AreEqual(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.AreEqual(HttpStatusCode.NotFound, await PatchAsync(test, location, TestServer.Bytes(10), "10-19"));
        AssertNoFiles(test);
    }

    [TestMethod]
    public async Task Upload_of_another_repository_is_not_found()
    {
        await using TestServer test = await TestServer.StartAsync();
        string location = await StartUploadAsync(test);
        Assert.AreEqual(HttpStatusCode.NotFound,
            await PatchAsync(test, location.Replace("acme/fw", "acme/other", StringComparison.Ordinal), [1], "0-0"));
    }

    [TestMethod]
    public async Task Uploads_beyond_the_limit_are_refused_until_one_ends()
    {
        await using TestServer test = await TestServer.StartAsync();
        string last = "";
        for (int i = 0; i < RegistryLimits.UploadSessionsMax; i++)
        {
            last = await StartUploadAsync(test);
        }

        using (HttpResponseMessage refused = await test.Http.PostAsync(Uploads, null))
        {
            Assert.AreEqual(HttpStatusCode.TooManyRequests, refused.StatusCode);
        }

        (await test.Http.DeleteAsync(last)).Dispose();
        await StartUploadAsync(test);
    }

    [TestMethod]
    public async Task Blob_beyond_the_limit_is_refused_and_invisible()
    {
        await using TestServer test = await TestServer.StartAsync(new RegistryServerOptions { Store = new LayoutStoreOptions { BlobBytesMax = 1000 } });
        byte[] content = TestServer.Bytes(1001);
        using HttpResponseMessage whole = await test.Http.PostAsync(Uploads + "?digest=" + Manifests.DigestOf(content),
            new ByteArrayContent(content));
        Assert.AreEqual(HttpStatusCode.RequestEntityTooLarge, whole.StatusCode);
        string location = await StartUploadAsync(test);
        Assert.AreEqual(HttpStatusCode.Accepted, await PatchAsync(test, location, content[..600], "0-599"));
        Assert.AreEqual(HttpStatusCode.RequestEntityTooLarge, await PatchAsync(test, location, content[600..], "600-1000"));
        Assert.IsFalse(await test.Client.BlobExistsAsync("acme/fw", Manifests.DigestOf(content)));
    }

    [TestMethod]
    public async Task Mount_makes_a_blob_visible_only_where_asked()
    {
        await using TestServer test = await TestServer.StartAsync();
        string digest = test.Server.Store.PutBlob("acme/fw", "shared"u8);
        Assert.IsFalse(await test.Client.BlobExistsAsync("acme/other", digest));
        using HttpResponseMessage mounted = await test.Http.PostAsync($"/v2/acme/other/blobs/uploads/?mount={digest}&from=acme/fw", null);
        Assert.AreEqual(HttpStatusCode.Created, mounted.StatusCode);
        Assert.IsTrue(await test.Client.BlobExistsAsync("acme/other", digest));
        using HttpResponseMessage missing = await test.Http.PostAsync($"/v2/acme/other/blobs/uploads/?mount={Manifests.DigestOf("none"u8)}&from=acme/fw", null);
        Assert.AreEqual(HttpStatusCode.Accepted, missing.StatusCode);
    }

    [TestMethod]
    public async Task Deleted_blob_stays_where_another_repository_holds_it()
    {
        await using TestServer test = await TestServer.StartAsync();
        string digest = test.Server.Store.PutBlob("acme/fw", "shared"u8);
        test.Server.Store.PutBlob("acme/other", "shared"u8);
        (await test.Http.DeleteAsync($"/v2/acme/fw/blobs/{digest}")).Dispose();
        Assert.IsFalse(await test.Client.BlobExistsAsync("acme/fw", digest));
        Assert.IsTrue(await test.Client.BlobExistsAsync("acme/other", digest));
        (await test.Http.DeleteAsync($"/v2/acme/other/blobs/{digest}")).Dispose();
        AssertNoFiles(test);
    }

    [TestMethod]
    public async Task Concurrent_pushes_of_the_same_blob_leave_one_whole_blob()
    {
        await using TestServer test = await TestServer.StartAsync();
        byte[] content = TestServer.Bytes(300_000);
        string digest = Manifests.DigestOf(content);
        HttpStatusCode[] answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
        {
            using HttpResponseMessage answer = await test.Http.PostAsync(Uploads + "?digest=" + digest, new ByteArrayContent(content));
            return answer.StatusCode;
        }));
        Assert.IsTrue(answers.All(status => status == HttpStatusCode.Created));
        CollectionAssert.AreEqual(content, await test.Http.GetByteArrayAsync($"/v2/acme/fw/blobs/{digest}"));
        Assert.HasCount(1, Directory.GetFiles(test.Root, "*", SearchOption.AllDirectories).Where(file =>
            file.Contains("blobs", StringComparison.Ordinal)).ToList());
        Assert.IsEmpty(Directory.GetFiles(Path.Combine(test.Root, ".uploads")));
    }

    [TestMethod]
    public async Task Client_that_goes_away_can_ask_how_far_it_came_and_go_on()
    {
        await using TestServer test = await TestServer.StartAsync();
        byte[] content = TestServer.Bytes(20_000);
        string location = await StartUploadAsync(test);
        using (TcpClient tcp = new())
        {
            await tcp.ConnectAsync(IPAddress.Loopback, test.Server.BaseAddress.Port);
            NetworkStream stream = tcp.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"PATCH {location} HTTP/1.1\r\nHost: x\r\nContent-Length: 20000\r\n\r\n"));
            await stream.WriteAsync(content.AsMemory(0, 7000));
            await stream.FlushAsync();
            // The server has them all before the connection goes: closing may otherwise discard them on the way.
            await UploadedAsync(test, location, 7000, isWriting: true);
        }

        long sizeBytes = await UploadedAsync(test, location, 7000, isWriting: false);
        Assert.AreEqual(7000, sizeBytes);
        Assert.AreEqual(HttpStatusCode.Accepted, await PatchAsync(test, location, content[7000..], "7000-19999"));
        using HttpResponseMessage answer = await test.Http.PutAsync(location + "?digest=" + Manifests.DigestOf(content), null);
        Assert.AreEqual(HttpStatusCode.Created, answer.StatusCode);
    }

    private static async Task<long> UploadedAsync(TestServer test, string location, long wantedBytes, bool isWriting)
    {
        using CancellationTokenSource limit = new(15_000);
        while (true)
        {
            using HttpResponseMessage status = await test.Http.GetAsync(location, limit.Token);
            long sizeBytes = long.Parse(status.Headers.GetValues("Range").Single()[2..], System.Globalization.CultureInfo.InvariantCulture) + 1;
            // While a request writes, another one is refused with 409.
            bool isFree = isWriting || await PatchAsync(test, location, [], null) == HttpStatusCode.Accepted;
            if (sizeBytes >= wantedBytes && isFree)
            {
                return sizeBytes;
            }

            await Task.Delay(10, limit.Token);
        }
    }

    private static async Task<string> StartUploadAsync(TestServer test)
    {
        using HttpResponseMessage answer = await test.Http.PostAsync(Uploads, null);
        Assert.AreEqual(HttpStatusCode.Accepted, answer.StatusCode);
        return answer.Headers.Location!.ToString();
    }

    private static async Task<HttpStatusCode> PatchAsync(TestServer test, string location, byte[] chunk, string? range)
    {
        using HttpRequestMessage request = new(HttpMethod.Patch, location) { Content = new ByteArrayContent(chunk) };
        if (range != null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Range", range);
        }

        using HttpResponseMessage answer = await test.Http.SendAsync(request);
        return answer.StatusCode;
    }

    private static void AssertNoFiles(TestServer test)
    {
        Assert.IsEmpty(Directory.GetFiles(Path.Combine(test.Root, "blobs"), "*", SearchOption.AllDirectories));
        Assert.IsEmpty(Directory.GetFiles(Path.Combine(test.Root, ".uploads")));
    }
}
