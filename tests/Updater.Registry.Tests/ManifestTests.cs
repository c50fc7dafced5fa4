using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Updater.Core.Content;
using Updater.Core.Platform;

namespace Updater.Registry.Tests;

[TestClass]
public sealed class ManifestTests
{
    [TestMethod]
    public async Task Get_by_tag_and_by_digest_gives_the_exact_bytes_as_pushed()
    {
        await using TestServer test = await TestServer.StartAsync(AnyContent);
        // White space and order are the pusher's: they are part of the digest.
        byte[] content = Encoding.UTF8.GetBytes("{ \"mediaType\": \"" + MediaTypes.Index + "\",\n \"manifests\": [], \"schemaVersion\": 2 }\n");
        string digest = Manifests.DigestOf(content);
        using HttpResponseMessage pushed = await PutAsync(test, "v1", content, MediaTypes.Index);
        Assert.AreEqual(HttpStatusCode.Created, pushed.StatusCode);
        Assert.AreEqual(digest, pushed.Headers.GetValues("Docker-Content-Digest").Single());
        foreach (string reference in (string[])["v1", digest])
        {
            using HttpResponseMessage answer = await test.Http.GetAsync($"/v2/acme/fw/manifests/{reference}");
            CollectionAssert.AreEqual(content, await answer.Content.ReadAsByteArrayAsync());
            Assert.AreEqual(MediaTypes.Index, answer.Content.Headers.ContentType!.ToString());
            Assert.AreEqual(digest, answer.Headers.GetValues("Docker-Content-Digest").Single());
            Assert.AreEqual($"\"{digest}\"", answer.Headers.ETag!.ToString());
        }
    }

    [TestMethod]
    public async Task Known_digest_is_answered_with_304_and_no_body()
    {
        await using TestServer test = await TestServer.StartAsync(AnyContent);
        string digest = test.Server.Store.PutManifest("acme/fw", "v1", MediaTypes.Manifest, Empty()).Descriptor.Digest;
        foreach (string known in (string[])[$"\"{digest}\"", $"W/\"{digest}\"", $"\"other\", \"{digest}\"", "*", digest])
        {
            using HttpRequestMessage request = new(HttpMethod.Get, "/v2/acme/fw/manifests/v1");
            request.Headers.TryAddWithoutValidation("If-None-Match", known);
            using HttpResponseMessage answer = await test.Http.SendAsync(request);
            Assert.AreEqual(HttpStatusCode.NotModified, answer.StatusCode, known);
            Assert.AreEqual(0, (await answer.Content.ReadAsByteArrayAsync()).Length);
        }

        using HttpRequestMessage changed = new(HttpMethod.Get, "/v2/acme/fw/manifests/v1");
        changed.Headers.TryAddWithoutValidation("If-None-Match", $"\"{Manifests.DigestOf([1])}\"");
        using HttpResponseMessage whole = await test.Http.SendAsync(changed);
        Assert.AreEqual(HttpStatusCode.OK, whole.StatusCode);
    }

    [TestMethod]
    public async Task Poll_with_nothing_new_is_one_request_and_under_1_KB()
    {
        await using TestServer test = await TestServer.StartAsync(AnyContent);
        string digest = test.Server.Store.PutManifest("acme/fw", "v1", MediaTypes.Manifest, Empty()).Descriptor.Digest;
        string answer = await test.RawAsync($"GET /v2/acme/fw/manifests/v1 HTTP/1.1\r\nHost: x\r\nAccept: {MediaTypes.Manifest}\r\nIf-None-Match: \"{digest}\"\r\n\r\n");
        StringAssert.StartsWith(answer, "HTTP/1.1 304 ");
        Assert.AreEqual(1, test.Server.Counters.Requests);
        Assert.IsLessThan(1024, test.Server.Counters.WireBytesSent);
        Assert.AreEqual(answer.Length, test.Server.Counters.WireBytesSent);
        Console.WriteLine($"poll with nothing new: 1 request, {answer.Length} bytes received");
    }

