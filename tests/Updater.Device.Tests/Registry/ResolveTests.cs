using System.Net;
using System.Net.Sockets;
using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Device.Registry;

namespace Updater.Device.Tests.Registry;

[TestClass]
public sealed class ResolveTests : RegistryTestBase
{
    [TestMethod]
    public void A_tag_is_asked_for_with_both_manifest_types()
    {
        using HostileServer server = new(Reply.Of(200, "{\"a\":1}", "Content-Type: Application/vnd.oci.image.index.v1+JSON; charset=utf-8"));
        RegistrySource source = Source();
        Outcome outcome = source.Resolve(ReferenceOf(server.Authority), null!, out string type, out IByteSource content, out int sizeBytes);

        Assert.AreEqual(Outcome.Ok, outcome);
        Assert.AreEqual(MediaTypes.Index, type);
        Assert.AreEqual(7, sizeBytes);
        Assert.AreEqual(Outcome.Ok, ReadAll(content, out string text));
        Assert.AreEqual("{\"a\":1}", text);
        RecordedRequest request = server.Requests.Single();
        Assert.AreEqual("GET", request.Method);
        Assert.AreEqual("/v2/fleet/board/manifests/stable", request.Target);
        Assert.AreEqual(MediaTypes.Manifest + ", " + MediaTypes.Index, request.Header("Accept"));
        Assert.AreEqual("updater/0.1", request.Header("User-Agent"));
        Assert.IsNull(request.Header("If-None-Match"));
        Assert.IsNull(request.Header("Authorization"));
        Assert.IsNull(request.Header("Accept-Encoding"));
        Assert.IsNull(request.Header("Range"));
        Assert.AreEqual(1, source.RequestsCount);
        Assert.AreEqual(7, source.BytesReceived);
    }

    [TestMethod]
    public void A_digest_goes_before_the_tag()
    {
        using HostileServer server = new(Manifest());
        Outcome outcome = Source().Resolve(ReferenceOf(server.Authority, digest: s_digest), null!, out _, out IByteSource content, out _);
        Assert.AreEqual(Outcome.Ok, outcome);
        content.Dispose();
        Assert.AreEqual("/v2/fleet/board/manifests/" + DigestText.Format(s_digest), server.Requests.Single().Target);
    }

    [TestMethod]
    public void Nothing_new_is_one_conditional_request_and_the_connection_stays()
    {
        using HostileServer server = new(Reply.Raw(Reply.Head(304, "Content-Length: 600", "ETag: x")));
        RegistrySource source = Source();
        for (int i = 0; i < 3; i++)
        {
            Outcome outcome = source.Resolve(ReferenceOf(server.Authority), s_digest, out string type, out IByteSource content, out int sizeBytes);
            Assert.AreEqual(Outcome.Ok, outcome);
            Assert.IsNull(type);
            Assert.IsNull(content);
            Assert.AreEqual(0, sizeBytes);
        }

        Assert.AreEqual("\"" + DigestText.Format(s_digest) + "\"", server.Requests[0].Header("If-None-Match"));
        Assert.AreEqual(3, source.RequestsCount);
        Assert.AreEqual(3, server.Requests.Length);
        Assert.AreEqual(1, server.ConnectionsCount);
        Assert.AreEqual(0, source.BytesReceived);
    }

    [TestMethod]
    public void A_stated_digest_that_is_known_counts_as_nothing_new()
    {
        using HostileServer server = new(Reply.Of(200, "{}", "Docker-Content-Digest: " + DigestText.Format(s_digest)));
        Outcome outcome = Source().Resolve(ReferenceOf(server.Authority), s_digest, out string type, out IByteSource content, out _);
        Assert.AreEqual(Outcome.Ok, outcome);
        Assert.IsNull(type);
        Assert.IsNull(content);
    }

    [TestMethod]
    [DataRow("sha256:0000000000000000000000000000000000000000000000000000000000000000")]
    [DataRow("sha256:")]
    [DataRow("garbage")]
    public void Another_stated_digest_brings_the_manifest(string stated)
    {
        using HostileServer server = new(Reply.Of(200, "{}", "Docker-Content-Digest: " + stated));
        Outcome outcome = Source().Resolve(ReferenceOf(server.Authority), s_digest, out string type, out IByteSource content, out int sizeBytes);
        Assert.AreEqual(Outcome.Ok, outcome);
        Assert.AreEqual(string.Empty, type);
        Assert.AreEqual(2, sizeBytes);
        Assert.AreEqual(Outcome.Ok, ReadAll(content, out string text));
        Assert.AreEqual("{}", text);
    }

