using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Device.Registry;

namespace Updater.Device.Tests.Registry;

[TestClass]
public sealed class RedirectTests : RegistryTestBase
{
    [TestMethod]
    [DataRow(301)]
    [DataRow(302)]
    [DataRow(303)]
    [DataRow(307)]
    [DataRow(308)]
    public void A_redirect_is_followed_with_range_and_type(int status)
    {
        using HostileServer storage = new(Reply.Of(206, Body[10..], "Content-Range: bytes 10-35/36"));
        using HostileServer server = new(BlobIs(Reply.Redirect(status, storage.Origin + "/bucket/x?signature=a%2Bb%3D&e=1")));
        RegistrySource source = Source();
        Assert.AreEqual(Outcome.Ok, Open(source, server, Blob(36), 10, out IByteSource body));
        Assert.AreEqual(Outcome.Ok, ReadAll(body, out string text));
        Assert.AreEqual(Body[10..], text);
        Assert.AreEqual("bytes=10-35", storage.Requests.Single().Header("Range"));
        Assert.AreEqual("/bucket/x?signature=a%2Bb%3D&e=1", storage.Requests.Single().Target);
        Assert.AreEqual(3, source.RequestsCount);
        Assert.AreEqual(1, server.ConnectionsCount);
    }

    [TestMethod]
    [DataRow("/elsewhere", "/elsewhere")]
    [DataRow("elsewhere", "/v2/fleet/board/manifests/elsewhere")]
    [DataRow("./elsewhere?a=b", "/v2/fleet/board/manifests/elsewhere?a=b")]
    [DataRow("../elsewhere#part", "/v2/fleet/board/elsewhere")]
    [DataRow("?query=1", "/v2/fleet/board/manifests/stable?query=1")]
    [DataRow("//HOST/elsewhere", "/elsewhere")]
    [DataRow("HTTP://HOST/elsewhere", "/elsewhere")]
    [DataRow("http://HOST", "/")]
    [DataRow("http://HOST?a=/b", "/?a=/b")]
    [DataRow(" /elsewhere ", "/elsewhere")]
    public void Locations_may_be_relative(string location, string expected)
    {
        string authority = string.Empty;
        using HostileServer server = new(request => request.Target.EndsWith("/stable", StringComparison.Ordinal)
            ? Reply.Redirect(307, location.Replace("HOST", authority, StringComparison.Ordinal))
            : Manifest());
        authority = server.Authority;
        Assert.AreEqual(Outcome.Ok, Resolve(Source(), server));
        Assert.AreEqual(expected, server.Requests[^1].Target);
        Assert.AreEqual(MediaTypes.Manifest + ", " + MediaTypes.Index, server.Requests[^1].Header("Accept"));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("#fragment")]
    [DataRow("ftp://127.0.0.1/x")]
    [DataRow("file:///etc/passwd")]
    [DataRow("javascript:alert(1)")]
    [DataRow("http://")]
    [DataRow("http:///x")]
    [DataRow("http:/x")]
    [DataRow("http://user@127.0.0.1/x")]
    [DataRow("http://127.0.0.1:0/x")]
    [DataRow("http://127.0.0.1:99999/x")]
    [DataRow("http://[::1]/x")]
    [DataRow("http://127.0.0.1\\@evil.invalid/x")]
    [DataRow("\\\\evil.invalid\\x")]
    public void A_location_that_is_none_is_refused(string location)
    {
        using HostileServer server = new(Reply.Redirect(302, location));
        Assert.AreEqual(Outcome.RedirectRefused, Resolve(Source(), server));
        Assert.HasCount(1, server.Requests);
    }

    [TestMethod]
    public void A_redirect_without_location_is_refused()
    {
        using HostileServer server = new(Reply.Of(302, "nowhere"));
        Assert.AreEqual(Outcome.RedirectRefused, Resolve(Source(), server));
    }

    [TestMethod]
    public void A_location_that_is_too_long_is_refused()
    {
        using HostileServer server = new(Reply.Redirect(302, "/" + new string('x', 2048)));
        Assert.AreEqual(Outcome.RedirectRefused, Resolve(Source(), server));
    }

