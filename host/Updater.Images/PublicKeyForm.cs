namespace Updater.Images;

/// <summary>How an image names its key.</summary>
public enum PublicKeyForm
{
    /// <summary>By its SHA-256.</summary>
    Hash,
    /// <summary>Whole.</summary>
    Full,
}
