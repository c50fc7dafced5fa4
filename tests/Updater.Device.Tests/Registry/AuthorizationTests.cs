using System.Text;
using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Device.Registry;

namespace Updater.Device.Tests.Registry;

[TestClass]
public sealed class AuthorizationTests : RegistryTestBase
{
    private const string Token = "eyJhbGciOiJFUzI1NiJ9.e30.c2ln";
    private const string Scope = "repository:fleet/board:pull";

    private static Reply Challenge(string realm)
    {
        return Reply.Of(401, "{\"errors\":[]}", $"WWW-Authenticate: Bearer realm=\"{realm}\",service=\"registry & co\",scope=\"{Scope}\"");
    }

    /// <summary>A registry that takes this token and no other.</summary>
    private static HostileServer Registry(HostileServer service, string token = Token)
    {
        return new HostileServer(request => request.Header("Authorization") == "Bearer " + token ? Manifest() : Challenge(service.Origin + "/token"));
    }

    private static string Basic(string user, string password)
    {
        return "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(user + ":" + password));
    }

    [TestMethod]
    [DataRow("{\"token\":\"" + Token + "\"}")]
    [DataRow("{\"access_token\":\"" + Token + "\"}")]
    [DataRow(" { \"expires_in\" : 300, \"x\":[{\"token\":\"no\"}], \"token\" : \"" + Token + "\", \"access_token\":\"" + Token + "\" } ")]
    [DataRow("{\"token\":\"\\u0065yJhbGciOiJFUzI1NiJ9.e30.c2ln\"}")]
    public void A_token_is_fetched_anonymously_and_kept(string reply)
    {
        using HostileServer service = new(Reply.Of(200, reply));
        using HostileServer server = Registry(service);
        RegistrySource source = Source();
        for (int i = 0; i < 3; i++)
        {
            Assert.AreEqual(Outcome.Ok, Resolve(source, server));
        }

        RecordedRequest asked = service.Requests.Single();
        Assert.AreEqual("/token?service=registry%20%26%20co&scope=repository%3Afleet%2Fboard%3Apull", asked.Target);
        Assert.IsNull(asked.Header("Authorization"));
        Assert.HasCount(4, server.Requests);
        Assert.AreEqual(5, source.RequestsCount);
    }

    [TestMethod]
    public void Credentials_go_to_the_token_service_and_not_to_the_registry()
    {
        using HostileServer service = new(Reply.Of(200, "{\"token\":\"" + Token + "\"}"));
        using HostileServer server = Registry(service);
        Assert.AreEqual(Outcome.Ok, Resolve(Source("j\u00f6rg", "se:cret"), server));
        Assert.AreEqual(Basic("j\u00f6rg", "se:cret"), service.Requests.Single().Header("Authorization"));
        Assert.IsFalse(server.Requests.Any(request => request.Header("Authorization")?.StartsWith("Basic", StringComparison.Ordinal) == true));
    }

    [TestMethod]
    public void A_token_that_ran_out_is_replaced()
    {
        int tokens = 0;
        using HostileServer service = new(_ => Reply.Of(200, $"{{\"token\":\"t{++tokens}\"}}"));
        using HostileServer server = new(request => request.Header("Authorization") == $"Bearer t{tokens}" && tokens > 0
            ? Manifest() : Challenge(service.Origin + "/token"));
        RegistrySource source = Source();
        Assert.AreEqual(Outcome.Ok, Resolve(source, server));
        tokens++;
        Assert.AreEqual(Outcome.Ok, Resolve(source, server));
        Assert.HasCount(2, service.Requests);
    }

    [TestMethod]
    public void A_registry_that_never_takes_the_token_is_asked_twice()
    {
        using HostileServer service = new(Reply.Of(200, "{\"token\":\"wrong\"}"));
        using HostileServer server = Registry(service);
        RegistrySource source = Source();
        Assert.AreEqual(Outcome.Unauthorized, Resolve(source, server));
        Assert.HasCount(1, service.Requests);
        Assert.HasCount(2, server.Requests);
        Assert.AreEqual(3, source.RequestsCount);
    }

