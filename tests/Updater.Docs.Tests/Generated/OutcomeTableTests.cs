using Updater.Core.Platform;
using Updater.Docs.Tests.Text;

namespace Updater.Docs.Tests.Generated;

/// <summary>The table of outcomes is made from <see cref="Outcome"/> and <see cref="RecoveryTable"/>.</summary>
[TestClass]
public sealed class OutcomeTableTests
{
    [TestMethod]
    public void Outcomes_are_listed_with_class_recovery_and_meaning()
    {
        MarkdownTable table = new("number", "outcome", "class", "the agent then", "meaning");
        foreach (EnumMember outcome in EnumSource.Members<Outcome>("firmware/Updater.Core/Platform/Outcome.cs"))
        {
            OutcomeClass outcomeClass = (OutcomeClass)(outcome.Number / 100);
            table.Add($"{outcome.Number}", $"`{outcome.Name}`", $"{outcomeClass}", $"`{RecoveryTable.Of((Outcome)outcome.Number)}`", outcome.Meaning);
        }

        GeneratedPart.Check("docs/agent.md", "outcomes", table.ToString());
    }

    [TestMethod]
    public void Recoveries_are_listed_with_their_meaning()
    {
        MarkdownTable table = new("recovery", "what the agent does");
        foreach (EnumMember recovery in EnumSource.Members<Recovery>("firmware/Updater.Core/Platform/Recovery.cs"))
        {
            table.Add($"`{recovery.Name}`", recovery.Meaning);
        }

        GeneratedPart.Check("docs/agent.md", "recoveries", table.ToString());
    }

    [TestMethod]
    public void Exit_codes_are_listed_by_class()
    {
        MarkdownTable table = new("exit code", "class", "meaning");
        foreach (EnumMember outcomeClass in EnumSource.Members<OutcomeClass>("firmware/Updater.Core/Platform/OutcomeClass.cs"))
        {
            table.Add($"{10 * outcomeClass.Number}", outcomeClass.Name, outcomeClass.Meaning);
        }

        table.Add("1", "", "Something nobody expected.");
        table.Add("2", "", "A command line that cannot be understood.");
        GeneratedPart.Check("README.md", "exit-codes", table.ToString());
    }

    [TestMethod]
    public void Trust_page_says_what_to_do_about_every_refusal_of_its_class()
    {
        string page = Page.Of("docs/trust.md").Prose;
        string[] missing = [.. Enum.GetValues<Outcome>().Where(outcome => (int)outcome / 100 == (int)OutcomeClass.Trust && !page.Contains($"| `{outcome}` |", StringComparison.Ordinal)).Select(outcome => $"{outcome}")];
        Assert.IsEmpty(missing, $"docs/trust.md: expected a row for each trust outcome, missing {string.Join(", ", missing)}");
    }
}
