namespace Updater.Docs.Tests.Text;

/// <summary>
/// A part of a page that is made from the code. It lies between two comments, <c>generated NAME</c> and <c>end NAME</c>. A test compares it with what the code
/// says; with the environment variable UPDATER_WRITE_DOCS=1 it writes the part instead.
/// </summary>
internal static class GeneratedPart
{
    private static readonly Lock s_writing = new();

    /// <summary>Whether to write rather than compare.</summary>
    public static bool IsWriting => Environment.GetEnvironmentVariable("UPDATER_WRITE_DOCS") == "1";

    /// <summary>Compares or writes a part of a page.</summary>
    public static void Check(string page, string name, string content)
    {
        string path = Path.Combine(Page.Root, page);
        lock (s_writing)
        {
            string text = File.ReadAllText(path);
            string begin = $"<!-- generated {name} -->\n";
            string end = $"<!-- end {name} -->";
            int start = text.IndexOf(begin, StringComparison.Ordinal);
            int stop = text.IndexOf(end, StringComparison.Ordinal);
            Assert.IsTrue(start >= 0 && stop > start, $"{page}: expected the comments \"{begin.Trim()}\" and \"{end}\"; add them");
            start += begin.Length;
            if (IsWriting)
            {
                File.WriteAllText(path, text[..start] + content + text[stop..]);
            }
            else
            {
                AssertEqual($"{page}, {name}", content, text[start..stop]);
            }
        }
    }

    /// <summary>Compares or writes a whole file.</summary>
    /// <param name="file">Its path in the checkout.</param>
    /// <param name="content">What the code says.</param>
    /// <param name="reduce">Takes away what differs from run to run.</param>
    public static void CheckFile(string file, string content, Func<string, string> reduce)
    {
        string path = Path.Combine(Page.Root, file);
        if (IsWriting)
        {
            File.WriteAllText(path, content);
        }
        else
        {
            AssertEqual(file, reduce(content), reduce(File.ReadAllText(path)));
        }
    }

    // The first line that differs says more than two whole tables.
    private static void AssertEqual(string where, string expected, string found)
    {
        string[] wanted = expected.Split('\n');
        string[] read = found.ReplaceLineEndings("\n").Split('\n');
        for (int i = 0; i < Math.Max(wanted.Length, read.Length); i++)
        {
            string wantedLine = i < wanted.Length ? wanted[i] : "(the end)";
            string readLine = i < read.Length ? read[i] : "(the end)";
            if (wantedLine != readLine)
            {
                Assert.Fail($"{where}: the page and the code differ.\n  expected: {wantedLine}\n  found:    {readLine}\n  next:     UPDATER_WRITE_DOCS=1 dotnet test tests/Updater.Docs.Tests");
            }
        }
    }
}
