using Updater.Core.Manifests;
using Updater.Core.Platform;
using Updater.Vectors;

namespace Updater.Core.Tests.Manifests;

/// <summary>The table of valid and invalid documents under tests/vectors/json.</summary>
[TestClass]
public sealed class JsonDocumentsTests
{
    private const int BytesMax = 4096;

    private readonly JsonReader _reader = new(new Workspace(Limits.ChunkBytes));

    private static IEnumerable<(string Name, Outcome Expected, byte[] Document)> Table()
    {
        foreach (string line in File.ReadLines(Path.Combine(Checkout.Root!, "tests", "vectors", "json", "documents.tsv")))
        {
            string[] columns = line.Split('\t');
            yield return (columns[0], Enum.Parse<Outcome>(columns[1]), Decode(columns[2]));
        }
    }

    private static byte[] Decode(string text)
    {
        List<byte> bytes = [];
        for (int i = 0; i < text.Length; i++)
        {
            bytes.Add(text[i] == '%' ? Convert.FromHexString(text.AsSpan(i + 1, 2))[0] : (byte)text[i]);
            i += text[i] == '%' ? 2 : 0;
        }

        return bytes.ToArray();
    }

    [TestMethod]
    public void Every_document_is_decided_as_listed()
    {
        int count = 0;
        foreach ((string name, Outcome expected, byte[] document) in Table())
        {
            JsonTrace.Of(_reader, new CutSource(document, BytesMax), BytesMax, out Outcome outcome);
            Assert.AreEqual(expected, outcome, name);
            Assert.AreEqual(name[0] == 'y', outcome == Outcome.Ok, name);
            Assert.AreEqual(outcome, outcome == Outcome.Ok ? _reader.Read() : _reader.Skip(), $"{name}: the verdict must stay");
            count++;
        }

        Assert.IsTrue(count > 200, $"{count} documents");
    }

    [TestMethod]
    public void Every_verdict_and_every_token_agree_with_System_Text_Json()
    {
        foreach ((string name, Outcome expected, byte[] document) in Table())
        {
            string trace = JsonTrace.Of(_reader, new CutSource(document, BytesMax), BytesMax, out _);
            Assert.AreEqual(JsonTrace.OfPlatform(document), expected == Outcome.Ok ? trace : null, name);
        }
    }

    [TestMethod]
    public void Every_cut_into_blocks_gives_the_same_tokens_and_verdict()
    {
        foreach ((string name, _, byte[] document) in Table())
        {
            string whole = JsonTrace.Of(_reader, new CutSource(document, BytesMax), BytesMax, out _);
            for (int blockBytes = 1; blockBytes <= 7; blockBytes++)
            {
                Assert.AreEqual(whole, JsonTrace.Of(_reader, new CutSource(document, blockBytes), BytesMax, out _), $"{name} in blocks of {blockBytes}");
            }
        }
    }

    [TestMethod]
    public void Every_document_skipped_as_a_whole_gets_the_same_verdict()
    {
        foreach ((string name, Outcome expected, byte[] document) in Table())
        {
            _reader.Reset(new CutSource(document, 3), BytesMax);
            Outcome outcome = _reader.Read();
            outcome = outcome == Outcome.Ok ? _reader.Skip() : outcome;
            Assert.AreEqual(expected, outcome == Outcome.Ok ? _reader.ReadAs(JsonToken.End) : outcome, name);
        }
    }

    [TestMethod]
    public void Every_start_of_a_document_is_refused_unless_it_is_one_itself()
    {
        foreach ((string name, Outcome expected, byte[] document) in Table())
        {
            for (int count = 0; expected == Outcome.Ok && count < document.Length; count++)
            {
                byte[] start = document.AsSpan(0, count).ToArray();
                JsonTrace.Of(_reader, new CutSource(start, BytesMax), BytesMax, out Outcome outcome);
                Assert.AreEqual(JsonTrace.OfPlatform(start) != null, outcome == Outcome.Ok, $"{name}, {count} bytes");
            }
        }
    }
}
