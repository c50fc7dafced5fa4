using Updater.Core.Boot;
using Updater.Core.Slots;
using Updater.Docs.Tests.Text;

namespace Updater.Docs.Tests.Generated;

/// <summary>The boot table of docs/boot.md is made by asking <see cref="BootTable"/> for every combination.</summary>
[TestClass]
public sealed class BootTableTests
{
    private const string PageName = "docs/boot.md";

    [TestMethod]
    public void Decisions_are_listed_for_every_combination()
    {
        JournalPhase[] phases = Enum.GetValues<JournalPhase>();
        MarkdownTable table = new(["bootloader says", .. phases.Select(phase => $"journal: `{phase}`")]);
        foreach (BootState state in Enum.GetValues<BootState>())
        {
            table.Add([$"`{state}`", .. phases.Select(phase => Decision(state, phase))]);
        }

        GeneratedPart.Check(PageName, "boot-table", table.ToString());
    }

    [TestMethod]
    public void States_are_listed_with_their_meaning()
    {
        MarkdownTable table = new("bootloader says", "meaning");
        foreach (EnumMember state in EnumSource.Members<BootState>("firmware/Updater.Core/Boot/BootState.cs"))
        {
            table.Add($"`{state.Name}`", state.Meaning);
        }

        GeneratedPart.Check(PageName, "boot-states", table.ToString());
    }

    [TestMethod]
    public void Actions_are_listed_with_their_meaning()
    {
        MarkdownTable table = new("action", "what the agent does first after the start");
        foreach (EnumMember action in EnumSource.Members<BootAction>("firmware/Updater.Core/Boot/BootAction.cs"))
        {
            table.Add($"`{action.Name}`", action.Meaning);
        }

        GeneratedPart.Check(PageName, "boot-actions", table.ToString());
    }

    [TestMethod]
    public void Journal_phases_are_listed_with_their_meaning()
    {
        MarkdownTable table = new("number", "phase", "meaning");
        foreach (EnumMember phase in EnumSource.Members<JournalPhase>("firmware/Updater.Core/Slots/JournalPhase.cs"))
        {
            table.Add($"{phase.Number}", $"`{phase.Name}`", phase.Meaning);
        }

        GeneratedPart.Check("docs/journal.md", "journal-phases", table.ToString());
    }

    private static string Decision(BootState state, JournalPhase phase)
    {
        BootAction runs = BootTable.Decide(state, phase, true);
        BootAction runsNot = BootTable.Decide(state, phase, false);
        return runs == runsNot ? $"`{runs}`" : $"`{runs}` if the pending image runs, else `{runsNot}`";
    }
}
