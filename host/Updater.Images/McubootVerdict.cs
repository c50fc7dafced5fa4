namespace Updater.Images;

/// <summary>What a bootloader with some keys would say of an image.</summary>
public enum McubootVerdict
{
    /// <summary>Hash and signature are right.</summary>
    Accept,
    /// <summary>The first word is not MCUboot's.</summary>
    NotAnImage,
    /// <summary>The file ends too early.</summary>
    Truncated,
    /// <summary>Sizes or TLV areas contradict each other or a limit.</summary>
    Malformed,
    /// <summary>No SHA-256 TLV.</summary>
    NoHash,
    /// <summary>The SHA-256 TLV is not the digest of header, payload and protected TLVs.</summary>
    HashMismatch,
    /// <summary>No ECDSA signature.</summary>
    NoSignature,
    /// <summary>Signed, by none of the keys.</summary>
    UnknownKey,
    /// <summary>Names one of the keys, but that key did not make the signature.</summary>
    SignatureInvalid,
    /// <summary>Rightly signed, and flagged as not to be booted.</summary>
    NotBootable,
}
