namespace Updater.Signing;

/// <summary>Every bound of reading and writing keys, signatures and attestations on the host, in one place. Units are in the names.</summary>
public static class SigningLimits
{
    /// <summary>Largest key file, in bytes.</summary>
    public const int KeyFileBytesMax = 16 * 1024;
    /// <summary>Memory that deriving a key from a passphrase may take: 128 N r bytes of scrypt (RFC 7914, section 5). cosign's keys take 64 MiB.</summary>
    public const long ScryptBytesMax = 256L * 1024 * 1024;
    /// <summary>Work of scrypt, N r p. cosign's keys take 2^19.</summary>
    public const long ScryptWorkMax = 1L << 22;
    /// <summary>Longest salt of a key file, in bytes. cosign's have 32.</summary>
    public const int SaltBytesMax = 128;
    /// <summary>Longest passphrase, in UTF-8 bytes.</summary>
    public const int PassphraseBytesMax = 1024;
    /// <summary>Largest bundle or envelope that is read as a signature, in bytes. cosign's have about 700, with log entries 4 KB.</summary>
    public const int SignatureBundleBytesMax = 64 * 1024;
    /// <summary>Largest bundle or envelope that is read as an attestation, in bytes: it holds the whole SBOM in base64.</summary>
    public const int AttestationBytesMax = 32 * 1024 * 1024;
    /// <summary>Deepest nesting of JSON: SBOMs nest, bundles hardly.</summary>
    public const int JsonDepthMax = 64;
    /// <summary>Longest DER signature, in bytes. P-256 needs 72.</summary>
    public const int SignatureBytesMax = 256;
    /// <summary>Signatures of one envelope.</summary>
    public const int EnvelopeSignaturesMax = 8;
    /// <summary>Subjects of one statement.</summary>
    public const int SubjectsMax = 256;
    /// <summary>Signatures or attestations of one form that are looked at for one manifest.</summary>
    public const int EntriesMax = 64;
}
