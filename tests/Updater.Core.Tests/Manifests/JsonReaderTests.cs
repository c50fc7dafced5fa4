using System.Text;
using Updater.Core.Content;
using Updater.Core.Manifests;
using Updater.Core.Platform;

namespace Updater.Core.Tests.Manifests;

[TestClass]
public sealed class JsonReaderTests
{
    private const int BytesMax = 65536;

    private readonly JsonReader _reader = new(new Workspace(Limits.ChunkBytes));

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private Outcome ReadAll(string document, int bytesMax = BytesMax)
    {
        string trace = JsonTrace.Of(_reader, new CutSource(Utf8(document), 256), bytesMax, out Outcome outcome);
        Assert.AreEqual(trace, JsonTrace.Of(_reader, new CutSource(Utf8(document), 1), bytesMax, out _), "one byte at a time");
        return outcome;
    }

    private void Start(string document)
    {
        _reader.Reset(new CutSource(Utf8(document), 5), BytesMax);
        Assert.AreEqual(JsonToken.None, _reader.Token);
    }

    private void AssertNext(JsonToken token, string? text = null)
    {
        Assert.AreEqual(Outcome.Ok, _reader.Read());
        Assert.AreEqual(token, _reader.Token);
        if (text != null)
        {
            Assert.AreEqual(Outcome.Ok, _reader.GetText(out string found));
            Assert.AreEqual(text, found);
        }
    }

    [TestMethod]
    public void Depth_is_limited_exactly()
    {
        int max = Limits.JsonDepthMax;
        Assert.AreEqual(Outcome.Ok, ReadAll(new string('[', max) + new string(']', max)));
        Assert.AreEqual(Outcome.JsonTooDeep, ReadAll(new string('[', max + 1) + new string(']', max + 1)));
        Assert.AreEqual(Outcome.JsonTooDeep, ReadAll(new string('[', 30000)));
        string objects = string.Concat(Enumerable.Repeat("{\"a\":", max));
        Assert.AreEqual(Outcome.Ok, ReadAll(objects + "1" + new string('}', max)));
        Assert.AreEqual(Outcome.JsonTooDeep, ReadAll(objects + "[]" + new string('}', max)));
    }

    [TestMethod]
    public void String_length_is_limited_exactly_in_every_form()
    {
        int max = Limits.JsonStringBytesMax;
        string most = new('a', max);
        string[] forms = [most, most[1..] + "\\n", "\\n" + most[1..], most[2..] + "é", most[3..] + "\\u20ac", most[4..] + "😀", "\\ud83d\\ude00" + most[4..]];
        foreach (string form in forms)
        {
            Assert.AreEqual(Outcome.Ok, ReadAll($"[\"{form}\"]"), form);
            Assert.AreEqual(Outcome.Ok, ReadAll($"{{\"{form}\":1}}"), form);
            Assert.AreEqual(Outcome.JsonStringTooLong, ReadAll($"[\"{form}b\"]"), form);
            Assert.AreEqual(Outcome.JsonStringTooLong, ReadAll($"[\"b{form}\"]"), form);
            Assert.AreEqual(Outcome.JsonStringTooLong, ReadAll($"{{\"{form}b\":1}}"), form);
        }
    }

    [TestMethod]
    public void Number_length_is_limited_exactly()
    {
        string most = new('1', Limits.JsonStringBytesMax);
        Assert.AreEqual(Outcome.Ok, ReadAll($"[{most}]"));
        Assert.AreEqual(Outcome.Ok, ReadAll($"[{most[..^3]}e+1]"));
        Assert.AreEqual(Outcome.JsonStringTooLong, ReadAll($"[{most}1]"));
        Assert.AreEqual(Outcome.JsonStringTooLong, ReadAll($"[{most[..^2]}e+1]"));
    }

    [TestMethod]
    public void Skipped_values_may_be_longer_but_keys_never()
    {
        string text = new('a', Limits.JsonStringBytesMax + 1);
        string number = new('1', Limits.JsonStringBytesMax + 1);
        Start($"{{\"a\":\"{text}\\n😀\",\"b\":[{number},{{\"c\":\"{text}\"}}],\"d\":\"e\"}}");
        AssertNext(JsonToken.ObjectStart);
        AssertNext(JsonToken.Name, "a");
        Assert.AreEqual(Outcome.Ok, _reader.Skip());
        Assert.AreEqual(0, _reader.TextCount);
        AssertNext(JsonToken.Name, "b");
        Assert.AreEqual(Outcome.Ok, _reader.Skip());
        AssertNext(JsonToken.Name, "d");
        AssertNext(JsonToken.String, "e");
        AssertNext(JsonToken.ObjectEnd);
        AssertNext(JsonToken.End);

        Start($"{{\"a\":{{\"{text}\":1}}}}");
        AssertNext(JsonToken.ObjectStart);
        AssertNext(JsonToken.Name, "a");
        Assert.AreEqual(Outcome.JsonStringTooLong, _reader.Skip());
    }