    [TestMethod]
    public async Task Without_accept_a_strict_server_knows_no_manifest_and_the_client_sends_it()
    {
        await using TestServer test = await TestServer.StartAsync(AnyContent with { RequiresAccept = true });
        test.Server.Store.PutManifest("acme/fw", "v1", MediaTypes.Manifest, Empty());
        using HttpResponseMessage answer = await test.Http.GetAsync("/v2/acme/fw/manifests/v1");
        Assert.AreEqual(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.IsTrue(await test.Client.ExistsAsync("acme/fw", "v1"));
    }

    [TestMethod]
    [DataRow("not json", "MANIFEST_INVALID")]
    [DataRow("[]", "MANIFEST_INVALID")]
    [DataRow("{}", "MANIFEST_INVALID")]
    [DataRow("{\"schemaVersion\":1}", "MANIFEST_INVALID")]
    [DataRow("{\"schemaVersion\":\"2\"}", "MANIFEST_INVALID")]
    [DataRow("{\"schemaVersion\":2,\"schemaVersion\":2}", "MANIFEST_INVALID")]
    [DataRow("{\"schemaVersion\":2,\"layers\":{}}", "MANIFEST_INVALID")]
    [DataRow("{\"schemaVersion\":2,\"layers\":[{\"mediaType\":\"a/b\",\"digest\":\"sha256:../../x\",\"size\":1}]}", "MANIFEST_INVALID")]
    [DataRow("{\"schemaVersion\":2,\"layers\":[{\"mediaType\":\"a/b\",\"digest\":\"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\",\"size\":-1}]}", "MANIFEST_INVALID")]
    [DataRow("{\"schemaVersion\":2,\"annotations\":{\"a\":1}}", "MANIFEST_INVALID")]
    [DataRow("{\"schemaVersion\":2,\"annotations\":{\"a\":\"\\ud800\"}}", "MANIFEST_INVALID")]
    [DataRow("{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\"}", "MANIFEST_INVALID")]
    [DataRow("{\"schemaVersion\":2,\"layers\":[{\"mediaType\":\"a/b\",\"digest\":\"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\",\"size\":2}]}", "MANIFEST_BLOB_UNKNOWN")]
    public async Task Bad_manifest_is_refused_and_invisible(string content, string code)
    {
        await using TestServer test = await TestServer.StartAsync();
        using HttpResponseMessage answer = await PutAsync(test, "v1", Encoding.UTF8.GetBytes(content), MediaTypes.Manifest);
        Assert.AreEqual(HttpStatusCode.BadRequest, answer.StatusCode);
        StringAssert.Contains(await answer.Content.ReadAsStringAsync(), $"\"code\":\"{code}\"");
        using HttpResponseMessage fetched = await test.Http.GetAsync("/v2/acme/fw/manifests/v1");
        Assert.AreEqual(HttpStatusCode.NotFound, fetched.StatusCode);
    }

    [TestMethod]
    public async Task Manifest_beyond_the_limit_is_refused_by_server_and_client()
    {
        await using TestServer test = await TestServer.StartAsync(AnyContent);
        using HttpResponseMessage answer = await PutAsync(test, "v1", new byte[RegistryLimits.ManifestBytesMax + 1], MediaTypes.Manifest);
        Assert.AreEqual(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        test.Server.Filter = new RequestFilter(request => request.Kind == RequestKind.Manifest
            ? RequestFault.Replace(new byte[RegistryLimits.ManifestBytesMax + 1],
                MediaTypes.Manifest) with { IsChunked = request.Reference == "chunked" }
            : null);
        foreach (string tag in (string[])["stated", "chunked"])
        {
            RegistryException problem = await Assert.ThrowsExactlyAsync<RegistryException>(() => test.Client.FetchManifestAsync("acme/fw", tag));
            Assert.AreEqual(Outcome.DocumentTooLarge, problem.Outcome);
        }
    }

    [TestMethod]
    public async Task Manifest_pushed_under_another_digest_is_refused()
    {
        await using TestServer test = await TestServer.StartAsync(AnyContent);
        using HttpResponseMessage answer = await PutAsync(test, Manifests.DigestOf([1]), Empty(), MediaTypes.Manifest);
        Assert.AreEqual(HttpStatusCode.BadRequest, answer.StatusCode);
        StringAssert.Contains(await answer.Content.ReadAsStringAsync(), "DIGEST_INVALID");
    }

    [TestMethod]
    public async Task Deleting_a_tag_leaves_the_manifest_and_deleting_the_digest_takes_all_tags()
    {
        await using TestServer test = await TestServer.StartAsync(AnyContent);
        string digest = test.Server.Store.PutManifest("acme/fw", "a", MediaTypes.Manifest, Empty()).Descriptor.Digest;
        test.Server.Store.PutManifest("acme/fw", "b", MediaTypes.Manifest, Empty());
        test.Server.Store.PutManifest("acme/fw", "c", MediaTypes.Manifest, Empty());
        await test.Client.DeleteManifestAsync("acme/fw", "a");
        CollectionAssert.AreEqual((string[])["b", "c"], (await test.Client.ListTagsAsync("acme/fw")).ToArray());
        Assert.IsTrue(await test.Client.ExistsAsync("acme/fw", digest));
        await test.Client.DeleteManifestAsync("acme/fw", digest);
        Assert.IsEmpty(await test.Client.ListTagsAsync("acme/fw"));
        Assert.AreEqual(Outcome.NotFound,
            (await Assert.ThrowsExactlyAsync<RegistryException>(() => test.Client.DeleteManifestAsync("acme/fw", digest))).Outcome);
        Assert.IsEmpty(Directory.GetFiles(Path.Combine(test.Root, "blobs", "sha256")));
    }

    [TestMethod]
    public async Task Tags_come_sorted_and_in_pages()
    {
        await using TestServer test = await TestServer.StartAsync(AnyContent);
        foreach (string tag in (string[])["b", "a", "C", "10", "9"])
        {
            test.Server.Store.PutManifest("acme/fw", tag, MediaTypes.Manifest, Empty());
        }

        List<string> pages = [];
        string? next = "/v2/acme/fw/tags/list?n=2";
        while (next != null)
        {
            using HttpResponseMessage answer = await test.Http.GetAsync(next);
            pages.Add(await answer.Content.ReadAsStringAsync());
            next = answer.Headers.TryGetValues("Link", out IEnumerable<string>? link) ? link.Single().Split('<', '>')[1] : null;
        }

        CollectionAssert.AreEqual((string[])["{\"name\":\"acme/fw\",\"tags\":[\"10\",\"9\"]}", "{\"name\":\"acme/fw\",\"tags\":[\"C\",\"a\"]}",
            "{\"name\":\"acme/fw\",\"tags\":[\"b\"]}"], pages);
        using HttpResponseMessage after = await test.Http.GetAsync("/v2/acme/fw/tags/list?last=9&n=1");
        Assert.AreEqual("{\"name\":\"acme/fw\",\"tags\":[\"C\"]}", await after.Content.ReadAsStringAsync());
        using HttpResponseMessage none = await test.Http.GetAsync("/v2/acme/fw/tags/list?n=0");
        Assert.AreEqual("{\"name\":\"acme/fw\",\"tags\":[]}", await none.Content.ReadAsStringAsync());
    }

    [TestMethod]
    public async Task Referrers_are_filtered_and_the_filter_is_said_to_be_applied()
    {
        await using TestServer test = await TestServer.StartAsync(AnyContent);
        string subject = test.Server.Store.PutManifest("acme/fw", "v1", MediaTypes.Manifest, Empty()).Descriptor.Digest;
        byte[] referrer = Manifests.Write(new Manifest
        {
            MediaType = MediaTypes.Manifest,
            ArtifactType = "a/b+json",
            Subject = new ContentDescriptor(MediaTypes.Manifest, subject, 1),
            Annotations = [new("k", "v")],
        });
        using (HttpResponseMessage pushed = await PutAsync(test, Manifests.DigestOf(referrer), referrer, MediaTypes.Manifest))
        {
            Assert.AreEqual(subject, pushed.Headers.GetValues("OCI-Subject").Single());
        }

        using HttpResponseMessage filtered = await test.Http.GetAsync($"/v2/acme/fw/referrers/{subject}?artifactType=a%2Fb%2Bjson");
        Assert.AreEqual("artifactType", filtered.Headers.GetValues("OCI-Filters-Applied").Single());
        ContentDescriptor found = Manifests.Read(await filtered.Content.ReadAsByteArrayAsync()).Children.Single();
        Assert.AreEqual(Manifests.DigestOf(referrer), found.Digest);
        Assert.AreEqual("a/b+json", found.ArtifactType);
        Assert.AreEqual("v", found.Annotation("k"));
        using HttpResponseMessage other = await test.Http.GetAsync($"/v2/acme/fw/referrers/{subject}?artifactType=x");
        Assert.IsEmpty(Manifests.Read(await other.Content.ReadAsByteArrayAsync()).Children);
        using HttpResponseMessage none = await test.Http.GetAsync($"/v2/acme/fw/referrers/{Manifests.DigestOf([9])}");
        Assert.AreEqual(HttpStatusCode.OK, none.StatusCode);
        Assert.IsFalse(none.Headers.Contains("OCI-Filters-Applied"));
    }

    [TestMethod]
    public async Task Types_in_the_fallback_index_are_not_believed()
    {
        await using TestServer test = await TestServer.StartAsync(AnyContent with { HasReferrers = false });
        string subject = test.Server.Store.PutManifest("acme/fw", "v1", MediaTypes.Manifest, Empty()).Descriptor.Digest;
        byte[] referrer = Manifests.Write(new Manifest { MediaType = MediaTypes.Manifest, ArtifactType = "a/b",
            Subject = new ContentDescriptor(MediaTypes.Manifest, subject, 1) });
        ContentDescriptor pushed = test.Server.Store.PutManifest("acme/fw", Manifests.DigestOf(referrer), MediaTypes.Manifest, referrer).Descriptor;
        // As cosign 3.1 writes it.
        byte[] index = Manifests.Write(new Manifest { MediaType = MediaTypes.Index,
            Children = [new ContentDescriptor(pushed.MediaType, pushed.Digest, pushed.SizeBytes) { ArtifactType = MediaTypes.Empty }] });
        test.Server.Store.PutManifest("acme/fw", OciNames.ReferrersTag(subject), MediaTypes.Index, index);
        Assert.HasCount(1, await test.Client.ListReferrersAsync("acme/fw", subject, "a/b"));
        Assert.IsEmpty(await test.Client.ListReferrersAsync("acme/fw", subject, MediaTypes.Empty));
    }

    [TestMethod]
    public async Task Several_who_end_one_upload_leave_one_whole_blob()
    {
        await using TestServer test = await TestServer.StartAsync();
        byte[] content = TestServer.Bytes(1000);
        string digest = Manifests.DigestOf(content);
        using HttpResponseMessage start = await test.Http.PostAsync("/v2/acme/fw/blobs/uploads/", new ByteArrayContent([]));
        using HttpRequestMessage patch = new(HttpMethod.Patch, start.Headers.Location) { Content = new ByteArrayContent(content) };
        (await test.Http.SendAsync(patch)).Dispose();
        HttpStatusCode[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using HttpResponseMessage answer = await test.Http.PutAsync(start.Headers.Location + "?digest=" + digest, null);
            return answer.StatusCode;
        }));
        Assert.HasCount(1, answers.Where(status => status == HttpStatusCode.Created).ToList());
        CollectionAssert.AreEqual(content, await test.Http.GetByteArrayAsync($"/v2/acme/fw/blobs/{digest}"));
    }

    private static RegistryServerOptions AnyContent { get; } = new() { Store = new LayoutStoreOptions { AllowsMissingContent = true } };

    private static byte[] Empty() => Manifests.Write(new Manifest { MediaType = MediaTypes.Manifest });

    private static Task<HttpResponseMessage> PutAsync(TestServer test, string reference, byte[] content, string mediaType)
    {
        ByteArrayContent body = new(content);
        body.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return test.Http.PutAsync($"/v2/acme/fw/manifests/{reference}", body);
    }
}
