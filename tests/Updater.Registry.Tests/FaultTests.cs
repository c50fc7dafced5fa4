using System.Net;
using System.Net.Sockets;
using Updater.Core.Content;
using Updater.Core.Platform;

namespace Updater.Registry.Tests;

[TestClass]
public sealed class FaultTests
{
    private const int SizeBytes = 100_000;
    private static readonly byte[] s_content = TestServer.Bytes(SizeBytes);
    private static readonly ContentDescriptor s_blob = Manifests.Describe("a/b", s_content);

    [TestMethod]
    [DataRow(401, Outcome.Unauthorized, 1)]
    [DataRow(403, Outcome.Forbidden, 1)]
    [DataRow(404, Outcome.NotFound, 1)]
    [DataRow(400, Outcome.ProtocolViolation, 1)]
    [DataRow(418, Outcome.ProtocolViolation, 1)]
    [DataRow(429, Outcome.ServerUnavailable, 4)]
    [DataRow(500, Outcome.ServerUnavailable, 4)]
    [DataRow(503, Outcome.ServerUnavailable, 4)]
    public async Task Status_becomes_its_outcome_and_only_temporary_ones_are_tried_again(int status, Outcome outcome, int requests)
    {
        await using TestServer test = await StartAsync(_ => RequestFault.Answer(status));
        RegistryException problem = await Assert.ThrowsExactlyAsync<RegistryException>(() => test.Client.FetchManifestAsync("acme/fw", "v1"));
        Assert.AreEqual(outcome, problem.Outcome);
        StringAssert.Contains(problem.Found, status.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.AreEqual(requests, test.Server.Counters.Requests);
        Assert.AreEqual(requests, test.Client.Requests);
    }

    [TestMethod]
    public async Task Temporary_failure_is_overcome()
    {
        await using TestServer test = await StartAsync(request => request.Number < 2 ? RequestFault.Answer(503, retryAfterSeconds: 0) : null);
        CollectionAssert.AreEqual(s_content, await test.Client.FetchBlobAsync("acme/fw", s_blob, SizeBytes));
        Assert.AreEqual(3, test.Server.Counters.Requests);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(SizeBytes / 2)]
    [DataRow(SizeBytes - 1)]
    public async Task Client_gets_exactly_the_bytes_sent_before_the_drop_and_goes_on_with_a_range(int bytes)
    {
        List<string?> ranges = [];
        await using TestServer test = await StartAsync(request =>
        {
            ranges.Add(request.Range);
            return request.Number == 0 ? RequestFault.Drop(bytes) : null;
        });
        CollectionAssert.AreEqual(s_content, await test.Client.FetchBlobAsync("acme/fw", s_blob, SizeBytes));
        CollectionAssert.AreEqual((string?[])[null, bytes == 0 ? null : $"bytes={bytes}-"], ranges);
        Assert.AreEqual(SizeBytes, test.Server.Counters.BodyBytesSent);
    }

    [TestMethod]
    public async Task Range_ignored_or_answered_wrongly_never_mixes_bytes()
    {
        await using TestServer whole = await StartAsync(request => request.Number == 0 ? RequestFault.Drop(999) : RequestFault.IgnoreRange());
        CollectionAssert.AreEqual(s_content, await whole.Client.FetchBlobAsync("acme/fw", s_blob, SizeBytes));
        await using TestServer wrong = await StartAsync(request =>
            request.Number == 0 ? RequestFault.Drop(999) : RequestFault.WrongContentRange("bytes 998-99999/100000"));
        Assert.AreEqual(Outcome.ProtocolViolation, (await FetchAsync(wrong)).Outcome);
    }

    [TestMethod]
    public async Task Tampered_byte_is_found_in_the_whole_and_in_a_range()
    {
        await using TestServer test = await StartAsync(_ => RequestFault.Tamper(70_000, 0x80));
        Assert.AreEqual(Outcome.DigestMismatch, (await FetchAsync(test)).Outcome);
        using HttpRequestMessage request = new(HttpMethod.Get, $"/v2/acme/fw/blobs/{s_blob.Digest}");
        request.Headers.Range = new(69_999, 70_001);
        using HttpResponseMessage answer = await test.Http.SendAsync(request);
        byte[] expected = s_content[69_999..70_002];
        expected[1] ^= 0x80;
        CollectionAssert.AreEqual(expected, await answer.Content.ReadAsByteArrayAsync());
    }

    [TestMethod]
    public async Task Overlong_chunked_and_endless_bodies_end_at_the_stated_size()
    {
        await using TestServer extra = await StartAsync(_ => new RequestFault { ExtraBytes = 1 });
        Assert.AreEqual(Outcome.SizeMismatch, (await FetchAsync(extra)).Outcome);
        await using TestServer chunked = await StartAsync(_ => new RequestFault { ExtraBytes = 1, IsChunked = true });
        Assert.AreEqual(Outcome.TrailingData, (await FetchAsync(chunked)).Outcome);
        await using TestServer endless = await StartAsync(_ => RequestFault.Endless());
        Assert.AreEqual(Outcome.TrailingData, (await FetchAsync(endless)).Outcome);
        await using TestServer right = await StartAsync(_ => new RequestFault { IsChunked = true });
        CollectionAssert.AreEqual(s_content, await right.Client.FetchBlobAsync("acme/fw", s_blob, SizeBytes));
    }

    [TestMethod]
    public async Task Slow_bytes_arrive_and_silence_times_out()
    {
        await using TestServer slow = await StartAsync(_ => RequestFault.Slow(SizeBytes / 4, 5));
        CollectionAssert.AreEqual(s_content, await slow.Client.FetchBlobAsync("acme/fw", s_blob, SizeBytes));
        await using TestServer silent = await StartAsync(_ => new RequestFault { Hangs = true });
        using RegistryClient client = new(silent.Server.BaseAddress,
            new RegistryClientOptions { RequestTimeoutMs = 100, RetriesMax = 1, RetryDelayMs = 1 });
        RegistryException problem = await Assert.ThrowsExactlyAsync<RegistryException>(() => client.ResolveAsync("acme/fw", "v1"));
        Assert.AreEqual(Outcome.TimedOut, problem.Outcome);
        await using TestServer stalled = await StartAsync(request => request.Kind == RequestKind.Blob ? RequestFault.Slow(SizeBytes / 2, 400) : null);
        using RegistryClient impatient = new(stalled.Server.BaseAddress,
            new RegistryClientOptions { BodyTimeoutMs = 50, RetriesMax = 1, RetryDelayMs = 1 });
        problem = await Assert.ThrowsExactlyAsync<RegistryException>(() => impatient.FetchBlobAsync("acme/fw", s_blob, SizeBytes));
        Assert.AreEqual(Outcome.TimedOut, problem.Outcome);
    }

    [TestMethod]
    public async Task Closed_connection_is_tried_again_then_unreachable()
    {
        await using TestServer test = await StartAsync(request => request.Number < 2 ? RequestFault.Close() : null);
        CollectionAssert.AreEqual(s_content, await test.Client.FetchBlobAsync("acme/fw", s_blob, SizeBytes));
        test.Server.Filter = new RequestFilter(_ => RequestFault.Close());
        RegistryException problem = await Assert.ThrowsExactlyAsync<RegistryException>(() => test.Client.ResolveAsync("acme/fw", "v1"));
        Assert.AreEqual(Outcome.Unreachable, problem.Outcome);
    }

    [TestMethod]
    public async Task Registry_that_is_down_is_unreachable()
    {
        Uri address;
        await using (TestServer gone = await TestServer.StartAsync())
        {
            address = gone.Server.BaseAddress;
        }

        using RegistryClient client = new(address, TestServer.Fast);
        RegistryException problem = await Assert.ThrowsExactlyAsync<RegistryException>(() => client.ResolveAsync("acme/fw", "v1"));
        Assert.AreEqual(Outcome.Unreachable, problem.Outcome);
        StringAssert.Contains(problem.Message, address.Authority);
        StringAssert.Contains(problem.Message, "next:");
    }

    [TestMethod]
    public async Task Manifest_that_is_not_what_its_digest_says_is_refused()
    {
        byte[] content = Manifests.Write(new Manifest { MediaType = MediaTypes.Manifest });
        await using TestServer test = await StartAsync(_ => RequestFault.Tamper(5));
        test.Server.Store.PutBlob("acme/fw", Manifests.EmptyContent);
        test.Server.Store.PutManifest("acme/fw", "v1", MediaTypes.Manifest, content);
        foreach (string reference in (string[])["v1", Manifests.DigestOf(content)])
        {
            RegistryException problem = await Assert.ThrowsExactlyAsync<RegistryException>(() =>
                test.Client.FetchManifestAsync("acme/fw", reference));
            Assert.AreEqual(Outcome.DigestMismatch, problem.Outcome);
        }
    }

    [TestMethod]
    public async Task Lost_upload_is_begun_again()
    {
        int closings = 1;
        await using TestServer test = await StartAsync(request =>
            request is { Kind: RequestKind.Upload, Method: "PUT" } && Interlocked.Decrement(ref closings) >= 0 ? RequestFault.Answer(502) : null);
        byte[] content = TestServer.Bytes(50_000, seed: 5);
        ContentDescriptor blob = await test.Client.PushBlobAsync("acme/fw", content, "a/b");
        CollectionAssert.AreEqual(content, await test.Client.FetchBlobAsync("acme/fw", blob, 50_000));
    }

    [TestMethod]
    public async Task Server_stops_while_requests_are_held()
    {
        TestServer test = await StartAsync(_ => new RequestFault { Hangs = true });
        using RegistryClient client = new(test.Server.BaseAddress, TestServer.Fast with { RetriesMax = 0 });
        Task<ContentDescriptor> held = client.ResolveAsync("acme/fw", "v1");
        while (test.Server.Counters.Requests == 0)
        {
            await Task.Delay(5);
        }

        long start = Environment.TickCount64;
        await test.DisposeAsync();
        Assert.IsLessThan(5000, Environment.TickCount64 - start);
        await Assert.ThrowsExactlyAsync<RegistryException>(() => held);
    }

    private static async Task<RegistryException> FetchAsync(TestServer test) =>
        await Assert.ThrowsExactlyAsync<RegistryException>(() => test.Client.FetchBlobAsync("acme/fw", s_blob, SizeBytes));

    private static async Task<TestServer> StartAsync(Func<RegistryRequest, RequestFault?> decide)
    {
        TestServer test = await TestServer.StartAsync(new RegistryServerOptions { Filter = new RequestFilter(decide) });
        test.Server.Store.PutBlob("acme/fw", s_content);
        return test;
    }
}
