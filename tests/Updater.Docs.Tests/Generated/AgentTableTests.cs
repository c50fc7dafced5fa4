using System.Text;
using Updater.Core.Agent;
using Updater.Docs.Tests.Text;

namespace Updater.Docs.Tests.Generated;

/// <summary>The drawing of the state machine is made from <see cref="AgentTable"/>.</summary>
[TestClass]
public sealed class AgentTableTests
{
    private const string PageName = "docs/agent.md";

    [TestMethod]
    public void Drawing_shows_every_transition_of_the_table()
    {
        StringBuilder drawing = new("\n```mermaid\nstateDiagram-v2\n    [*] --> Start\n");
        foreach ((byte state, AgentEvent occurred, byte next) in Rows().Where(row => row.State != AgentTable.AnyState))
        {
            drawing.Append($"    {Name(state)} --> {Name(next)}: {occurred}\n");
        }

        drawing.Append("    Restart --> [*]\n    Halted --> [*]\n```\n\n");
        GeneratedPart.Check(PageName, "agent-drawing", drawing.ToString());
    }

    [TestMethod]
    public void Table_shows_what_follows_in_every_other_state()
    {
        MarkdownTable table = new("event", "next state");
        foreach ((_, AgentEvent occurred, byte next) in Rows().Where(row => row.State == AgentTable.AnyState))
        {
            table.Add($"`{occurred}`", next == AgentTable.SameState ? "the same" : $"`{Name(next)}`");
        }

        GeneratedPart.Check(PageName, "agent-any-state", table.ToString());
    }

    [TestMethod]
    public void States_are_listed_with_their_meaning()
    {
        MarkdownTable table = new("number", "state", "what it does");
        foreach (EnumMember state in EnumSource.Members<AgentState>("firmware/Updater.Core/Agent/AgentState.cs"))
        {
            table.Add($"{state.Number}", $"`{state.Name}`", state.Meaning);
        }

        GeneratedPart.Check(PageName, "agent-states", table.ToString());
    }

    [TestMethod]
    public void Events_are_listed_with_their_meaning()
    {
        MarkdownTable table = new("event", "when");
        foreach (EnumMember occurred in EnumSource.Members<AgentEvent>("firmware/Updater.Core/Agent/AgentEvent.cs"))
        {
            table.Add($"`{occurred.Name}`", occurred.Meaning);
        }

        GeneratedPart.Check(PageName, "agent-events", table.ToString());
    }

    private static IEnumerable<(byte State, AgentEvent Event, byte Next)> Rows() =>
        Enumerable.Range(0, AgentTable.RowCount).Select(row => (AgentTable.Cell(row, 0), (AgentEvent)AgentTable.Cell(row, 1), AgentTable.Cell(row, 2)));

    private static string Name(byte state) => ((AgentState)state).ToString();
}