    [TestMethod]
    public void A_token_is_not_shown_to_another_registry_or_for_another_repository()
    {
        using HostileServer service = new(Reply.Of(200, "{\"token\":\"" + Token + "\"}"));
        using HostileServer server = Registry(service);
        using HostileServer other = new(Manifest());
        RegistrySource source = Source();
        Assert.AreEqual(Outcome.Ok, Resolve(source, server));
        Assert.AreEqual(Outcome.Ok, Resolve(source, other));
        Assert.IsNull(other.Requests.Single().Header("Authorization"));
        Assert.AreEqual(Outcome.Ok, Resolve(source, server));
        Assert.AreEqual(Outcome.Ok, source.Resolve(ReferenceOf(server.Authority, "fleet/other"), null!, out _, out IByteSource content, out _));
        content.Dispose();
        Assert.IsNull(server.Requests[^2].Header("Authorization"));
    }

    [TestMethod]
    public void Basic_is_shown_when_asked_for_and_kept()
    {
        using HostileServer server = new(request => request.Header("Authorization") == Basic("user", "secret")
            ? Manifest() : Reply.Of(401, "{}", "WWW-Authenticate: Basic realm=\"Registry, \\\"the\\\" realm\""));
        RegistrySource source = Source("user", "secret");
        Assert.AreEqual(Outcome.Ok, Resolve(source, server));
        Assert.AreEqual(Outcome.Ok, Resolve(source, server));
        Assert.HasCount(3, server.Requests);
        Assert.IsNull(server.Requests[0].Header("Authorization"));
        Assert.AreEqual(1, server.ConnectionsCount);
    }

    [TestMethod]
    public void Wrong_credentials_are_shown_once()
    {
        using HostileServer server = new(Reply.Of(401, "{}", "WWW-Authenticate: Basic realm=\"x\""));
        RegistrySource source = Source("user", "wrong");
        Assert.AreEqual(Outcome.Unauthorized, Resolve(source, server));
        Assert.HasCount(2, server.Requests);
        Assert.AreEqual(Outcome.Unauthorized, Resolve(source, server));
        Assert.HasCount(3, server.Requests, "What was refused before is not shown a second time for one question.");
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("")]
    [DataRow("Basic realm=\"x\"")]
    [DataRow("Digest realm=\"x\", nonce=\"y\"")]
    [DataRow("Bearer")]
    [DataRow("Bearer service=\"x\"")]
    [DataRow("Bearer realm=\"\"")]
    [DataRow("Bearer realm=\"/token\"")]
    [DataRow("Bearer realm=\"ftp://127.0.0.1/token\"")]
    [DataRow("Bearer realm=\"http://user:pass@127.0.0.1/token\"")]
    [DataRow("Bearer realm=\"http://127.0.0.1:1/to ken\"")]
    [DataRow("Bearer realm=\"http://127.0.0.1")]
    [DataRow("Basic realm=\"http://127.0.0.1:1/\", Bearer service=x")]
    [DataRow("=,=,\"\"")]
    public void Without_a_way_to_answer_the_challenge_it_ends(string? challenge)
    {
        string[] headers = challenge is null ? [] : ["WWW-Authenticate: " + challenge];
        using HostileServer server = new(Reply.Of(401, "{}", headers));
        RegistrySource source = Source();
        Assert.AreEqual(Outcome.Unauthorized, Resolve(source, server));
        Assert.HasCount(1, server.Requests);
    }

    [TestMethod]
    [DataRow("Basic realm=\"x\", Bearer realm=\"{0}\",service=\"s\"")]
    [DataRow("bearer Realm=\"{0}\", service=s")]
    [DataRow("Bearer realm=\"{0}\" , service=\"s\", Basic realm=\"http://127.0.0.1:1/\"")]
    [DataRow("Negotiate, Bearer error=\"x, y=z\", realm=\"{0}\", service = \"s\"")]
    public void The_Bearer_challenge_is_found_among_others(string challenge)
    {
        using HostileServer service = new(Reply.Of(200, "{\"token\":\"" + Token + "\"}"));
        using HostileServer server = new(request => request.Header("Authorization") == "Bearer " + Token ? Manifest()
            : Reply.Of(401, "{}", "WWW-Authenticate: " + challenge.Replace("{0}", service.Origin + "/token?a=b", StringComparison.Ordinal)));
        Assert.AreEqual(Outcome.Ok, Resolve(Source("user", "secret"), server));
        Assert.AreEqual("/token?a=b&service=s", service.Requests.Single().Target);
    }

