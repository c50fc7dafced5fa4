using System.Security.Cryptography;
using Updater.Core.Content;
using Updater.Core.Digests;
using Updater.Core.Layers;
using Updater.Core.Platform;

namespace Updater.Core.Tests.Layers;

[TestClass]
public sealed class LayerPumpTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(255)]
    [DataRow(256)]
    [DataRow(257)]
    [DataRow(5000)]
    public void Layer_arrives_whole_in_reads_of_any_size(int sizeBytes)
    {
        byte[] content = Content(sizeBytes);
        foreach (int readBytes in new[] { 1, 7, 256, 1460, 100000 })
        {
            Sink sink = new();
            LayerPump pump = new(new Workspace(256), new Sha256());
            pump.Begin(Describe(content));
            Assert.AreEqual(Outcome.Ok, Drive(pump, new Source(content, readBytes), sink));
            CollectionAssert.AreEqual(content, sink.Bytes.ToArray());
            Assert.IsTrue(sink.Counts.All(count => count <= 256));
        }
    }

    [TestMethod]
    public void Chunks_end_at_multiples_of_the_chunk_size_after_resuming_anywhere()
    {
        byte[] content = Content(3000);
        for (int start = 0; start < 3000; start += 64)
        {
            Sha256 digest = new();
            digest.Update(content, 0, start);
            byte[] state = new byte[digest.StateSizeBytes];
            digest.SaveState(state, 0);
            Sink sink = new();
            sink.Bytes.AddRange(content[..start]);
            LayerPump pump = new(new Workspace(256), new Sha256());

            Assert.AreEqual(Outcome.Ok, pump.Resume(Describe(content), state, 0, start, start));
            Assert.AreEqual(start, pump.NextOffset);
            Assert.AreEqual(Outcome.Ok, Drive(pump, new Source(content[start..], 1000), sink));
            CollectionAssert.AreEqual(content, sink.Bytes.ToArray());
        }
    }

    [TestMethod]
    [DataRow(512, 1024)]
    [DataRow(512, 512)]
    [DataRow(0, 768)]
    [DataRow(256, 1000)]
    public void Sink_may_resume_behind_the_digest(int digestOffset, int sinkOffset)
    {
        byte[] content = Content(3000);
        Sha256 digest = new();
        digest.Update(content, 0, digestOffset);
        byte[] state = new byte[digest.StateSizeBytes];
        digest.SaveState(state, 0);
        Sink sink = new();
        sink.Bytes.AddRange(content[..sinkOffset]);
        LayerPump pump = new(new Workspace(256), new Sha256());
        Assert.AreEqual(Outcome.Ok, pump.Resume(Describe(content), state, 0, digestOffset, sinkOffset));
        int start = digestOffset;
        Assert.AreEqual(start, pump.NextOffset);

        Assert.AreEqual(Outcome.Ok, Drive(pump, new Source(content[start..], 333), sink));

        CollectionAssert.AreEqual(content, sink.Bytes.ToArray());
    }

    [TestMethod]
    public void Altered_byte_anywhere_is_a_digest_mismatch()
    {
        byte[] content = Content(700);
        for (int i = 0; i < content.Length; i++)
        {
            byte[] altered = (byte[])content.Clone();
            altered[i] ^= 1;
            LayerPump pump = new(new Workspace(256), new Sha256());
            pump.Begin(Describe(content));
            Assert.AreEqual(Outcome.DigestMismatch, Drive(pump, new Source(altered, 4096), new Sink()));
        }
    }

    [TestMethod]
    public void Short_body_is_truncated_and_long_body_is_trailing_data()
    {
        byte[] content = Content(700);
        LayerPump pump = new(new Workspace(256), new Sha256());
        pump.Begin(Describe(content));
        Assert.AreEqual(Outcome.BodyTruncated, Drive(pump, new Source(content[..699], 4096), new Sink()));
        pump.Begin(Describe(content));
        Assert.AreEqual(Outcome.TrailingData, Drive(pump, new Source([.. content, 0], 4096), new Sink()));
    }

    [TestMethod]
    public void Sink_failure_stops_the_pump_with_the_sinks_outcome()
    {
        byte[] content = Content(700);
        LayerPump pump = new(new Workspace(256), new Sha256());
        pump.Begin(Describe(content));
        Assert.AreEqual(Outcome.FlashFailed, Drive(pump, new Source(content, 4096), new Sink { FailsAfterCount = 1 }));
        Assert.AreEqual(256, pump.Position);
    }

    [TestMethod]
    public void Busy_sink_is_asked_again_without_digesting_twice()
    {
        byte[] content = Content(700);
        BusySink sink = new();
        LayerPump pump = new(new Workspace(256), new Sha256());
        pump.Begin(Describe(content));
        Source source = new(content, 4096);
        Outcome outcome;
        do
        {
            outcome = pump.IsDrained ? pump.Finish(source) : pump.IsFull ? pump.Flush(sink) : pump.Fill(source);
        }
        while (outcome == Outcome.SlotBusy || !pump.IsDrained);

        Assert.AreEqual(Outcome.Ok, pump.Finish(source));
        Assert.AreEqual(3, sink.BusyCount);
    }

    [TestMethod]
    public void Malformed_digest_state_and_offsets_outside_the_layer_are_refused()
    {
        byte[] content = Content(700);
        LayerPump pump = new(new Workspace(256), new Sha256());
        byte[] state = new byte[new Sha256().StateSizeBytes];
        Array.Fill(state, (byte)0xFF);
        Assert.AreEqual(Outcome.DigestStateMalformed, pump.Resume(Describe(content), state, 0, 256, 256));
        new Sha256().SaveState(state, 0);
        Assert.AreEqual(Outcome.DigestStateMalformed, pump.Resume(Describe(content), state, 0, 701, 0));
        Assert.AreEqual(Outcome.DigestStateMalformed, pump.Resume(Describe(content), state, 0, -1, 0));
        Assert.AreEqual(Outcome.DigestStateMalformed, pump.Resume(Describe(content), state, 0, 0, 701));
        Assert.AreEqual(Outcome.DigestStateMalformed, pump.Resume(Describe(content), state, 0, 512, 256), "the sink would take bytes that are not digested");
    }

    [TestMethod]
    public void No_byte_is_allocated_for_a_further_chunk()
    {
        byte[] content = Content(256 * 1000);
        Source source = new(content, 256);
        CountingSink sink = new();
        LayerPump pump = new(new Workspace(256), new Sha256());
        pump.Begin(Describe(content));
        for (int i = 0; i < 10; i++)
        {
            pump.Fill(source);
            pump.Flush(sink);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        while (!pump.IsDrained)
        {
            pump.Fill(source);
            pump.Flush(sink);
        }

        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.AreEqual(content.Length, sink.TotalCount);
    }

    private static Outcome Drive(LayerPump pump, IByteSource source, ILayerSink sink)
    {
        while (!pump.IsDrained)
        {
            Outcome outcome = pump.IsFull ? pump.Flush(sink) : pump.Fill(source);
            if (outcome != Outcome.Ok)
            {
                return outcome;
            }
        }

        return pump.Finish(source);
    }

    private static byte[] Content(int sizeBytes)
    {
        byte[] content = new byte[sizeBytes];
        new Random(sizeBytes).NextBytes(content);
        return content;
    }

    private static Descriptor Describe(byte[] content) => new(MediaTypes.FirmwareImage, SHA256.HashData(content), content.Length);

    private sealed class Source(byte[] content, int readBytes) : IByteSource
    {
        private int _position;

        public Outcome Read(byte[] buffer, int offset, int count, out int read)
        {
            read = Math.Min(Math.Min(count, readBytes), content.Length - _position);
            Array.Copy(content, _position, buffer, offset, read);
            _position += read;
            return Outcome.Ok;
        }

        public void Dispose()
        {
        }
    }

    private sealed class Sink : ILayerSink
    {
        public List<byte> Bytes { get; } = [];

        public List<int> Counts { get; } = [];

        public int FailsAfterCount { get; init; } = int.MaxValue;

        public Outcome Append(byte[] buffer, int offset, int count)
        {
            if (Counts.Count >= FailsAfterCount)
            {
                return Outcome.FlashFailed;
            }

            Bytes.AddRange(buffer[offset..(offset + count)]);
            Counts.Add(count);
            return Outcome.Ok;
        }
    }

    private sealed class BusySink : ILayerSink
    {
        private bool _isBusy;

        public int BusyCount { get; private set; }

        public Outcome Append(byte[] buffer, int offset, int count)
        {
            _isBusy = !_isBusy;
            BusyCount += _isBusy ? 1 : 0;
            return _isBusy ? Outcome.SlotBusy : Outcome.Ok;
        }
    }

    private sealed class CountingSink : ILayerSink
    {
        public int TotalCount { get; private set; }

        public Outcome Append(byte[] buffer, int offset, int count)
        {
            TotalCount += count;
            return Outcome.Ok;
        }
    }
}
