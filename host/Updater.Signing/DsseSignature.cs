namespace Updater.Signing;

/// <summary>One signature of an envelope.</summary>
/// <param name="Signature">The DER signature over <see cref="DsseEnvelope.ToSignedBytes"/>.</param>
/// <param name="KeyId">What the signer calls the key; untrusted, often empty.</param>
public sealed record DsseSignature(byte[] Signature, string? KeyId = null);
