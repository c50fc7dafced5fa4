using System;
using Updater.Core.Platform;

namespace Updater.Core.Manifests;

/// <content>Strings: escapes, UTF-8, and what is made of them.</content>
public sealed partial class JsonReader
{
    /// <summary>Whether the current text is this one. Allocates nothing.</summary>
    /// <param name="ascii">ASCII characters only.</param>
    public bool TextIs(string ascii)
    {
        int i = _textCount;
        if (i != ascii.Length)
        {
            return false;
        }

        // From the end: the names compared share prefixes.
        byte[] text = _text;
        while (--i >= 0)
        {
            if (text[i] != ascii[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The current name or string.</summary>
    /// <param name="text">The text, or null.</param>
    /// <returns>
    /// <see cref="Outcome.Ok"/>; <see cref="Outcome.ManifestMalformed"/> if this is no string; <see cref="Outcome.JsonMalformed"/> if it holds U+0000, which
    /// would end the string early on a device.
    /// </returns>
    public Outcome GetText(out string text)
    {
        text = null;
        if (_token != JsonToken.String && _token != JsonToken.Name)
        {
            return _failure != Outcome.Ok ? _failure : Outcome.ManifestMalformed;
        }

        byte[] bytes = _text;
        int bytesCount = _textCount;
        char[] chars = new char[bytesCount];
        int count = 0;
        for (int i = 0; i < bytesCount;)
        {
            // The bytes were checked when they were read; only their shape counts here.
            int code = bytes[i++];
            if (code == 0)
            {
                return Outcome.JsonMalformed;
            }

            if (code >= 0x80)
            {
                int more = code >= 0xF0 ? 3 : code >= 0xE0 ? 2 : 1;
                code &= 0x3F >> more;
                while (--more >= 0)
                {
                    code = code << 6 | (bytes[i++] & 0x3F);
                }

                if (code >= 0x10000)
                {
                    code -= 0x10000;
                    chars[count++] = (char)(0xD800 | code >> 10);
                    code = 0xDC00 | (code & 0x3FF);
                }
            }

            chars[count++] = (char)code;
        }

        text = new string(chars, 0, count);
        return Outcome.Ok;
    }

    /// <summary>The current number as a size.</summary>
    /// <param name="value">0 to 2^31 - 1.</param>
    /// <returns><see cref="Outcome.Ok"/>, or <see cref="Outcome.ManifestMalformed"/> for anything but plain digits in that range.</returns>
    public Outcome GetInt32(out int value)
    {
        value = 0;
        int count = _textCount;

        // Ten digits fit in a long; the grammar was checked, so leading zeros cannot occur.
        if (_token != JsonToken.Number || count > 10)
        {
            return _failure != Outcome.Ok ? _failure : Outcome.ManifestMalformed;
        }

        long number = 0;
        for (int i = 0; i < count; i++)
        {
            int digit = _text[i] - '0';
            if (digit < 0 || digit > 9)
            {
                return Outcome.ManifestMalformed;
            }

            number = number * 10 + digit;
        }

        if (number > int.MaxValue)
        {
            return Outcome.ManifestMalformed;
        }

        value = (int)number;
        return Outcome.Ok;
    }

    /// <summary>Reads from the opening quote to behind the closing one. Runs of plain ASCII are looked at in locals and copied as a block.</summary>
    private Outcome ReadString(bool keeps)
    {
        byte[] input = _input;
        int position = _position + 1;
        int end = _end;
        int count = 0;
        while (true)
        {
            int start = position;
            int now = 0;
            while (position < end)
            {
                // As a signed byte both control characters and UTF-8 sequences are below the blank.
                now = input[position];
                if ((sbyte)now < ' ' || now == '"' || now == '\\')
                {
                    break;
                }

                position++;
            }

            int run = position - start;
            if (keeps && run > 0)
            {
                if (run > _text.Length - count)
                {
                    return Fail(Outcome.JsonStringTooLong);
                }

                Array.Copy(input, start, _text, count, run);
                count += run;
            }

            _position = position + 1;
            _textCount = count;
            if (position == end)
            {
                if (!Fill())
                {
                    return Fail(Outcome.JsonMalformed);
                }
            }
            else if (now == '"')
            {
                return Outcome.Ok;
            }
            else
            {
                Outcome outcome = now == '\\' ? ReadEscape(keeps) : ReadSequence(now, keeps);
                if (outcome != Outcome.Ok)
                {
                    return outcome;
                }
            }

            position = _position;
            end = _end;
            count = _textCount;
        }
    }

    private Outcome ReadEscape(bool keeps)
    {
        int code = Peek();
        _position++;
        switch (code)
        {
            case '"':
            case '\\':
            case '/':
                break;
            case 'b':
                code = '\b';
                break;
            case 'f':
                code = '\f';
                break;
            case 'n':
                code = '\n';
                break;
            case 'r':
                code = '\r';
                break;
            case 't':
                code = '\t';
                break;
            case 'u':
                return ReadUnicodeEscape(keeps);
            default:
                return Fail(Outcome.JsonMalformed);
        }

        return AppendText(code, keeps);
    }

    private Outcome ReadUnicodeEscape(bool keeps)
    {
        int code = ReadHex();
        if (code >= 0xD800 && code <= 0xDFFF)
        {
            // RFC 8259 section 7: beyond the basic plane as a pair. Half of one is no character (section 8.2).
            if (code >= 0xDC00 || Peek() != '\\')
            {
                return Fail(Outcome.JsonBadEncoding);
            }

            _position++;
            if (Peek() != 'u')
            {
                return Fail(Outcome.JsonBadEncoding);
            }

            _position++;
            int low = ReadHex();
            if (low < 0xDC00 || low > 0xDFFF)
            {
                return Fail(Outcome.JsonBadEncoding);
            }

            code = 0x10000 + ((code & 0x3FF) << 10 | (low & 0x3FF));
        }

        return code < 0 ? _failure : AppendCode(code, keeps);
    }

    private int ReadHex()
    {
        int code = 0;
        for (int i = 0; i < 4; i++)
        {
            int digit = Peek();
            if (digit >= '0' && digit <= '9')
            {
                digit -= '0';
            }
            else
            {
                // Upper and lower case differ in this bit alone; -1 keeps all bits and fits nothing.
                digit = (digit | 0x20) - 'a';
                if (digit < 0 || digit > 5)
                {
                    Fail(Outcome.JsonMalformed);
                    return -1;
                }

                digit += 10;
            }

            _position++;
            code = code << 4 | digit;
        }

        return code;
    }

    /// <summary>A UTF-8 sequence (RFC 3629 section 3): shortest form, no surrogates, at most U+10FFFF.</summary>
    private Outcome ReadSequence(int lead, bool keeps)
    {
        if (lead < ' ')
        {
            return Fail(Outcome.JsonMalformed);
        }

        if (lead < 0xC0 || lead >= 0xF8)
        {
            return Fail(Outcome.JsonBadEncoding);
        }

        int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
        int least = lead >= 0xF0 ? 0x10000 : lead >= 0xE0 ? 0x800 : 0x80;
        int code = lead & 0x3F >> more;
        while (--more >= 0)
        {
            int next = Peek();
            if ((next & 0xC0) != 0x80)
            {
                return Fail(Outcome.JsonBadEncoding);
            }

            _position++;
            code = code << 6 | (next & 0x3F);
        }

        return code < least || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF) ? Fail(Outcome.JsonBadEncoding) : AppendCode(code, keeps);
    }

    private Outcome AppendCode(int code, bool keeps)
    {
        if (code < 0x80)
        {
            return AppendText(code, keeps);
        }

        int more = code >= 0x10000 ? 3 : code >= 0x800 ? 2 : 1;
        Outcome outcome = AppendText((0xFF00 >> more + 1 & 0xFF) | code >> 6 * more, keeps);
        while (outcome == Outcome.Ok && --more >= 0)
        {
            outcome = AppendText(0x80 | (code >> 6 * more & 0x3F), keeps);
        }

        return outcome;
    }

    private Outcome AppendText(int value, bool keeps)
    {
        if (keeps)
        {
            int count = _textCount;
            if (count == _text.Length)
            {
                return Fail(Outcome.JsonStringTooLong);
            }

            _text[count] = (byte)value;
            _textCount = count + 1;
        }

        return Outcome.Ok;
    }
}
