using System.Net;
using Updater.Core.Content;
using Updater.Core.Platform;

namespace Updater.Registry.Tests;

[TestClass]
public sealed class AccessTests
{
    private static readonly RegistryCredential s_reader = new("reader", "r-secret");
    private static readonly RegistryCredential s_writer = new("writer", "w-secret");

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Reader_may_pull_and_writer_may_push(bool usesTokens)
    {
        await using TestServer test = await TestServer.StartAsync(Guarded(usesTokens));
        using RegistryClient reader = Client(test, s_reader);
        using RegistryClient writer = Client(test, s_writer);
        ContentDescriptor blob = await writer.PushBlobAsync("acme/fw", TestServer.Bytes(1000), "a/b");
        Assert.HasCount(1000, await reader.FetchBlobAsync("acme/fw", blob, 1000));
        RegistryException problem = await Assert.ThrowsExactlyAsync<RegistryException>(() =>
            reader.PushBlobAsync("acme/fw", TestServer.Bytes(1001), "a/b"));
        Assert.AreEqual(usesTokens ? Outcome.Unauthorized : Outcome.Forbidden, problem.Outcome);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Without_credentials_or_with_wrong_ones_access_is_refused(bool usesTokens)
    {
        await using TestServer test = await TestServer.StartAsync(Guarded(usesTokens));
        Assert.AreEqual(Outcome.Unauthorized,
            (await Assert.ThrowsExactlyAsync<RegistryException>(() => test.Client.ResolveAsync("acme/fw", "v1"))).Outcome);
        using RegistryClient wrong = Client(test, new RegistryCredential("reader", "wrong"));
        Assert.AreEqual(Outcome.Unauthorized,
            (await Assert.ThrowsExactlyAsync<RegistryException>(() => wrong.ResolveAsync("acme/fw", "v1"))).Outcome);
        Assert.IsLessThanOrEqualTo(6, test.Server.Counters.Requests);
    }

    [TestMethod]
    public async Task Token_is_reused_and_renewed_when_the_registry_refuses_it()
    {
        await using TestServer test = await TestServer.StartAsync(Guarded(usesTokens: true));
        using RegistryClient writer = Client(test, s_writer);
        ContentDescriptor blob = await writer.PushBlobAsync("acme/fw", TestServer.Bytes(10), "a/b");
        for (int i = 0; i < 5; i++)
        {
            await writer.FetchBlobAsync("acme/fw", blob, 10);
        }

        // One token to pull, one to push.
        Assert.AreEqual(2, test.Server.Counters.RequestsOf(RequestKind.Token));
        int refusals = 1;
        test.Server.Filter = new RequestFilter(request => request.Kind == RequestKind.Blob && Interlocked.Decrement(ref refusals) >= 0
            ? RequestFault.Answer(401) with { Headers = [new("WWW-Authenticate",
                $"Bearer realm=\"{test.Server.BaseAddress}token\",service=\"updater-registry\",scope=\"repository:acme/fw:pull\"")] }
            : null);
        await writer.FetchBlobAsync("acme/fw", blob, 10);
        Assert.AreEqual(3, test.Server.Counters.RequestsOf(RequestKind.Token));
    }

    [TestMethod]
    public async Task Anonymous_token_is_fetched_where_the_registry_wants_one()
    {
        await using TestServer test = await TestServer.StartAsync(new RegistryServerOptions { PushCredential = s_writer, UsesTokens = true });
        string digest = test.Server.Store.PutBlob("acme/fw", [1, 2]);
        Assert.HasCount(2, await test.Client.FetchBlobAsync("acme/fw", new ContentDescriptor("a/b", digest, 2), 2));
        Assert.AreEqual(1, test.Server.Counters.RequestsOf(RequestKind.Token));
    }

    [TestMethod]
    public async Task Reference_names_registry_and_content()
    {
        await using TestServer test = await TestServer.StartAsync();
        test.Server.Store.PutBlob("acme/fw", Manifests.EmptyContent);
        string digest = test.Server.Store.PutManifest("acme/fw", "v1", MediaTypes.Manifest,
            Manifests.Write(new Manifest { MediaType = MediaTypes.Manifest })).Descriptor.Digest;
        foreach (string text in (string[])[$"{test.Server.Authority}/acme/fw:v1", $"{test.Server.Authority}/acme/fw@{digest}"])
        {
            Assert.AreEqual(Outcome.Ok, Reference.Parse(text, out Reference reference));
            using RegistryClient client = RegistryClient.For(reference);
            Assert.AreEqual(digest, (await client.ResolveAsync(reference.Repository, RegistryClient.NameOf(reference))).Digest);
        }
    }

    [TestMethod]
    public async Task Token_of_one_repository_opens_no_other()
    {
        await using TestServer test = await TestServer.StartAsync(Guarded(usesTokens: true));
        using RegistryClient writer = Client(test, s_writer);
        string? seen = null;
        test.Server.Filter = new RequestFilter(request =>
        {
            seen = request.Authorization is string value && value.StartsWith("Bearer", StringComparison.Ordinal) ? value : seen;
            return null;
        });
        await writer.PushBlobAsync("acme/fw", [1], "a/b");
        using HttpRequestMessage request = new(HttpMethod.Get, "/v2/acme/other/tags/list");
        request.Headers.TryAddWithoutValidation("Authorization", seen);
        using HttpResponseMessage answer = await test.Http.SendAsync(request);
        Assert.AreEqual(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [TestMethod]
    [DataRow(301)]
    [DataRow(302)]
    [DataRow(303)]
    [DataRow(307)]
    [DataRow(308)]
    public async Task Redirect_to_another_host_is_followed_without_credentials(int status)
    {
        await using TestServer storage = await TestServer.StartAsync();
        await using TestServer test = await TestServer.StartAsync(Guarded(usesTokens: false));
        byte[] content = TestServer.Bytes(5000);
        string digest = storage.Server.Store.PutBlob("acme/fw", content);
        List<string?> seen = [];
        storage.Server.Filter = new RequestFilter(request =>
        {
            seen.Add(request.Authorization);
            return null;
        });
        test.Server.Filter = new RequestFilter(request => request is { Kind: RequestKind.Blob, Authorization: not null }
            ? RequestFault.Redirect($"{storage.Server.BaseAddress}v2/acme/fw/blobs/{digest}", status)
            : null);
        using RegistryClient reader = Client(test, s_reader);
        CollectionAssert.AreEqual(content, await reader.FetchBlobAsync("acme/fw", new ContentDescriptor("a/b", digest, 5000), 5000));
        CollectionAssert.AreEqual((string?[])[null], seen);
    }

    [TestMethod]
    public async Task Redirects_without_end_or_target_are_refused()
    {
        await using TestServer test = await TestServer.StartAsync();
        test.Server.Filter = new RequestFilter(request => request.Reference switch
        {
            "loop" => RequestFault.Redirect("loop", 302),
            "nowhere" => new RequestFault { Status = 302, Body = [] },
            "file" => RequestFault.Redirect("file:///etc/hostname"),
            _ => null,
        });
        foreach (string tag in (string[])["loop", "nowhere", "file"])
        {
            RegistryException problem = await Assert.ThrowsExactlyAsync<RegistryException>(() => test.Client.FetchManifestAsync("acme/fw", tag));
            Assert.AreEqual(Outcome.RedirectRefused, problem.Outcome, tag);
        }

        Assert.AreEqual(RegistryLimits.RedirectsMax + 1 + 2, test.Server.Counters.Requests);
    }

    [TestMethod]
    public async Task Password_never_goes_to_a_token_service_on_another_host_over_plain_http()
    {
        await using TestServer test = await TestServer.StartAsync();
        List<string?> seen = [];
        test.Server.Filter = new RequestFilter(request =>
        {
            if (request.Kind == RequestKind.Other)
            {
                seen.Add(request.Authorization);
                return RequestFault.Replace("{\"token\":\"t\"}"u8.ToArray(), "application/json");
            }

            string realm = $"http://localhost:{test.Server.BaseAddress.Port}/elsewhere";
            return RequestFault.Answer(401) with { Headers = [new("WWW-Authenticate", $"Bearer realm=\"{realm}\"")] };
        });
        using RegistryClient client = Client(test, s_reader);
        await Assert.ThrowsExactlyAsync<RegistryException>(() => client.ResolveAsync("acme/fw", "v1"));
        CollectionAssert.AreEqual((string?[])[null], seen);
    }

    [TestMethod]
    public void Password_is_in_no_text_form()
    {
        Assert.AreEqual("writer", s_writer.ToString());
        Assert.AreEqual("writer", $"{s_writer}");
    }

    [TestMethod]
    [DataRow("127.0.0.1:5000", false, "http://127.0.0.1:5000/")]
    [DataRow("localhost", false, "http://localhost/")]
    [DataRow("registry.example", false, "https://registry.example/")]
    [DataRow("registry.example:8080", true, "http://registry.example:8080/")]
    public void Address_is_https_but_on_loopback_or_when_asked(string authority, bool usesPlainHttp, string expected) =>
        Assert.AreEqual(expected, RegistryClient.AddressOf(authority, usesPlainHttp).ToString());

    [TestMethod]
    [DataRow("")]
    [DataRow("user@host")]
    [DataRow("host/path")]
    [DataRow("host:port")]
    public void Malformed_registry_is_refused(string authority) =>
        Assert.AreEqual(Outcome.ReferenceMalformed, Assert.ThrowsExactly<RegistryException>(() => RegistryClient.AddressOf(authority)).Outcome);

    private static RegistryServerOptions Guarded(bool usesTokens) =>
        new() { PullCredential = s_reader, PushCredential = s_writer, UsesTokens = usesTokens };

    private static RegistryClient Client(TestServer test, RegistryCredential credential) =>
        new(test.Server.BaseAddress, TestServer.Fast with { Credentials = new FixedCredential(test.Server.Authority, credential) });
}
