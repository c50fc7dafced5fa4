using System.Text;
using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Device.Registry;

namespace Updater.Device.Tests.Registry;

/// <summary>Connections are kept, for one device and for many in one process; reading costs no memory of ours.</summary>
[TestClass]
public sealed class ConnectionTests : RegistryTestBase
{
    [TestMethod]
    public void One_device_keeps_one_connection()
    {
        using HostileServer server = new(BlobIs(Reply.Of(200, Body)));
        RegistrySource source = Source();
        for (int i = 0; i < 50; i++)
        {
            Assert.AreEqual(Outcome.Ok, Open(source, server, Blob(36), 0, out IByteSource body));
            Assert.AreEqual(Outcome.Ok, ReadAll(body, out _));
        }

        Assert.AreEqual(100, source.RequestsCount);
        Assert.HasCount(100, server.Requests);
        Assert.AreEqual(1, server.ConnectionsCount);
        Console.WriteLine($"1 device: {source.RequestsCount} requests, {server.ConnectionsCount} connection");
    }

    [TestMethod]
    public void Small_error_bodies_do_not_cost_the_connection()
    {
        using HostileServer server = new(Reply.Of(404, "{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\"}]}"));
        RegistrySource source = Source();
        for (int i = 0; i < 10; i++)
        {
            Assert.AreEqual(Outcome.NotFound, Resolve(source, server));
        }

        Assert.AreEqual(1, server.ConnectionsCount);
    }

    [TestMethod]
    public void A_thousand_devices_one_after_the_other_share_one_connection()
    {
        using HostileServer server = new(Manifest());
        for (int i = 0; i < 1000; i++)
        {
            Assert.AreEqual(Outcome.Ok, Source().Resolve(ReferenceOf(server.Authority), null!, out _, out IByteSource content, out _));
            Assert.AreEqual(Outcome.Ok, ReadAll(content, out _));
        }

        Assert.HasCount(1000, server.Requests);
        Assert.AreEqual(1, server.ConnectionsCount);
    }

    [TestMethod]
    public void Hundred_open_bodies_do_not_hold_each_other_up()
    {
        using HostileServer server = new(BlobIs(Reply.Of(200, Body)));
        List<IByteSource> bodies = [];
        for (int i = 0; i < 100; i++)
        {
            Assert.AreEqual(Outcome.Ok, Open(Source(), server, Blob(36), 0, out IByteSource body));
            bodies.Add(body);
        }

        foreach (IByteSource body in bodies)
        {
            Assert.AreEqual(Outcome.Ok, ReadAll(body, out string text));
            Assert.AreEqual(Body, text);
        }

        Assert.IsLessThanOrEqualTo(101, server.ConnectionsCount);
    }

    [TestMethod]
    public void Many_threads_reuse_what_they_opened()
    {
        using HostileServer server = new(Manifest());
        const int Threads = 32;
        const int Rounds = 30;
        Thread[] threads = new Thread[Threads];
        int oksCount = 0;
        for (int i = 0; i < Threads; i++)
        {
            threads[i] = new Thread(() =>
            {
                RegistrySource source = Source();
                for (int round = 0; round < Rounds; round++)
                {
                    if (source.Resolve(ReferenceOf(server.Authority), null!, out _, out IByteSource content, out _) == Outcome.Ok
                        && ReadAll(content, out _) == Outcome.Ok)
                    {
                        Interlocked.Increment(ref oksCount);
                    }
                }
            });
            threads[i].Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        Assert.AreEqual(Threads * Rounds, oksCount);
        Console.WriteLine($"{Threads} threads: {Threads * Rounds} requests, {server.ConnectionsCount} connections");
        Assert.IsLessThanOrEqualTo(2 * Threads, server.ConnectionsCount);
    }

    [TestMethod]
    public void A_connection_closed_by_the_server_is_replaced_unnoticed()
    {
        int answered = 0;
        using HostileServer server = new(_ => new Reply { Bytes = Encoding.ASCII.GetBytes(Reply.Head(200, "Content-Length: 2") + "{}"), IsClosing = answered++ % 2 == 0 });
        RegistrySource source = Source();
        for (int i = 0; i < 10; i++)
        {
            Assert.AreEqual(Outcome.Ok, source.Resolve(ReferenceOf(server.Authority), null!, out _, out IByteSource content, out _));
            Assert.AreEqual(Outcome.Ok, ReadAll(content, out _));
            Thread.Sleep(20);
        }

        Assert.IsLessThanOrEqualTo(11, server.ConnectionsCount);
    }

    [TestMethod]
    public void Further_reads_allocate_nothing()
    {
        const int BlockBytes = 2048;
        const int Blocks = 500;
        string large = new('x', BlockBytes * Blocks);
        using HostileServer server = new(BlobIs(Reply.Of(200, large)));
        Assert.AreEqual(Outcome.Ok, Open(Source(), server, Blob(large.Length), 0, out IByteSource body));
        byte[] block = new byte[BlockBytes];
        long leftBytes = large.Length;
        int readsCount = 0;
        long allocatedBytes = 0;
        while (leftBytes > 0)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Outcome outcome = body.Read(block, 0, block.Length, out int read);
            long after = GC.GetAllocatedBytesForCurrentThread();
            Assert.AreEqual(Outcome.Ok, outcome);
            leftBytes -= read;
            // The first reads compile; the last one gives the connection back.
            if (++readsCount > 50 && leftBytes > 0)
            {
                allocatedBytes += after - before;
            }
        }

        body.Dispose();
        Console.WriteLine($"{readsCount} reads of up to {BlockBytes} bytes: {allocatedBytes} bytes allocated");
        Assert.AreEqual(0, allocatedBytes);
    }
}
