namespace Updater.Signing;

/// <summary>A bundle's signature over a file (sigstore_common.proto, "MessageSignature").</summary>
/// <param name="Sha256">SHA-256 of the file as the bundle states it, or null; untrusted.</param>
/// <param name="Signature">DER signature over the file.</param>
public sealed record MessageSignature(byte[]? Sha256, byte[] Signature);
