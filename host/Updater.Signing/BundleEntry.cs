using Updater.Core.Platform;

namespace Updater.Signing;

/// <summary>A bundle that a registry lists for a manifest, as fetched; nothing of it is believed.</summary>
/// <param name="Digest">Digest of the referring manifest.</param>
/// <param name="Content">The bundle, or null if it could not be had.</param>
/// <param name="Failure">Why it could not, with what was found; null otherwise.</param>
internal sealed record BundleEntry(string Digest, byte[]? Content, (Outcome Outcome, string Found)? Failure);
