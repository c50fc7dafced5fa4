namespace Updater.Registry;

/// <summary>One challenge of a WWW-Authenticate header (RFC 9110 section 11.6.1).</summary>
internal sealed record AuthChallenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    public static AuthChallenge Parse(string scheme, string? parameters)
    {
        Dictionary<string, string> found = new(StringComparer.OrdinalIgnoreCase);
        string text = parameters ?? "";
        int index = 0;
        while (index < text.Length)
        {
            int equals = text.IndexOf('=', index);
            if (equals < 0)
            {
                break;
            }

            string name = text[index..equals].Trim(' ', ',', '\t');
            index = equals + 1;
            found[name] = Value(text, ref index);
        }

        return new AuthChallenge(scheme, found);
    }

    private static string Value(string text, ref int index)
    {
        if (index < text.Length && text[index] == '"')
        {
            System.Text.StringBuilder value = new();
            for (index++; index < text.Length && text[index] != '"'; index++)
            {
                if (text[index] == '\\' && index + 1 < text.Length)
                {
                    index++;
                }

                value.Append(text[index]);
            }

            index++;
            return value.ToString();
        }

        int end = text.IndexOf(',', index);
        end = end < 0 ? text.Length : end;
        string plain = text[index..end].Trim();
        index = end;
        return plain;
    }
}
