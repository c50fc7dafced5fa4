using Updater.Core.Boot;
using Updater.Core.Slots;

namespace Updater.Core.Tests.Boot;

[TestClass]
public sealed class BootTableTests
{
    [TestMethod]
    public void Image_on_trial_is_judged_only_if_the_journal_staged_it()
    {
        foreach (JournalPhase phase in Enum.GetValues<JournalPhase>())
        {
            BootAction foreign = BootTable.Decide(BootState.Trial, phase, false);
            Assert.AreEqual(BootAction.Revert, foreign, $"{phase}");
        }

        Assert.AreEqual(BootAction.CheckHealth, BootTable.Decide(BootState.Trial, JournalPhase.Trying, true));
        Assert.AreEqual(BootAction.Confirm, BootTable.Decide(BootState.Trial, JournalPhase.Confirming, true));
        Assert.AreEqual(BootAction.Revert, BootTable.Decide(BootState.Trial, JournalPhase.Reverting, true));
        Assert.AreEqual(BootAction.Revert, BootTable.Decide(BootState.Trial, JournalPhase.Idle, true));
        Assert.AreEqual(BootAction.Revert, BootTable.Decide(BootState.Trial, JournalPhase.Transferring, true));
    }

    [TestMethod]
    public void Only_a_confirmed_running_pending_image_is_adopted()
    {
        foreach (BootState state in Enum.GetValues<BootState>())
        {
            foreach (JournalPhase phase in Enum.GetValues<JournalPhase>())
            {
                foreach (bool isPendingRunning in new[] { false, true })
                {
                    bool mayAdopt = state == BootState.Confirmed && isPendingRunning && phase is JournalPhase.Trying or JournalPhase.Confirming
                        && state == BootState.Confirmed && isPendingRunning;
                    bool adopts = BootTable.Decide(state, phase, isPendingRunning) == BootAction.Adopt;
                    Assert.AreEqual(mayAdopt, adopts, $"{state} {phase} {isPendingRunning}");
                }
            }
        }
    }

    [TestMethod]
    public void Scheduled_swap_restarts_whatever_the_journal_says()
    {
        foreach (JournalPhase phase in Enum.GetValues<JournalPhase>())
        {
            Assert.AreEqual(BootAction.Restart, BootTable.Decide(BootState.TryPending, phase, false));
            Assert.AreEqual(BootAction.Restart, BootTable.Decide(BootState.RevertPending, phase, true));
            Assert.AreEqual(BootAction.Halt, BootTable.Decide(BootState.Unknown, phase, false));
        }
    }

    [TestMethod]
    [DataRow(JournalPhase.Idle, BootAction.Poll)]
    [DataRow(JournalPhase.Transferring, BootAction.Poll)]
    [DataRow(JournalPhase.Trying, BootAction.TakeBack)]
    [DataRow(JournalPhase.Confirming, BootAction.TakeBack)]
    [DataRow(JournalPhase.Reverting, BootAction.Reject)]
    public void Old_image_running_confirmed_settles_by_phase(JournalPhase phase, BootAction expected)
    {
        Assert.AreEqual(expected, BootTable.Decide(BootState.Confirmed, phase, false));
    }

    [TestMethod]
    public void Unheard_of_values_halt()
    {
        Assert.AreEqual(BootAction.Halt, BootTable.Decide((BootState)99, JournalPhase.Idle, false));
        Assert.AreEqual(BootAction.Halt, BootTable.Decide(BootState.Confirmed, (JournalPhase)99, false));
    }
}