    [TestMethod]
    public void A_loop_ends()
    {
        using HostileServer server = new(Reply.Redirect(307, "/v2/again"));
        RegistrySource source = Source();
        Assert.AreEqual(Outcome.RedirectRefused, Resolve(source, server));
        Assert.HasCount(1 + Limits.RedirectsMax, server.Requests);
        Assert.AreEqual(1 + Limits.RedirectsMax, source.RequestsCount);
    }

    [TestMethod]
    public void As_many_redirects_as_the_limit_are_followed()
    {
        int sent = 0;
        using HostileServer server = new(_ => sent++ < Limits.RedirectsMax ? Reply.Redirect(307, $"/hop/{sent}") : Manifest());
        Assert.AreEqual(Outcome.Ok, Resolve(Source(), server));
    }

    [TestMethod]
    public void Credentials_do_not_follow_to_another_host()
    {
        using HostileServer storage = new(Reply.Of(200, Body));
        using HostileServer server = new(request => request.Header("Authorization") is null
            ? Reply.Of(401, "{}", "WWW-Authenticate: Basic realm=\"x\"")
            : BlobIs(Reply.Redirect(307, storage.Origin + "/blob"))(request));
        Assert.AreEqual(Outcome.Ok, Open(Source("user", "secret"), server, Blob(36), 0, out IByteSource body));
        Assert.AreEqual(Outcome.Ok, ReadAll(body, out _));
        Assert.IsNotNull(server.Requests[^1].Header("Authorization"));
        Assert.IsNull(storage.Requests.Single().Header("Authorization"));
    }

    [TestMethod]
    public void Credentials_stay_away_after_the_way_led_elsewhere_and_back()
    {
        HostileServer? server = null;
        using HostileServer other = new(_ => Reply.Redirect(307, server!.Origin + "/delete-everything"));
        using (server = new HostileServer(request => request.Target.EndsWith("everything", StringComparison.Ordinal) ? Manifest()
            : request.Header("Authorization") is null ? Reply.Of(401, "{}", "WWW-Authenticate: Basic realm=\"x\"")
            : Reply.Redirect(307, other.Origin + "/")))
        {
            Assert.AreEqual(Outcome.Ok, Resolve(Source("user", "secret"), server));
            Assert.IsNull(other.Requests.Single().Header("Authorization"));
            Assert.IsNull(server.Requests[^1].Header("Authorization"));
        }
    }

    [TestMethod]
    public void Another_host_that_asks_for_credentials_gets_none()
    {
        using HostileServer other = new(Reply.Of(401, "{}", "WWW-Authenticate: Basic realm=\"x\""));
        using HostileServer server = new(Reply.Redirect(307, other.Origin + "/x"));
        Assert.AreEqual(Outcome.Unauthorized, Resolve(Source("user", "secret"), server));
        Assert.HasCount(1, other.Requests);
        Assert.IsNull(other.Requests[0].Header("Authorization"));
    }

    [TestMethod]
    public void The_same_name_with_another_port_is_another_host()
    {
        using HostileServer other = new(Manifest());
        using HostileServer server = new(request => request.Header("Authorization") is null
            ? Reply.Of(401, "{}", "WWW-Authenticate: Basic realm=\"x\"")
            : Reply.Redirect(307, "//127.0.0.1:" + other.Port + "/x"));
        Assert.AreEqual(Outcome.Ok, Resolve(Source("user", "secret"), server));
        Assert.IsNull(other.Requests.Single().Header("Authorization"));
    }

    [TestMethod]
    public void Within_the_registry_credentials_stay()
    {
        using HostileServer server = new(request => request.Header("Authorization") is null
            ? Reply.Of(401, "{}", "WWW-Authenticate: Basic realm=\"x\"")
            : request.Target.EndsWith("/stable", StringComparison.Ordinal) ? Reply.Redirect(307, "/other") : Manifest());
        Assert.AreEqual(Outcome.Ok, Resolve(Source("user", "secret"), server));
        Assert.IsNotNull(server.Requests[^1].Header("Authorization"));
    }
}
