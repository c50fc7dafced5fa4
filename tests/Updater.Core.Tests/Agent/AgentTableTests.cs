using Updater.Core.Agent;
using Updater.Core.Platform;

namespace Updater.Core.Tests.Agent;

[TestClass]
public sealed class AgentTableTests
{
    [TestMethod]
    public void Every_failure_leads_somewhere_from_every_state()
    {
        AgentEvent[] failures = [AgentEvent.Retry, AgentEvent.Restart, AgentEvent.GiveUp, AgentEvent.Reject, AgentEvent.Halt];
        foreach (AgentState state in Enum.GetValues<AgentState>())
        {
            foreach (AgentEvent failure in failures)
            {
                Assert.IsTrue(Enum.IsDefined(AgentTable.Next(state, failure)), $"{state} {failure}");
            }
        }
    }

    [TestMethod]
    public void No_row_is_hidden_by_an_earlier_one()
    {
        HashSet<(byte, byte)> seen = [];
        for (int row = 0; row < AgentTable.RowCount; row++)
        {
            Assert.IsTrue(seen.Add((AgentTable.Cell(row, 0), AgentTable.Cell(row, 1))), $"row {row}");
        }
    }

    [TestMethod]
    public void Slot_is_reached_only_through_proof_and_manifest()
    {
        // The only ways into OpenLayer are from ReadManifest and FetchChild, or from a later state that came through it.
        HashSet<AgentState> sources = [];
        for (int row = 0; row < AgentTable.RowCount; row++)
        {
            if (AgentTable.Cell(row, 2) == (byte)AgentState.OpenLayer)
            {
                sources.Add((AgentState)AgentTable.Cell(row, 0));
            }
        }

        CollectionAssert.AreEquivalent(
            new[] { AgentState.ReadManifest, AgentState.FetchChild, AgentState.OpenLayer, AgentState.Stream, AgentState.Seal, AgentState.Try }, sources.ToArray());
        CollectionAssert.AreEquivalent(new[] { AgentState.CheckProof }, SourcesOf(AgentState.ReadManifest));
        CollectionAssert.AreEquivalent(new[] { AgentState.Trial, AgentState.Start }, SourcesOf(AgentState.Confirm));
    }

    [TestMethod]
    public void Event_without_a_row_is_a_broken_invariant()
    {
        Assert.ThrowsExactly<InvariantException>(() => AgentTable.Next(AgentState.Idle, AgentEvent.IsIndex));
    }

    [TestMethod]
    public void Every_outcome_has_a_recovery_and_only_ok_has_none()
    {
        foreach (Outcome outcome in Enum.GetValues<Outcome>())
        {
            Assert.AreEqual(outcome == Outcome.Ok, RecoveryTable.Of(outcome) == Recovery.None, $"{outcome}");
            Assert.IsTrue((int)outcome / 100 <= (int)OutcomeClass.Boot);
        }
    }

    private static AgentState[] SourcesOf(AgentState target) =>
        [.. Enumerable.Range(0, AgentTable.RowCount).Where(row => AgentTable.Cell(row, 2) == (byte)target).Select(row => (AgentState)AgentTable.Cell(row, 0))];
}