    [TestMethod]
    [DataRow(302, Outcome.RedirectRefused)]
    [DataRow(400, Outcome.ProtocolViolation)]
    [DataRow(401, Outcome.Unauthorized)]
    [DataRow(403, Outcome.Forbidden)]
    [DataRow(404, Outcome.NotFound)]
    [DataRow(503, Outcome.ServerUnavailable)]
    [DataRow(204, Outcome.ProtocolViolation)]
    public void The_token_services_status_counts(int status, Outcome expected)
    {
        using HostileServer elsewhere = new(Reply.Of(200, "{\"token\":\"" + Token + "\"}"));
        using HostileServer service = new(status == 204 ? Reply.Raw(Reply.Head(204))
            : Reply.Of(status, "{}", "Location: " + elsewhere.Origin, "WWW-Authenticate: Basic realm=\"x\""));
        using HostileServer server = Registry(service);
        Assert.AreEqual(expected, Resolve(Source("user", "secret"), server));
        Assert.HasCount(1, service.Requests);
        Assert.IsEmpty(elsewhere.Requests);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("not json")]
    [DataRow("[]")]
    [DataRow("{}")]
    [DataRow("{\"token\":\"\"}")]
    [DataRow("{\"token\":null}")]
    [DataRow("{\"token\":42}")]
    [DataRow("{\"token\":{\"token\":\"x\"}}")]
    [DataRow("{\"x\":{\"token\":\"x\"}}")]
    [DataRow("{\"token\":\"a\",\"token\":\"b\"}")]
    [DataRow("{\"token\":\"line\\r\\nX-Injected: 1\"}")]
    [DataRow("{\"token\":\"two words\"}")]
    [DataRow("{\"token\":\"\\u00e4\"}")]
    [DataRow("{\"token\":\"a\"")]
    [DataRow("{\"token\":\"a\"}trailing")]
    public void A_reply_that_is_no_token_breaks_the_protocol(string reply)
    {
        using HostileServer service = new(Reply.Of(200, reply));
        using HostileServer server = Registry(service);
        Assert.AreEqual(Outcome.ProtocolViolation, Resolve(Source(), server));
        Assert.HasCount(1, server.Requests);
    }

    [TestMethod]
    public void A_giant_token_is_refused()
    {
        using HostileServer service = new(Reply.Of(200, "{\"token\":\"" + new string('x', 5000) + "\"}"));
        using HostileServer server = Registry(service);
        Assert.AreEqual(Outcome.ProtocolViolation, Resolve(Source(), server));
    }

    [TestMethod]
    public void A_giant_reply_is_not_read_to_its_end()
    {
        string reply = "{\"x\":\"" + new string('x', Limits.TokenReplyBytesMax) + "\",\"token\":\"" + Token + "\"}";
        using HostileServer service = new(Reply.Of(200, reply));
        using HostileServer server = Registry(service);
        RegistrySource source = Source();
        Assert.AreEqual(Outcome.ProtocolViolation, Resolve(source, server));
        Assert.IsLessThanOrEqualTo(Limits.TokenReplyBytesMax + 512, source.BytesReceived);
    }

    [TestMethod]
    public void An_endless_reply_ends()
    {
        byte[] more = new byte[4096];
        Array.Fill(more, (byte)' ');
        using HostileServer service = new(new Reply { Bytes = Encoding.ASCII.GetBytes(Reply.Head(200)), Endless = more });
        using HostileServer server = Registry(service);
        Assert.AreEqual(Outcome.ProtocolViolation, Resolve(Source(), server));
        Assert.IsLessThan(16L << 20, service.EndlessBytesSent);
    }

    [TestMethod]
    public void A_reply_cut_short_is_a_transport_failure()
    {
        using HostileServer service = new(Reply.Raw(Reply.Head(200, "Content-Length: 100") + "{\"token\":\"abc", isClosing: true));
        using HostileServer server = Registry(service);
        Assert.AreEqual(Outcome.BodyTruncated, Resolve(Source(), server));
    }

    [TestMethod]
    public void A_token_of_usual_size_fits()
    {
        string token = new('x', 1200);
        using HostileServer service = new(Reply.Of(200, $"{{\"token\":\"{token}\",\"access_token\":\"{token}\",\"expires_in\":300}}"));
        using HostileServer server = Registry(service, token);
        Assert.AreEqual(Outcome.Ok, Resolve(Source(), server));
    }

    [TestMethod]
    public void A_token_service_out_of_reach_is_unreachable()
    {
        using HostileServer server = new(Challenge("http://127.0.0.1:1/token"));
        Assert.AreEqual(Outcome.Unreachable, Resolve(Source(), server));
    }
}
