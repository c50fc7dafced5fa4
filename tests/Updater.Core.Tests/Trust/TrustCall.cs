namespace Updater.Core.Tests.Trust;

/// <summary>What can be asked of the trust stage, naming apart, which starts over at any time.</summary>
public enum TrustCall
{
    AddSignature,
    SkipSignature,
    Refusal,
    ReadNamed,
    ReadChild,
    IsForBoard,
    Accept,
}
