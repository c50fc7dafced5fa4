using System.Diagnostics;
using System.Text;
using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Device.Registry;

namespace Updater.Device.Tests.Registry;

/// <summary>Servers that stall, drip, or do not speak HTTP.</summary>
[TestClass]
public sealed class SlowAndBrokenServerTests : RegistryTestBase
{
    private static Reply Slow(string text, int fast, int byteDelayMs)
    {
        return new Reply { Bytes = Encoding.ASCII.GetBytes(text), SlowFrom = fast, ByteDelayMs = byteDelayMs };
    }

    [TestMethod]
    public void A_server_that_never_answers_times_out()
    {
        using HostileServer server = new(new Reply { Bytes = [], Gate = Task.Delay(10_000) });
        Stopwatch watch = Stopwatch.StartNew();
        Assert.AreEqual(Outcome.TimedOut, Resolve(Impatient(), server));
        Assert.IsLessThan(5_000, watch.ElapsedMilliseconds);
    }

    [TestMethod]
    public void Headers_that_drip_time_out_though_each_byte_is_in_time()
    {
        using HostileServer server = new(Slow(Reply.Head(200, "X-Filler: " + new string('x', 200)), 10, 50));
        Stopwatch watch = Stopwatch.StartNew();
        Assert.AreEqual(Outcome.TimedOut, Resolve(Impatient(), server));
        Assert.IsLessThan(5_000, watch.ElapsedMilliseconds);
    }

    [TestMethod]
    public void A_body_that_stalls_times_out()
    {
        string text = Reply.Head(200, "Content-Length: 36") + Body;
        using HostileServer server = new(BlobIs(Slow(text, text.Length - 20, 10_000)));
        Assert.AreEqual(Outcome.Ok, Open(Impatient(5_000), server, Blob(36), 0, out IByteSource body));
        Stopwatch watch = Stopwatch.StartNew();
        Assert.AreEqual(Outcome.TimedOut, ReadAll(body, out string read));
        Assert.AreEqual(Body[..16], read);
        Assert.IsLessThan(5_000, watch.ElapsedMilliseconds);
    }

    [TestMethod]
    public void A_body_that_drips_is_read_as_long_as_each_byte_is_in_time()
    {
        string text = Reply.Head(200, "Content-Length: 36") + Body;
        using HostileServer server = new(BlobIs(Slow(text, text.Length - 10, 60)));
        Assert.AreEqual(Outcome.Ok, Open(Impatient(5_000, 2_000), server, Blob(36), 0, out IByteSource body));
        Assert.AreEqual(Outcome.Ok, ReadAll(body, out string read));
        Assert.AreEqual(Body, read);
    }

    [TestMethod]
    public void A_body_that_drips_for_ever_is_given_up()
    {
        string text = Reply.Head(200, "Content-Length: 1000") + new string('x', 1000);
        using HostileServer server = new(BlobIs(Slow(text, text.Length - 1000, 50)));
        Assert.AreEqual(Outcome.Ok, Open(Impatient(5_000, 600), server, Blob(1000), 0, out IByteSource body));
        Stopwatch watch = Stopwatch.StartNew();
        Assert.AreEqual(Outcome.TimedOut, ReadAll(body, out _));
        Assert.IsLessThan(5_000, watch.ElapsedMilliseconds);
    }

