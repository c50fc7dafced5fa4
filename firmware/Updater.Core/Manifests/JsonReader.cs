using System;
using Updater.Core.Content;
using Updater.Core.Platform;

namespace Updater.Core.Manifests;

/// <summary>
/// Bounded pull reader for JSON (RFC 8259) over a byte source. Nothing is allocated while reading, nothing recurses, and what it accepts does not
/// depend on how the source cuts its blocks. Stricter than the RFC where parsers differ: no duplicate key (section 4), no byte order mark
/// (section 8.1), well-formed UTF-8 and paired surrogates only (section 8.2).
/// The first failure stays: every later <see cref="Read"/> returns it again.
/// </summary>
public sealed partial class JsonReader
{
    /// <summary>What the grammar allows at the place reached.</summary>
    private enum Expected
    {
        Value,
        ValueOrArrayEnd,
        NameOrObjectEnd,
        Colon,
        CommaOrEnd,
        End,
    }

    private const int KeyHashBytes = 4;
    private const uint HashSeed = 2166136261;
    private const uint HashFactor = 16777619;
    private const short ArrayFrame = -1;

    private readonly byte[] _input;
    private readonly byte[] _text;
    // Keys of the open objects, outermost first, as hashes.
    private readonly byte[] _keys;
    // For each open container: where the keys of the object start, or ArrayFrame.
    private readonly short[] _frames;

    private IByteSource _source;
    private int _bytesLeft;
    private int _position;
    private int _end;
    private int _depth;
    private int _keysCount;
    private int _textCount;
    private bool _isSkipping;
    private Expected _expected;
    private JsonToken _token;
    private Outcome _failure;

    /// <summary>Makes a reader; <see cref="Reset"/> comes first.</summary>
    /// <param name="workspace">Its three JSON buffers belong to the reader from now on.</param>
    public JsonReader(Workspace workspace)
        : this(workspace.JsonInput, workspace.JsonText, workspace.JsonKeys)
    {
    }

    /// <summary>Makes a reader with buffers of other sizes; <see cref="Reset"/> comes first.</summary>
    /// <param name="input">Block in which bytes are taken from the source.</param>
    /// <param name="text">Holds the longest string that can be read.</param>
    /// <param name="keys">Holds four bytes for each key of the objects open at one time.</param>
    public JsonReader(byte[] input, byte[] text, byte[] keys)
    {
        _input = input;
        _text = text;
        _keys = keys;
        _frames = new short[Limits.JsonDepthMax];
        _failure = Outcome.JsonMalformed;
    }

    /// <summary>What was read last.</summary>
    public JsonToken Token => _token;

    /// <summary>The text of the current name, string or number: UTF-8, unescaped. Valid until the next read.</summary>
    public byte[] Text => _text;

    /// <summary>Bytes used in <see cref="Text"/>; 0 for other tokens and in what is skipped.</summary>
    public int TextCount => _textCount;

    /// <summary>Starts over with another document.</summary>
    /// <param name="source">The document. It is not disposed of here.</param>
    /// <param name="bytesMax">Largest size accepted, white space included.</param>
    public void Reset(IByteSource source, int bytesMax)
    {
        Invariant.That(source != null && bytesMax >= 0);
        _source = source;
        _bytesLeft = bytesMax;
        _position = 0;
        _end = 0;
        _depth = 0;
        _keysCount = 0;
        _textCount = 0;
        _isSkipping = false;
        _expected = Expected.Value;
        _token = JsonToken.None;
        _failure = Outcome.Ok;
    }

    /// <summary>Moves to the next token. Behind <see cref="JsonToken.End"/> it stays there.</summary>
    /// <returns>
    /// <see cref="Outcome.Ok"/>, a JSON outcome, <see cref="Outcome.DocumentTooLarge"/>, <see cref="Outcome.TooManyEntries"/> if the open objects have more
    /// keys than <see cref="Limits.JsonKeysMax"/>, or what the source returned.
    /// </returns>
    public Outcome Read()
    {
        if (_failure != Outcome.Ok)
        {
            return _failure;
        }

        if (_token == JsonToken.End)
        {
            return Outcome.Ok;
        }

        _textCount = 0;
        int next = PeekPastWhiteSpace();
        switch (_expected)
        {
            case Expected.Colon:
                return next == ':' ? ReadValue(TakeAndPeekPastWhiteSpace()) : Fail(Outcome.JsonMalformed);
            case Expected.CommaOrEnd:
                return ReadCommaOrEnd(next);
            case Expected.ValueOrArrayEnd:
                return next == ']' ? Close(JsonToken.ArrayEnd) : ReadValue(next);
            case Expected.NameOrObjectEnd:
                return next == '}' ? Close(JsonToken.ObjectEnd) : ReadName(next);
            case Expected.End:
                return ReadEnd(next);
            default:
                return ReadValue(next);
        }
    }

