using System.Net;

namespace Updater.Registry.Tests;

[TestClass]
public sealed class HostileNameTests
{
    [TestMethod]
    [DataRow("/v2/../../etc/passwd")]
    [DataRow("/v2/acme/fw/blobs/../../../oci-layout")]
    [DataRow("/v2/acme/fw/blobs/..%2f..%2foci-layout")]
    [DataRow("/v2/acme/fw/blobs/sha256:../../../oci-layout")]
    [DataRow("/v2/acme/fw/blobs/sha256:%2e%2e%2f%2e%2e%2foci-layout")]
    [DataRow("/v2/acme/fw/blobs/sha256:44136FA355B3678A1146AD16F7E8649E94FB4FC21FE77E8310C060F61CAAFF8A")]
    [DataRow("/v2/acme/fw/blobs/sha512:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a")]
    [DataRow("/v2/acme/fw/blobs/sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a%00")]
    [DataRow("/v2/../fw/blobs/sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a")]
    [DataRow("/v2/%2e%2e/blobs/sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a")]
    [DataRow("/v2/acme//fw/tags/list")]
    [DataRow("/v2/ACME/fw/tags/list")]
    [DataRow("/v2/acme%00/tags/list")]
    [DataRow("/v2/acme/fw/manifests/..")]
    [DataRow("/v2/acme/fw/manifests/.hidden")]
    [DataRow("/v2/acme/fw/manifests/../../../../etc/passwd")]
    [DataRow("/v2/acme/fw/blobs/uploads/../../../oci-layout")]
    [DataRow("/v2/acme/fw/blobs/uploads/%2e%2e%2f.lock")]
    [DataRow("/v2/acme/fw/referrers/..%2f..")]
    [DataRow("/oci-layout")]
    [DataRow("/")]
    public async Task Path_that_is_no_name_gets_an_error_and_no_file(string target)
    {
        await using TestServer test = await TestServer.StartAsync();
        test.Server.Store.PutBlob("acme/fw", Manifests.EmptyContent);
        string answer = await test.RawAsync($"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        StringAssert.StartsWith(answer, "HTTP/1.1 4", target);
        Assert.DoesNotContain("imageLayoutVersion", answer);
        Assert.DoesNotContain("root:", answer);
    }

    [TestMethod]
    public async Task Pushes_under_hostile_names_write_nothing()
    {
        await using TestServer test = await TestServer.StartAsync();
        string digest = Manifests.DigestOf("x"u8);
        (string Method, string Target)[] attempts =
        [
            ("POST", $"/v2/../blobs/uploads/?digest={digest}"),
            ("POST", "/v2/..%2f..%2ftmp/blobs/uploads/"),
            ("POST", "/v2/acme/fw/blobs/uploads/?digest=sha256:../../../x"),
            ("PUT", "/v2/acme/fw/manifests/..%2f..%2fx"),
            ("PUT", "/v2/acme/fw/manifests/" + new string('a', 129)),
            ("POST", "/v2/" + new string('a', 256) + "/blobs/uploads/"),
        ];
        foreach ((string method, string target) in attempts)
        {
            string answer = await test.RawAsync($"{method} {target} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx");
            StringAssert.StartsWith(answer, "HTTP/1.1 400 ", target);
        }

        string[] files = [.. Directory.GetFiles(test.Root, "*", SearchOption.AllDirectories).Select(Path.GetFileName).Order(StringComparer.Ordinal)!];
        CollectionAssert.AreEqual((string[])[".lock", "index.json", "oci-layout"], files);
        Assert.IsEmpty(test.Server.Store.Repositories);
    }

    [TestMethod]
    public async Task Overlong_target_is_refused()
    {
        await using TestServer test = await TestServer.StartAsync();
        string answer = await test.RawAsync($"GET /v2/{new string('a', 10_000)} HTTP/1.1\r\nHost: x\r\n\r\n");
        StringAssert.StartsWith(answer, "HTTP/1.1 414 ");
    }

    [TestMethod]
    public async Task Wrong_methods_are_refused()
    {
        await using TestServer test = await TestServer.StartAsync();
        foreach (string target in (string[])["/v2/acme/fw/tags/list", "/v2/acme/fw/manifests/x", "/v2/acme/fw/blobs/" + Manifests.DigestOf([])])
        {
            using HttpResponseMessage answer = await test.Http.SendAsync(new HttpRequestMessage(HttpMethod.Patch, target));
            Assert.AreEqual(HttpStatusCode.MethodNotAllowed, answer.StatusCode, target);
        }
    }

    [TestMethod]
    [DataRow("a", true)]
    [DataRow("acme/fw", true)]
    [DataRow("a.b_c__d-e--f/0", true)]
    [DataRow("", false)]
    [DataRow("/a", false)]
    [DataRow("a/", false)]
    [DataRow("a//b", false)]
    [DataRow("a..b", false)]
    [DataRow("a___b", false)]
    [DataRow("-a", false)]
    [DataRow("a-", false)]
    [DataRow("a_", false)]
    [DataRow("A", false)]
    [DataRow("a:b", false)]
    [DataRow("..", false)]
    [DataRow("ä", false)]
    public void Repository_names_are_those_of_the_specification(string name, bool isName) => Assert.AreEqual(isName, OciNames.IsRepository(name));

    [TestMethod]
    [DataRow("latest", true)]
    [DataRow("_1.0-RC_2", true)]
    [DataRow("", false)]
    [DataRow(".a", false)]
    [DataRow("-a", false)]
    [DataRow("a/b", false)]
    [DataRow("a b", false)]
    [DataRow("a:b", false)]
    [DataRow("ä", false)]
    public void Tags_are_those_of_the_specification(string tag, bool isTag)
    {
        Assert.AreEqual(isTag, OciNames.IsTag(tag));
        Assert.IsTrue(OciNames.IsTag(new string('a', 128)));
        Assert.IsFalse(OciNames.IsTag(new string('a', 129)));
    }
}