    [TestMethod]
    public void A_missing_length_is_stated_as_unknown()
    {
        using HostileServer server = new(Reply.Raw(Reply.Head(200, "Connection: close") + "{}", isClosing: true));
        Outcome outcome = Source().Resolve(ReferenceOf(server.Authority), null!, out _, out IByteSource content, out int sizeBytes);
        Assert.AreEqual(Outcome.Ok, outcome);
        Assert.AreEqual(-1, sizeBytes);
        Assert.AreEqual(Outcome.Ok, ReadAll(content, out string text));
        Assert.AreEqual("{}", text);
    }

    [TestMethod]
    public void A_length_beyond_all_numbers_is_stated_as_the_largest()
    {
        using HostileServer server = new(Reply.Raw(Reply.Head(200, "Content-Length: 123456789012345") + "{}"));
        Outcome outcome = Source().Resolve(ReferenceOf(server.Authority), null!, out _, out IByteSource content, out int sizeBytes);
        Assert.AreEqual(Outcome.Ok, outcome);
        Assert.AreEqual(int.MaxValue, sizeBytes);
        content.Dispose();
    }

    [TestMethod]
    [DataRow(201, Outcome.ProtocolViolation)]
    [DataRow(204, Outcome.ProtocolViolation)]
    [DataRow(206, Outcome.ProtocolViolation)]
    [DataRow(300, Outcome.ProtocolViolation)]
    [DataRow(304, Outcome.ProtocolViolation)]
    [DataRow(400, Outcome.ProtocolViolation)]
    [DataRow(401, Outcome.Unauthorized)]
    [DataRow(403, Outcome.Forbidden)]
    [DataRow(404, Outcome.NotFound)]
    [DataRow(408, Outcome.ServerUnavailable)]
    [DataRow(416, Outcome.ProtocolViolation)]
    [DataRow(418, Outcome.ProtocolViolation)]
    [DataRow(429, Outcome.ServerUnavailable)]
    [DataRow(500, Outcome.ServerUnavailable)]
    [DataRow(502, Outcome.ServerUnavailable)]
    [DataRow(503, Outcome.ServerUnavailable)]
    [DataRow(599, Outcome.ServerUnavailable)]
    [DataRow(600, Outcome.ProtocolViolation)]
    [DataRow(999, Outcome.ProtocolViolation)]
    public void Each_status_has_its_outcome(int status, Outcome expected)
    {
        using HostileServer server = new(status is 204 or 304 ? Reply.Raw(Reply.Head(status)) : Reply.Of(status, "{}"));
        Assert.AreEqual(expected, Resolve(Source(), server));
        Assert.HasCount(1, server.Requests);
    }

    [TestMethod]
    public void A_port_where_nobody_listens_is_unreachable()
    {
        TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        Outcome outcome = Source().Resolve(ReferenceOf($"127.0.0.1:{port}"), null!, out _, out IByteSource content, out _);
        Assert.AreEqual(Outcome.Unreachable, outcome);
        Assert.IsNull(content);
    }

    [TestMethod]
    public void A_name_that_does_not_exist_is_unreachable()
    {
        Assert.AreEqual(Outcome.Unreachable, Source().Resolve(ReferenceOf("registry.invalid"), null!, out _, out _, out _));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("host:")]
    [DataRow("host:0")]
    [DataRow("host:65536")]
    [DataRow("host:1:2")]
    [DataRow("ho st")]
    [DataRow("user@host")]
    [DataRow("[::1]")]
    [DataRow("host/path")]
    public void A_registry_that_is_no_host_is_malformed(string authority)
    {
        RegistrySource source = Source();
        Assert.AreEqual(Outcome.ReferenceMalformed, source.Resolve(ReferenceOf(authority), null!, out _, out _, out _));
        Assert.AreEqual(0, source.RequestsCount);
    }

    [TestMethod]
    public void A_registry_over_https_is_not_spoken_to_in_plain()
    {
        using HostileServer server = new(Manifest());
        RegistrySource source = new(new RegistryOptions());
        Assert.AreEqual(Outcome.Unreachable, source.Resolve(ReferenceOf(server.Authority), null!, out _, out _, out _));
        Assert.IsEmpty(server.Requests);
    }
}