    [TestMethod]
    public void Endless_headers_break_the_protocol()
    {
        byte[] more = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("X-More: and more\r\n", 100)));
        using HostileServer server = new(new Reply { Bytes = "HTTP/1.1 200 OK\r\n"u8.ToArray(), Endless = more });
        Assert.AreEqual(Outcome.ProtocolViolation, Resolve(Source(), server));
        Assert.IsLessThan(16L << 20, server.EndlessBytesSent);
    }

    [TestMethod]
    [DataRow(4_000, Outcome.Ok)]
    [DataRow(12_000, Outcome.ProtocolViolation)]
    public void Headers_have_a_limit(int sizeBytes, Outcome expected)
    {
        using HostileServer server = new(Reply.Of(200, "{}", "X-Filler: " + new string('x', sizeBytes)));
        Assert.AreEqual(expected, Resolve(Source(), server));
    }

    [TestMethod]
    public void One_endless_header_breaks_the_protocol()
    {
        using HostileServer server = new(new Reply { Bytes = "HTTP/1.1 200 OK\r\nX: "u8.ToArray(), Endless = "xxxxxxxxxxxxxxxx"u8.ToArray() });
        Assert.AreEqual(Outcome.ProtocolViolation, Resolve(Source(), server));
    }

    [TestMethod]
    [DataRow("garbage\r\n\r\n")]
    [DataRow("SSH-2.0-OpenSSH_9.2\r\n")]
    [DataRow("HTTP/1.1\r\n\r\n")]
    [DataRow("HTTP/1.1 abc OK\r\n\r\n")]
    [DataRow("HTTP/1.1 20 OK\r\n\r\n")]
    [DataRow("HTTP/9.9 200 OK\r\n\r\n")]
    [DataRow("HTTP/1.1 200 OK\r\nno colon\r\n\r\n")]
    [DataRow("HTTP/1.1 200 OK\r\n: no name\r\n\r\n")]
    [DataRow("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\r\n\r\n")]
    public void What_is_not_HTTP_breaks_the_protocol(string text)
    {
        using HostileServer server = new(Reply.Raw(text, isClosing: true));
        Assert.AreEqual(Outcome.ProtocolViolation, Resolve(Source(), server));
    }

    [TestMethod]
    [DataRow("nonsense")]
    [DataRow("-1")]
    [DataRow("99999999999999999999999")]
    [DataRow("")]
    public void A_length_that_is_no_number_counts_as_not_stated(string length)
    {
        using HostileServer server = new(Reply.Raw(Reply.Head(200, "Content-Length: " + length) + "{}", isClosing: true));
        Outcome outcome = Source().Resolve(ReferenceOf(server.Authority), null!, out _, out IByteSource content, out int sizeBytes);
        Assert.AreEqual(Outcome.Ok, outcome);
        Assert.AreEqual(-1, sizeBytes);
        Assert.AreEqual(Outcome.Ok, ReadAll(content, out string text));
        Assert.AreEqual("{}", text);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("HTTP/1.1 200")]
    [DataRow("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n")]
    public void An_answer_that_ends_in_its_head_is_a_transport_failure(string text)
    {
        using HostileServer server = new(Reply.Raw(text, isClosing: true));
        Assert.AreEqual(OutcomeClass.Transport, (OutcomeClass)((int)Resolve(Source(), server) / 100));
    }

    [TestMethod]
    public void A_reset_instead_of_an_answer_is_unreachable()
    {
        using HostileServer server = new(new Reply { Bytes = [], IsResetting = true });
        Assert.AreEqual(Outcome.Unreachable, Resolve(Source(), server));
    }

    [TestMethod]
    public void A_body_for_an_error_is_not_drained_when_it_is_large()
    {
        byte[] more = new byte[65536];
        Reply reply = new() { Bytes = Encoding.ASCII.GetBytes(Reply.Head(404, "Content-Length: 2000000000")), Endless = more };
        using HostileServer server = new(reply);
        Assert.AreEqual(Outcome.NotFound, Resolve(Source(), server));
        SpinWait.SpinUntil(() => server.EndlessBytesSent >= HostileServer.EndlessBytesMax, 500);
        Assert.IsLessThan(16L << 20, server.EndlessBytesSent);
    }

    [TestMethod]
    public void An_error_whose_body_drips_is_not_waited_for()
    {
        string text = Reply.Head(404, "Content-Length: 500") + new string('x', 500);
        using HostileServer server = new(Slow(text, text.Length - 499, 100));
        Stopwatch watch = Stopwatch.StartNew();
        Assert.AreEqual(Outcome.NotFound, Resolve(Impatient(5_000), server));
        Assert.IsLessThan(5_000, watch.ElapsedMilliseconds);
    }
}
