using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Updater.Docs.Tests.Commands;

/// <summary>One command of a fenced sh block.</summary>
/// <param name="Text">As it is written.</param>
/// <param name="Words">Split as a shell would.</param>
/// <param name="ExitCode">What it is said to end with: a comment "exit code N" behind it, else 0.</param>
internal sealed partial record ShellCommand(string Text, IReadOnlyList<string> Words, int ExitCode)
{
    /// <summary>Commands of a block; lines that end with a backslash go on.</summary>
    public static IEnumerable<ShellCommand> Read(string block)
    {
        foreach (string line in block.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Match exit = ExitPattern().Match(line);
            int comment = line.IndexOf(" #", StringComparison.Ordinal);
            string text = (line.StartsWith('#') ? "" : comment < 0 ? line : line[..comment]).Trim();
            if (text.Length > 0)
            {
                yield return new ShellCommand(SpacePattern().Replace(text, " "), Split(text), exit.Success ? int.Parse(exit.Groups[1].Value, CultureInfo.InvariantCulture) : 0);
            }
        }
    }

    private static List<string> Split(string text)
    {
        List<string> words = [];
        StringBuilder word = new();
        char quote = '\0';
        bool isWord = false;
        foreach (char c in text)
        {
            if (quote == '\0' && c is '\'' or '"')
            {
                (quote, isWord) = (c, true);
            }
            else if (c == quote)
            {
                quote = '\0';
            }
            else if (quote == '\0' && c == ' ')
            {
                Take();
            }
            else
            {
                word.Append(c);
                isWord = true;
            }
        }

        Take();
        return quote == '\0' ? words : throw new FormatException($"expected a closing quote, found none: {text}");

        void Take()
        {
            if (isWord)
            {
                words.Add(word.ToString());
                word.Clear();
                isWord = false;
            }
        }
    }

    [GeneratedRegex("# exit code ([0-9]+)")]
    private static partial Regex ExitPattern();

    [GeneratedRegex(" +")]
    private static partial Regex SpacePattern();
}
