using Updater.Docs.Tests.Text;

namespace Updater.Docs.Tests.Commands;

/// <summary>Every command in a fenced sh block does what the page says, or is on the list of those that cannot run here.</summary>
[TestClass]
[DoNotParallelize]
public sealed class CommandTests
{
    public static IEnumerable<object[]> Pages => Page.All.Where(page => page.Blocks("sh").Count > 0).Select(page => new object[] { page.Name });

    [TestMethod]
    [DynamicData(nameof(Pages))]
    public async Task Commands_of_a_page_work_in_their_order(string name)
    {
        await using PageSession session = new();
        foreach (ShellCommand command in Page.Of(name).Blocks("sh").SelectMany(ShellCommand.Read))
        {
            string? reason = NotRun.ReasonFor(command);
            if (reason != null)
            {
                Console.WriteLine($"$ {command.Text}\n  not run: {reason}\n");
                continue;
            }

            Assert.IsNotNull(PageSession.ArgumentsOf(command), $"{name}: expected a command of updater, or one with a reason in NotRun, found: {command.Text}");
            string? problem = await session.RunAsync(command);
            Assert.IsNull(problem, $"{name}: {problem}");
        }
    }

    [TestMethod]
    public void Pages_show_commands() => Assert.Contains("README.md", Pages.Select(page => (string)page[0]).ToArray());

    [TestMethod]
    public void List_of_commands_that_are_not_run_has_no_spare_entry()
    {
        int[] used = [.. Page.All.SelectMany(page => page.Blocks("sh")).SelectMany(ShellCommand.Read).Select(NotRun.IndexOf).Where(index => index >= 0).Distinct()];
        CollectionAssert.AreEquivalent(Enumerable.Range(0, NotRun.Count).ToArray(), used);
    }

    [TestMethod]
    public void Test_commands_name_projects_and_tests_that_exist()
    {
        string[] sources = [.. Directory.GetFiles(Path.Combine(Page.Root, "tests"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText)];
        List<string> missing = [];
        foreach (ShellCommand command in Page.All.SelectMany(page => page.Blocks("sh")).SelectMany(ShellCommand.Read))
        {
            string[] words = [.. command.Words.SkipWhile(word => word.StartsWith("UPDATER_", StringComparison.Ordinal))];
            if (words is ["dotnet", "test", string project, ..])
            {
                string path = Path.Combine(Page.Root, project);
                int filter = Array.IndexOf(words, "--filter");
                string wanted = filter < 0 ? "" : words[filter + 1].Replace("Name~", "", StringComparison.Ordinal);
                bool exists = File.Exists(path) || Directory.Exists(path);
                if (!exists || !sources.Any(source => source.Contains(wanted, StringComparison.Ordinal)))
                {
                    missing.Add(command.Text);
                }
            }
        }

        Assert.IsEmpty(missing, string.Join('\n', missing));
    }

    [TestMethod]
    public void Readme_names_both_commands_of_a_first_visit()
    {
        string[] commands = [.. Page.Of("README.md").Blocks("sh").SelectMany(ShellCommand.Read).Select(command => command.Text)];
        Assert.Contains("dotnet run --project host/Updater.Cli -- demo", commands);
        Assert.Contains("dotnet test Updater.sln", commands);
    }
}