    [TestMethod]
    public void Document_size_is_limited_exactly()
    {
        foreach (string document in new[] { "{}", "[1]", "123", " {\"a\":\"b\"} \n", "\"text\"", "[\"é\"]", "[\"\\ud83d\\ude00\"]" })
        {
            int size = Utf8(document).Length;
            Assert.AreEqual(Outcome.Ok, ReadAll(document, size), document);
            Assert.AreEqual(Outcome.DocumentTooLarge, ReadAll(document, size - 1), document);
            Assert.AreEqual(Outcome.DocumentTooLarge, ReadAll(document, 0), document);
            Assert.AreEqual(Outcome.DocumentTooLarge, ReadAll(document + " ", size), document);
            Assert.AreEqual(Outcome.DocumentTooLarge, ReadAll(document + new string(' ', 1000), size + 999), document);
        }
    }

    [TestMethod]
    public void Endless_documents_end_one_byte_past_the_limit()
    {
        string[] endless = [new(' ', 2000), "\"" + new string('a', 2000), "[" + string.Concat(Enumerable.Repeat("1,", 1000)), new string('1', 2000)];
        foreach (string document in endless)
        {
            CutSource source = new(Utf8(document), 256);
            JsonTrace.Of(_reader, source, 200, out Outcome outcome);
            Assert.AreEqual(Outcome.DocumentTooLarge, outcome, document[..1]);
            Assert.AreEqual(201, source.Delivered, document[..1]);
            int calls = source.Calls;
            Assert.AreEqual(Outcome.DocumentTooLarge, _reader.Read());
            Assert.AreEqual(Outcome.DocumentTooLarge, _reader.Skip());
            Assert.AreEqual(JsonToken.None, _reader.Token);
            Assert.AreEqual(calls, source.Calls, "a failed reader leaves its source alone");
        }
    }

    [TestMethod]
    public void Keys_are_limited_exactly_and_freed_with_their_object()
    {
        int count = Limits.JsonKeysMax;
        string keys = string.Join(",", Enumerable.Range(0, count).Select(i => $"\"{i:D6}\":1"));
        string last = $"{count - 1:D6}";
        Assert.AreEqual(Outcome.Ok, ReadAll("{" + keys + "}"));
        Assert.AreEqual(Outcome.TooManyEntries, ReadAll("{" + keys + ",\"\":1}"));
        Assert.AreEqual(Outcome.Ok, ReadAll("[{" + keys + "},{" + keys + "}]"));
        Assert.AreEqual(Outcome.TooManyEntries, ReadAll("{\"a\":{" + keys + "}}"));
        Assert.AreEqual(Outcome.Ok, ReadAll("{\"abcdef\":{" + keys["\"000000\":1,".Length..] + "}}"));
        Assert.AreEqual(Outcome.JsonDuplicateKey, ReadAll("{" + keys + ",\"" + last + "\":1}"), "a full table still tells duplicates");
    }

    [TestMethod]
    public void Failure_of_the_source_passes_through_at_every_offset_and_stays()
    {
        byte[] document = Utf8("{\"a\":[1,2.5e3,\"x\\u00e9\\ud83d\\ude00é😀\",true,false,null],\"b\":{\"c\":\"d\"}} ");
        for (int offset = 0; offset <= document.Length; offset++)
        {
            foreach (int blockBytes in new[] { 1, 256 })
            {
                CutSource source = new(document, blockBytes, offset, Outcome.BodyTruncated);
                JsonTrace.Of(_reader, source, BytesMax, out Outcome outcome);
                Assert.AreEqual(Outcome.BodyTruncated, outcome, $"after {offset} bytes");
                int calls = source.Calls;
                Assert.AreEqual(Outcome.BodyTruncated, _reader.Read());
                Assert.AreEqual(Outcome.BodyTruncated, _reader.Skip());
                Assert.AreEqual(Outcome.BodyTruncated, _reader.GetInt32(out _));
                Assert.AreEqual(Outcome.BodyTruncated, _reader.GetText(out _));
                Assert.AreEqual(calls, source.Calls);
            }
        }
    }

    [TestMethod]
    public void Reading_allocates_nothing()
    {
        byte[] document = Utf8("{\"schemaVersion\":2,\"a\":[1,2.5e3,\"x\\u00e9\\ud83d\\ude00é😀\",true,false,null],\"b\":{\"c\":\"d\"},\"e\":{\"f\":[[],{}]}}");
        BufferSource source = new();
        Assert.IsTrue(ReadToEnd(source, document) > 15, "warm up");
        long before = GC.GetAllocatedBytesForCurrentThread();
        int count = ReadToEnd(source, document);
        long after = GC.GetAllocatedBytesForCurrentThread();
        Assert.AreEqual(0L, after - before);
        Assert.IsTrue(count > 15);
    }

    private int ReadToEnd(BufferSource source, byte[] document)
    {
        source.Reset(document, 0, document.Length);
        _reader.Reset(source, document.Length);
        int count = 0;
        int matches = 0;
        while (_reader.Read() == Outcome.Ok && _reader.Token != JsonToken.End)
        {
            count++;
            matches += _reader.TextIs("schemaVersion") ? 1 : 0;
            if (_reader.TextIs("e"))
            {
                _reader.Skip();
            }
            else if (_reader.Token == JsonToken.Number)
            {
                _reader.GetInt32(out _);
            }
        }

        return _reader.Token == JsonToken.End && matches == 1 ? count : 0;
    }

