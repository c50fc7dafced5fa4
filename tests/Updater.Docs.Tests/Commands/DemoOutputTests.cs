using System.Text;
using System.Text.RegularExpressions;
using Updater.Cli;
using Updater.Docs.Tests.Text;

namespace Updater.Docs.Tests.Commands;

/// <summary>What the pages show of the demo is what the demo says, numbers aside.</summary>
[TestClass]
[DoNotParallelize]
public sealed partial class DemoOutputTests
{
    private const string CommandLine = "$ dotnet run --project host/Updater.Cli -- demo";

    [TestMethod]
    public async Task Shown_output_of_the_demo_is_its_output()
    {
        using CancellationTokenSource timeout = new(TimeSpan.FromSeconds(120));
        StringBuilder said = new();
        using StringWriter output = new(said) { NewLine = "\n" };

        int exitCode = await CliApplication.RunAsync(["demo"], output, output, timeout.Token);

        Assert.AreEqual(0, exitCode, said.ToString());
        string text = $"{CommandLine}\n{said}";
        GeneratedPart.CheckFile("docs/demo-output.txt", text, Reduce);
        GeneratedPart.CheckFile("docs/pictures/demo.svg", TerminalPicture.Draw(text), Reduce);
    }

    // Ports, keys, sizes and times differ from run to run; so does the width of the columns that hold them.
    private static string Reduce(string text)
    {
        string reduced = BoardPattern().Replace(KeyPattern().Replace(text, "KEY"), "board NAME");
        reduced = NumberPattern().Replace(reduced, "0");
        return SpacePattern().Replace(reduced, " ").ReplaceLineEndings("\n");
    }

    [GeneratedRegex("[0-9a-f]{16}(?=…)")]
    private static partial Regex KeyPattern();

    [GeneratedRegex("for board [a-z0-9-]+")]
    private static partial Regex BoardPattern();

    [GeneratedRegex("[0-9]+([,.][0-9]+)*")]
    private static partial Regex NumberPattern();

    [GeneratedRegex(" +")]
    private static partial Regex SpacePattern();
}
