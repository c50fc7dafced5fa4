namespace Updater.Images;

/// <summary>Types of TLV entries in use (image.h, <c>IMAGE_TLV_*</c>); those from 0xA0 up belong to vendors.</summary>
public enum McubootTlvType : ushort
{
    /// <summary>SHA-256 of the public key (SubjectPublicKeyInfo).</summary>
    KeyHash = 0x01,
    /// <summary>The whole public key (SubjectPublicKeyInfo).</summary>
    PublicKey = 0x02,
    /// <summary>SHA-256 of header, payload and protected TLVs.</summary>
    Sha256 = 0x10,
    /// <summary>ECDSA signature, DER.</summary>
    EcdsaSignature = 0x22,
    /// <summary>Another image that has to be there in some version.</summary>
    Dependency = 0x40,
    /// <summary>Security counter, 32 bits.</summary>
    SecurityCounter = 0x50,
    /// <summary>CBOR record for attestation.</summary>
    BootRecord = 0x60,
    /// <summary>First type free for vendors.</summary>
    VendorFirst = 0xA0,
    /// <summary>Last type free for vendors.</summary>
    VendorLast = 0xFFFE,
}