    [TestMethod]
    public void Text_is_unescaped_and_decoded()
    {
        Start("[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\ud83d\\ude00é€😀\\u00e9\\u20AC\"]");
        AssertNext(JsonToken.ArrayStart);
        AssertNext(JsonToken.String, "\"\\/\b\f\n\r\tA😀é€😀é€");
        Assert.IsFalse(_reader.TextIs("x"));
    }

    [TestMethod]
    public void Nul_is_refused_as_text_but_may_be_skipped()
    {
        Start("[\"a\\u0000b\",\"c\"]");
        AssertNext(JsonToken.ArrayStart);
        AssertNext(JsonToken.String);
        Assert.AreEqual(Outcome.JsonMalformed, _reader.GetText(out string text));
        Assert.IsNull(text);
        Assert.IsFalse(_reader.TextIs("a"));
        AssertNext(JsonToken.String, "c");
    }

    [TestMethod]
    public void Text_of_other_tokens_is_no_text()
    {
        Start("[1,true,null,{}]");
        for (int i = 0; i < 7; i++)
        {
            Assert.AreEqual(Outcome.ManifestMalformed, _reader.ReadText(out string text), $"token {i}");
            Assert.IsNull(text);
        }
    }

    [TestMethod]
    [DataRow("0", 0)]
    [DataRow("7", 7)]
    [DataRow("2147483647", int.MaxValue)]
    public void Sizes_are_read(string text, int expected)
    {
        Start(text);
        Assert.AreEqual(Outcome.Ok, _reader.ReadInt32(out int value));
        Assert.AreEqual(expected, value);
    }

    [TestMethod]
    [DataRow("2147483648")]
    [DataRow("9999999999")]
    [DataRow("4294967297")]
    [DataRow("18446744073709551617")]
    [DataRow("-1")]
    [DataRow("-0")]
    [DataRow("1.0")]
    [DataRow("1e3")]
    [DataRow("\"1\"")]
    [DataRow("true")]
    [DataRow("[]")]
    public void What_is_no_size_is_refused(string text)
    {
        Start(text);
        Assert.AreEqual(Outcome.ManifestMalformed, _reader.ReadInt32(out int value));
        Assert.AreEqual(0, value);
    }

    [TestMethod]
    public void Skip_leaves_off_behind_the_value()
    {
        string[] values = ["1", "\"s\"", "true", "null", "{}", "[]", "[[1,[2]],{\"x\":{\"y\":[]}}]", "{\"x\":[{}],\"y\":{}}"];
        foreach (string value in values)
        {
            Start($"[{{\"a\":{value},\"b\":2}},{value},3]");
            AssertNext(JsonToken.ArrayStart);
            AssertNext(JsonToken.ObjectStart);
            AssertNext(JsonToken.Name, "a");
            Assert.AreEqual(Outcome.Ok, _reader.Skip());
            AssertNext(JsonToken.Name, "b");
            AssertNext(JsonToken.Number);
            AssertNext(JsonToken.ObjectEnd);
            Assert.AreEqual(Outcome.Ok, _reader.Skip(), "nothing to skip at an end");
            Assert.AreEqual(Outcome.Ok, _reader.Read());
            Assert.AreEqual(Outcome.Ok, _reader.Skip());
            AssertNext(JsonToken.Number);
            Assert.IsTrue(_reader.TextIs("3"), value);
            AssertNext(JsonToken.ArrayEnd);
            AssertNext(JsonToken.End);
            AssertNext(JsonToken.End);
        }
    }

    [TestMethod]
    [DataRow("[{\"a\":1,\"a\":1}]", Outcome.JsonDuplicateKey)]
    [DataRow("[01]", Outcome.JsonMalformed)]
    [DataRow("[\"\\ud800\"]", Outcome.JsonBadEncoding)]
    [DataRow("[\"\\q\"]", Outcome.JsonMalformed)]
    [DataRow("[[[[[[[[[[[[[]]]]]]]]]]]]]", Outcome.JsonTooDeep)]
    public void Skipped_parts_are_checked_as_strictly(string value, Outcome expected)
    {
        Start($"{{\"a\":{value}}}");
        AssertNext(JsonToken.ObjectStart);
        AssertNext(JsonToken.Name, "a");
        Assert.AreEqual(expected, _reader.Skip());
        Assert.AreEqual(expected, _reader.Read());
    }

    [TestMethod]
    public void Reader_without_document_refuses()
    {
        Assert.AreEqual(Outcome.JsonMalformed, new JsonReader(new Workspace(Limits.ChunkBytes)).Read());
    }

    [TestMethod]
    public void Reset_forgets_a_failure()
    {
        Assert.AreEqual(Outcome.JsonMalformed, ReadAll("{\"a\":[\"b\",x"));
        Assert.AreEqual(Outcome.Ok, ReadAll("{\"a\":1}"));
    }
}
