using System.Text.RegularExpressions;
using Updater.Vectors;

namespace Updater.Docs.Tests.Text;

/// <summary>A page of the documents: README.md or a file of docs/.</summary>
internal sealed partial class Page
{
    private Page(string path)
    {
        Path = path;
        Name = System.IO.Path.GetRelativePath(Root, path).Replace('\\', '/');
        Text = File.ReadAllText(path);
    }

    /// <summary>The checkout.</summary>
    public static string Root { get; } = Checkout.Root ?? throw new InvalidOperationException("expected Updater.sln at or above the tests, found none; run them from a checkout");

    /// <summary>Every page.</summary>
    public static IReadOnlyList<Page> All { get; } =
        [new(System.IO.Path.Combine(Root, "README.md")), .. Directory.GetFiles(System.IO.Path.Combine(Root, "docs"), "*.md").Order(StringComparer.Ordinal).Select(path => new Page(path))];

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Its path in the checkout.</summary>
    public string Name { get; }

    /// <summary>What it says.</summary>
    public string Text { get; }

    /// <summary>What it says outside fenced blocks.</summary>
    public string Prose => FencePattern().Replace(Text, "");

    /// <summary>Anchors of its headings, as they are made for links.</summary>
    public IEnumerable<string> Anchors => HeadingPattern().Matches(Prose)
        .Select(match => NoAnchorPattern().Replace(match.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    /// <summary>One page.</summary>
    /// <param name="name">Its path in the checkout.</param>
    public static Page Of(string name) => new(System.IO.Path.Combine(Root, name));

    /// <summary>Contents of its fenced blocks in a language.</summary>
    public IReadOnlyList<string> Blocks(string language) =>
        [.. FencePattern().Matches(Text).Where(match => match.Groups[1].Value == language).Select(match => match.Groups[2].Value)];

    /// <summary>Cells of the table below a heading, without its head.</summary>
    /// <param name="heading">The heading's text.</param>
    public IReadOnlyList<string[]> Table(string heading)
    {
        string[] lines = Text[Text.IndexOf($"# {heading}\n", StringComparison.Ordinal)..].Split('\n');
        string[] rows = [.. lines.Skip(1).SkipWhile(line => !line.StartsWith('|')).TakeWhile(line => line.StartsWith('|'))];
        return [.. rows.Skip(2).Select(row => row.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray())];
    }

    [GeneratedRegex(@"^```(\w*)\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex FencePattern();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex HeadingPattern();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoAnchorPattern();
}
