namespace Updater.Cli.Inspection;

/// <summary>One signature as it lies in the registry. For people: whether a release is accepted is the device's code to decide.</summary>
/// <param name="PayloadDigest">Digest of the signed payload.</param>
/// <param name="Repository">Repository the payload names, or null if it cannot be read.</param>
/// <param name="ManifestDigest">Digest the payload names, or null if it cannot be read.</param>
/// <param name="KeyId">Which of the given keys made the signature, or null.</param>
internal sealed record SignatureEntry(string PayloadDigest, string? Repository, string? ManifestDigest, string? KeyId);
