using Updater.Core.Platform;

namespace Updater.Core.Tests.Platform;

/// <summary>What other parts rely on: the journal, <c>--json</c> and exit codes keep these numbers for ever.</summary>
[TestClass]
public class OutcomeTests
{
    [TestMethod]
    public void Numbers_of_outcomes_never_change()
    {
        Keeps(0, Outcome.Ok);

        Keeps(100, Outcome.Unreachable);
        Keeps(101, Outcome.TimedOut);
        Keeps(102, Outcome.NotFound);
        Keeps(103, Outcome.Unauthorized);
        Keeps(104, Outcome.Forbidden);
        Keeps(105, Outcome.ServerUnavailable);
        Keeps(106, Outcome.RangeIgnored);
        Keeps(107, Outcome.RedirectRefused);
        Keeps(108, Outcome.ProtocolViolation);
        Keeps(109, Outcome.BodyTruncated);

        Keeps(200, Outcome.ReferenceMalformed);
        Keeps(201, Outcome.DigestMalformed);
        Keeps(202, Outcome.JsonMalformed);
        Keeps(203, Outcome.JsonTooDeep);
        Keeps(204, Outcome.JsonStringTooLong);
        Keeps(205, Outcome.JsonDuplicateKey);
        Keeps(206, Outcome.JsonTrailingData);
        Keeps(207, Outcome.JsonBadEncoding);
        Keeps(208, Outcome.DocumentTooLarge);
        Keeps(209, Outcome.ManifestTooLarge);
        Keeps(210, Outcome.ManifestMalformed);
        Keeps(211, Outcome.MediaTypeUnknown);
        Keeps(212, Outcome.NoLayerForBoard);
        Keeps(213, Outcome.LayerAmbiguous);
        Keeps(214, Outcome.TooManyEntries);
        Keeps(215, Outcome.VersionMalformed);
        Keeps(216, Outcome.CounterMalformed);
        Keeps(217, Outcome.Base64Malformed);
        Keeps(218, Outcome.ImageHeaderMalformed);
        Keeps(219, Outcome.ConfigMalformed);

        Keeps(300, Outcome.PolicyMissing);
        Keeps(301, Outcome.NoSignature);
        Keeps(302, Outcome.SignatureMalformed);
        Keeps(303, Outcome.SignatureUntrusted);
        Keeps(304, Outcome.ThresholdNotMet);
        Keeps(305, Outcome.SignatureForOtherDigest);
        Keeps(306, Outcome.SignatureForOtherRepository);
        Keeps(307, Outcome.PayloadTypeWrong);
        Keeps(308, Outcome.KeyMalformed);
        Keeps(309, Outcome.BoardMismatch);
        Keeps(310, Outcome.ProductMismatch);
        Keeps(311, Outcome.VersionTooLow);
        Keeps(312, Outcome.CounterTooLow);
        Keeps(313, Outcome.ReleaseRejectedBefore);
        Keeps(314, Outcome.AnnotationMissing);

        Keeps(400, Outcome.DigestMismatch);
        Keeps(401, Outcome.SizeMismatch);
        Keeps(402, Outcome.TrailingData);
        Keeps(403, Outcome.SlotContentMismatch);
        Keeps(404, Outcome.ImageVersionMismatch);
        Keeps(405, Outcome.DigestStateMalformed);

        Keeps(500, Outcome.ImageTooLarge);
        Keeps(501, Outcome.FlashFailed);
        Keeps(502, Outcome.SlotBusy);
        Keeps(503, Outcome.SlotLost);
        Keeps(504, Outcome.NotResumable);
        Keeps(505, Outcome.SlotMissing);
        Keeps(506, Outcome.JournalFailed);

        Keeps(600, Outcome.TrialFailed);
        Keeps(601, Outcome.TrialReverted);
        Keeps(602, Outcome.ConfirmFailed);
        Keeps(603, Outcome.RevertFailed);
        Keeps(604, Outcome.InvariantBroken);
    }

    [TestMethod]
    public void Hundreds_of_an_outcome_are_its_class()
    {
        IsOf(OutcomeClass.Ok, Outcome.Ok);
        IsOf(OutcomeClass.Transport, Outcome.Unreachable);
        IsOf(OutcomeClass.Format, Outcome.ReferenceMalformed);
        IsOf(OutcomeClass.Trust, Outcome.PolicyMissing);
        IsOf(OutcomeClass.Integrity, Outcome.DigestMismatch);
        IsOf(OutcomeClass.Storage, Outcome.ImageTooLarge);
        IsOf(OutcomeClass.Boot, Outcome.TrialFailed);
    }

    private static void Keeps(int number, Outcome outcome)
    {
        Assert.AreEqual(number, (int)outcome);
    }

    private static void IsOf(OutcomeClass expected, Outcome outcome)
    {
        Assert.AreEqual((int)expected, (int)outcome / 100);
    }
}
