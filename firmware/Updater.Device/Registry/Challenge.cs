namespace Updater.Device.Registry;

/// <summary>
/// What a 401 asks for (RFC 9110 section 11.6.1; for Bearer the token specification of CNCF distribution). One header can hold several challenges: the
/// first Bearer one counts, and whether there is a Basic one.
/// </summary>
internal sealed class Challenge
{
    /// <summary>Whether a Bearer token is asked for.</summary>
    internal bool IsBearer;
    /// <summary>Whether Basic is offered.</summary>
    internal bool IsBasic;
    /// <summary>Where the token is to be had, or null.</summary>
    internal string Realm;
    /// <summary>Service the token is for, or null.</summary>
    internal string Service;
    /// <summary>Scope of the token, or null.</summary>
    internal string Scope;

    private readonly string _text;
    private int _position;

    /// <summary>Reads a header.</summary>
    /// <param name="header">WWW-Authenticate, or null. What cannot be read ends the reading; what was read before it counts.</param>
    internal Challenge(string header)
    {
        _text = header ?? string.Empty;
        bool isInBearer = false;
        while (true)
        {
            SkipSeparators();
            string word = ReadToken();
            if (word.Length == 0)
            {
                return;
            }

            SkipSpaces();
            if (At('='))
            {
                _position++;
                SkipSpaces();
                string value = At('"') ? ReadQuoted() : ReadToken();
                if (isInBearer)
                {
                    Keep(word.ToLower(), value);
                }
            }
            else
            {
                string scheme = word.ToLower();
                isInBearer = scheme == "bearer" && !IsBearer;
                IsBearer |= isInBearer;
                IsBasic |= scheme == "basic";
            }
        }
    }

    private void Keep(string name, string value)
    {
        switch (name)
        {
            case "realm":
                Realm = Realm ?? value;
                break;
            case "service":
                Service = Service ?? value;
                break;
            case "scope":
                Scope = Scope ?? value;
                break;
        }
    }

    private bool At(char wanted)
    {
        return _position < _text.Length && _text[_position] == wanted;
    }

    private void SkipSpaces()
    {
        while (At(' ') || At('\t'))
        {
            _position++;
        }
    }

    private void SkipSeparators()
    {
        while (At(' ') || At('\t') || At(','))
        {
            _position++;
        }
    }

    /// <summary>Up to the next character that separates; base64 of a token68 is not among what is understood.</summary>
    private string ReadToken()
    {
        int start = _position;
        while (_position < _text.Length && ",=\" \t".IndexOf(_text[_position]) < 0)
        {
            _position++;
        }

        return _text.Substring(start, _position - start);
    }

    /// <summary>A quoted string (RFC 9110 section 5.6.4), or null if it does not end.</summary>
    private string ReadQuoted()
    {
        char[] value = new char[_text.Length - _position];
        int count = 0;
        _position++;
        while (_position < _text.Length && !At('"'))
        {
            if (At('\\') && _position + 1 < _text.Length)
            {
                _position++;
            }

            value[count] = _text[_position];
            count++;
            _position++;
        }

        if (!At('"'))
        {
            return null;
        }

        _position++;
        return new string(value, 0, count);
    }
}
