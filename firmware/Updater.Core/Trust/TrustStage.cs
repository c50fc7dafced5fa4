namespace Updater.Core.Trust;

/// <summary>How far <see cref="ReleaseTrust"/> got; each stage needs the one before.</summary>
public enum TrustStage
{
    /// <summary>Nothing known.</summary>
    Empty = 0,
    /// <summary>A digest is named; signatures over it are being counted.</summary>
    Named = 1,
    /// <summary>Enough keys of the policy signed the digest.</summary>
    Signed = 2,
    /// <summary>The bytes with that digest are an index; its child for this board is named.</summary>
    Indexed = 3,
    /// <summary>The bytes are a manifest, and the digest chain from the signature to it is whole.</summary>
    Read = 4,
    /// <summary>The manifest met policy and floor; the release is out.</summary>
    Accepted = 5,
}
