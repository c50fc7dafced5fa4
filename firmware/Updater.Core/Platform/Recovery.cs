namespace Updater.Core.Platform;

/// <summary>What the agent does after an <see cref="Outcome"/>.</summary>
public enum Recovery
{
    /// <summary>Nothing is wrong.</summary>
    None = 0,
    /// <summary>Try the same step again after a growing, jittered wait; after <see cref="Limits.RetriesMax"/> tries as <see cref="NextPoll"/>.</summary>
    RetryLater = 1,
    /// <summary>Fetch the layer again from its start, at most <see cref="Limits.LayerAttemptsMax"/> times; then as <see cref="NextPoll"/>.</summary>
    RestartLayer = 2,
    /// <summary>
    /// Give up until the next poll and remember nothing: what failed may be mended there without a new digest (a signature pushed after the tag, a
    /// credential, a healthy mirror). The design brief's four ways lack this one; remembering such a digest would let one bad mirror block a release.
    /// </summary>
    NextPoll = 3,
    /// <summary>This digest can never be right for this device as it is: remember it and do not fetch it again.</summary>
    RejectRelease = 4,
    /// <summary>The device is not set up to update itself: stop until the next start.</summary>
    Halt = 5,
}