    /// <summary>Moves to the next token, which must be of one kind.</summary>
    /// <param name="token">The kind.</param>
    /// <returns>As <see cref="Read"/>; <see cref="Outcome.ManifestMalformed"/> if it is another token.</returns>
    public Outcome ReadAs(JsonToken token)
    {
        Outcome outcome = Read();
        return outcome == Outcome.Ok && _token != token ? Outcome.ManifestMalformed : outcome;
    }

    /// <summary>Moves to the next token and takes it as <see cref="GetText"/> does.</summary>
    /// <param name="text">The text, or null.</param>
    /// <returns>As <see cref="Read"/> and <see cref="GetText"/>.</returns>
    public Outcome ReadText(out string text)
    {
        text = null;
        Outcome outcome = Read();
        return outcome == Outcome.Ok ? GetText(out text) : outcome;
    }

    /// <summary>Moves to the next token and takes it as <see cref="GetInt32"/> does.</summary>
    /// <param name="value">The number, or 0.</param>
    /// <returns>As <see cref="Read"/> and <see cref="GetInt32"/>.</returns>
    public Outcome ReadInt32(out int value)
    {
        value = 0;
        Outcome outcome = Read();
        return outcome == Outcome.Ok ? GetInt32(out value) : outcome;
    }

    /// <summary>
    /// Skips the value at hand with everything in it: at a name its value, at a start everything up to the end, else nothing. What is skipped is
    /// checked as strictly, but its string values and numbers may be longer than <see cref="Limits.JsonStringBytesMax"/>.
    /// </summary>
    /// <returns>As <see cref="Read"/>.</returns>
    public Outcome Skip()
    {
        _isSkipping = true;
        Outcome outcome = _token == JsonToken.Name ? Read() : _failure;
        if (_token == JsonToken.ObjectStart || _token == JsonToken.ArrayStart)
        {
            int depth = _depth;
            while (outcome == Outcome.Ok && _depth >= depth)
            {
                outcome = Read();
            }
        }

        _isSkipping = false;
        return outcome;
    }

    private Outcome ReadCommaOrEnd(int next)
    {
        bool inArray = _frames[_depth - 1] == ArrayFrame;
        if (next == ',')
        {
            next = TakeAndPeekPastWhiteSpace();
            return inArray ? ReadValue(next) : ReadName(next);
        }

        if (inArray)
        {
            return next == ']' ? Close(JsonToken.ArrayEnd) : Fail(Outcome.JsonMalformed);
        }

        return next == '}' ? Close(JsonToken.ObjectEnd) : Fail(Outcome.JsonMalformed);
    }

    private Outcome ReadEnd(int next)
    {
        if (next >= 0 || _failure != Outcome.Ok)
        {
            return Fail(Outcome.JsonTrailingData);
        }

        _token = JsonToken.End;
        return Outcome.Ok;
    }

    private Outcome ReadValue(int next)
    {
        switch (next)
        {
            case '{':
                return Open(JsonToken.ObjectStart, (short)_keysCount, Expected.NameOrObjectEnd);
            case '[':
                return Open(JsonToken.ArrayStart, ArrayFrame, Expected.ValueOrArrayEnd);
            case '"':
                Outcome outcome = ReadString(!_isSkipping);
                return outcome == Outcome.Ok ? Finish(JsonToken.String) : outcome;
            case 't':
                return ReadLiteral("true", JsonToken.True);
            case 'f':
                return ReadLiteral("false", JsonToken.False);
            case 'n':
                return ReadLiteral("null", JsonToken.Null);
            default:
                return ReadNumber(next);
        }
    }

    private Outcome Open(JsonToken token, short frame, Expected expected)
    {
        if (_depth == Limits.JsonDepthMax)
        {
            return Fail(Outcome.JsonTooDeep);
        }

        _position++;
        _frames[_depth++] = frame;
        _token = token;
        _expected = expected;
        return Outcome.Ok;
    }

    private Outcome Close(JsonToken token)
    {
        _position++;
        int frame = _frames[--_depth];
        if (frame != ArrayFrame)
        {
            _keysCount = frame;
        }

        return Finish(token);
    }

    private Outcome Finish(JsonToken token)
    {
        _token = token;
        _expected = _depth == 0 ? Expected.End : Expected.CommaOrEnd;
        return Outcome.Ok;
    }

