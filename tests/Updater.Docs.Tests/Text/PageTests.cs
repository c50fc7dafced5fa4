using System.Text.RegularExpressions;

namespace Updater.Docs.Tests.Text;

/// <summary>Links resolve, files and tests that are named exist, and no page names a machine.</summary>
[TestClass]
public sealed partial class PageTests
{
    private static readonly string[] s_roots = ["firmware/", "host/", "boards/", "tests/", "tools/", "docs/", ".ci/", "README.md", "Updater.sln", "global.json", "Directory."];

    [TestMethod]
    public void Links_lead_somewhere()
    {
        List<string> broken = [];
        foreach (Page page in Page.All)
        {
            foreach (Match link in LinkPattern().Matches(page.Prose))
            {
                string[] target = link.Groups[1].Value.Split('#', 2);
                string file = target[0].Length == 0 ? page.Path : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page.Path)!, target[0]));
                bool leads = File.Exists(file) || Directory.Exists(file);
                if (leads && target.Length == 2)
                {
                    leads = Page.Of(Path.GetRelativePath(Page.Root, file)).Anchors.Contains(target[1]);
                }

                if (!leads)
                {
                    broken.Add($"{page.Name}: {link.Value}");
                }
            }
        }

        Assert.IsEmpty(broken, string.Join('\n', broken));
    }

    [TestMethod]
    public void Files_named_in_the_text_exist()
    {
        List<string> missing = [];
        foreach (Page page in Page.All)
        {
            foreach (Match code in CodePattern().Matches(page.Prose))
            {
                string path = code.Groups[1].Value.TrimEnd('/');
                bool isPath = s_roots.Any(root => code.Groups[1].Value.StartsWith(root, StringComparison.Ordinal)) && !path.Contains('<', StringComparison.Ordinal) && !path.Contains(' ', StringComparison.Ordinal);
                if (isPath && !Exists(path))
                {
                    missing.Add($"{page.Name}: {path}");
                }
            }
        }

        Assert.IsEmpty(missing, string.Join('\n', missing));
    }

    [TestMethod]
    public void Tests_named_in_the_text_exist()
    {
        string[] sources = [.. Directory.GetFiles(Path.Combine(Page.Root, "tests"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText)];
        List<string> missing = [];
        foreach (Page page in Page.All)
        {
            foreach (Match code in TestNamePattern().Matches(page.Prose))
            {
                string name = code.Groups[1].Value;
                if (!sources.Any(source => source.Contains($" {name}(", StringComparison.Ordinal)))
                {
                    missing.Add($"{page.Name}: {name}");
                }
            }
        }

        Assert.IsEmpty(missing, string.Join('\n', missing));
    }

    [TestMethod]
    public void Pages_name_no_machine()
    {
        List<string> found = [];
        foreach (Page page in Page.All)
        {
            found.AddRange(MachinePattern().Matches(page.Text).Select(match => $"{page.Name}: {match.Value}"));
        }

        Assert.IsEmpty(found, string.Join('\n', found));
    }

    private static bool Exists(string path)
    {
        string full = Path.Combine(Page.Root, path);
        if (!path.Contains('*', StringComparison.Ordinal))
        {
            return File.Exists(full) || Directory.Exists(full);
        }

        string folder = Path.GetDirectoryName(full)!;
        return Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder, Path.GetFileName(full)).Any();
    }

    [GeneratedRegex(@"\]\((?!https?:)([^)\s]+)\)")]
    private static partial Regex LinkPattern();

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex CodePattern();

    [GeneratedRegex("`([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+){2,})`")]
    private static partial Regex TestNamePattern();

    [GeneratedRegex(@"(?<![\w.])(?:/(?:home|root|tmp|work|usr|var)/|[A-HJ-Z]:\\)[^\s`]*")]
    private static partial Regex MachinePattern();
}
