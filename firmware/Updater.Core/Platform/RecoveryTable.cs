namespace Updater.Core.Platform;

/// <summary>The one table from outcome to recovery.</summary>
public static class RecoveryTable
{
    /// <summary>What to do after <paramref name="outcome"/>.</summary>
    public static Recovery Of(Outcome outcome)
    {
        switch (outcome)
        {
            case Outcome.Ok:
                return Recovery.None;

            case Outcome.Unreachable:
            case Outcome.TimedOut:
            case Outcome.ServerUnavailable:
            case Outcome.BodyTruncated:
            case Outcome.SlotBusy:
            case Outcome.ConfirmFailed:
            case Outcome.RevertFailed:
                return Recovery.RetryLater;

            case Outcome.RangeIgnored:
            case Outcome.DigestMismatch:
            case Outcome.SizeMismatch:
            case Outcome.TrailingData:
            case Outcome.SlotContentMismatch:
            case Outcome.DigestStateMalformed:
            case Outcome.FlashFailed:
            case Outcome.SlotLost:
            case Outcome.NotResumable:
                return Recovery.RestartLayer;

            case Outcome.ManifestMalformed:
            case Outcome.MediaTypeUnknown:
            case Outcome.NoLayerForBoard:
            case Outcome.LayerAmbiguous:
            case Outcome.TooManyEntries:
            case Outcome.VersionMalformed:
            case Outcome.CounterMalformed:
            case Outcome.ImageHeaderMalformed:
            case Outcome.BoardMismatch:
            case Outcome.ProductMismatch:
            case Outcome.VersionTooLow:
            case Outcome.CounterTooLow:
            case Outcome.ReleaseRejectedBefore:
            case Outcome.AnnotationMissing:
            case Outcome.ImageVersionMismatch:
            case Outcome.ImageTooLarge:
            case Outcome.TrialFailed:
            case Outcome.TrialReverted:
                return Recovery.RejectRelease;

            case Outcome.PolicyMissing:
            case Outcome.ConfigMalformed:
            case Outcome.KeyMalformed:
            case Outcome.SlotMissing:
            case Outcome.InvariantBroken:
                return Recovery.Halt;

            default:
                return Recovery.NextPoll;
        }
    }
}