    private Outcome ReadName(int next)
    {
        if (next != '"')
        {
            return Fail(Outcome.JsonMalformed);
        }

        Outcome outcome = ReadString(true);
        if (outcome == Outcome.Ok)
        {
            outcome = RememberKey();
        }

        if (outcome == Outcome.Ok)
        {
            _token = JsonToken.Name;
            _expected = Expected.Colon;
        }

        return outcome;
    }

    /// <summary>
    /// Keys are compared unescaped (well-formed UTF-8 has one form for each text, RFC 8259 section 8.3) by their hash (FNV-1a, 32 bits), which needs a quarter
    /// of the memory: equal keys are always found, and two different ones that meet by chance only get their document refused.
    /// </summary>
    private Outcome RememberKey()
    {
        byte[] keys = _keys;
        byte[] text = _text;
        int count = _textCount;
        int end = _keysCount;
        uint hash = HashSeed;
        for (int i = 0; i < count; i++)
        {
            hash = (hash ^ text[i]) * HashFactor;
        }

        for (int at = _frames[_depth - 1]; at < end; at += KeyHashBytes)
        {
            if (PackedBytes.GetInt32(keys, at) == (int)hash)
            {
                return Fail(Outcome.JsonDuplicateKey);
            }
        }

        if (end + KeyHashBytes > keys.Length)
        {
            return Fail(Outcome.TooManyEntries);
        }

        PackedBytes.SetInt32(keys, end, (int)hash);
        _keysCount = end + KeyHashBytes;
        return Outcome.Ok;
    }

    private Outcome ReadLiteral(string literal, JsonToken token)
    {
        for (int i = 0; i < literal.Length; i++)
        {
            if (Peek() != literal[i])
            {
                return Fail(Outcome.JsonMalformed);
            }

            _position++;
        }

        return Finish(token);
    }

    /// <summary>RFC 8259 section 6. The failure of a part sticks, so the end asks once.</summary>
    private Outcome ReadNumber(int next)
    {
        if (next == '-')
        {
            next = Take(next);
        }

        // A digit behind a leading zero belongs to no number: what comes next then refuses it.
        next = next == '0' ? Take(next) : TakeDigits(next);
        if (next == '.')
        {
            next = TakeDigits(Take(next));
        }

        if (next == 'e' || next == 'E')
        {
            next = Take(next);
            TakeDigits(next == '+' || next == '-' ? Take(next) : next);
        }

        return _failure == Outcome.Ok ? Finish(JsonToken.Number) : _failure;
    }

    private int TakeDigits(int next)
    {
        if (next < '0' || next > '9')
        {
            Fail(Outcome.JsonMalformed);
            return -1;
        }

        while (next >= '0' && next <= '9')
        {
            next = Take(next);
        }

        return next;
    }

    private int Take(int next)
    {
        _position++;
        return AppendText(next, !_isSkipping) == Outcome.Ok ? Peek() : -1;
    }

    private int TakeAndPeekPastWhiteSpace()
    {
        _position++;
        return PeekPastWhiteSpace();
    }

    /// <summary>The next byte that is no white space, not taken; -1 if there is none or reading failed.</summary>
    private int PeekPastWhiteSpace()
    {
        byte[] input = _input;
        int position = _position;
        int end = _end;
        while (true)
        {
            while (position < end)
            {
                int next = input[position];
                if (next > ' ' || (next != ' ' && next != '\n' && next != '\r' && next != '\t'))
                {
                    _position = position;
                    return next;
                }

                position++;
            }

            if (!Fill())
            {
                return -1;
            }

            position = 0;
            end = _end;
        }
    }

    /// <summary>The next byte, not taken; -1 if there is none or reading failed.</summary>
    private int Peek()
    {
        return _position < _end || Fill() ? _input[_position] : -1;
    }

    /// <summary>Takes the next block. It asks for no more than is allowed, then for one byte: the refusal comes at the same byte for every cut.</summary>
    private bool Fill()
    {
        int count = _bytesLeft < _input.Length ? _bytesLeft : _input.Length;
        if (count == 0)
        {
            count = 1;
        }

        _position = 0;
        _end = 0;
        Outcome outcome = _source.Read(_input, 0, count, out int read);
        if (outcome != Outcome.Ok)
        {
            Fail(outcome);
            return false;
        }

        Invariant.That(read >= 0 && read <= count);
        if (read > 0 && _bytesLeft == 0)
        {
            Fail(Outcome.DocumentTooLarge);
            return false;
        }

        _bytesLeft -= read;
        _end = read;
        return read > 0;
    }

    private Outcome Fail(Outcome outcome)
    {
        if (_failure == Outcome.Ok)
        {
            _failure = outcome;
        }

        _token = JsonToken.None;
        _textCount = 0;
        return _failure;
    }
}
