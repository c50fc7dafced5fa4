namespace Updater.Signing;

/// <summary>Media types, annotations and types of statements of Sigstore, in-toto and cosign.</summary>
public static class SigstoreNames
{
    /// <summary>A Sigstore bundle (sigstore/protobuf-specs, sigstore_bundle.proto): media type of the blob and artifact type of the manifest.</summary>
    public const string BundleType = "application/vnd.dev.sigstore.bundle.v0.3+json";
    /// <summary>The same by its older name (sigstore_bundle.proto, "media_type").</summary>
    public const string BundleOldType = "application/vnd.dev.sigstore.bundle+json;version=0.3";
    /// <summary>A DSSE envelope: layer of an attestation in cosign's tag form.</summary>
    public const string EnvelopeType = "application/vnd.dsse.envelope.v1+json";
    /// <summary>An in-toto statement, the payload of an envelope.</summary>
    public const string StatementPayloadType = "application/vnd.in-toto+json";

    /// <summary>in-toto statement, version 1.</summary>
    public const string StatementV1 = "https://in-toto.io/Statement/v1";
    /// <summary>in-toto statement, version 0.1: what cosign's attestations are.</summary>
    public const string StatementV01 = "https://in-toto.io/Statement/v0.1";

    /// <summary>Type of the predicate that makes a statement a signature, and nothing else does.</summary>
    public const string SignPredicate = "https://sigstore.dev/cosign/sign/v1";

    /// <summary>Annotation of a bundle's manifest: <c>dsse-envelope</c> or <c>message-signature</c>.</summary>
    public const string BundleContentAnnotation = "dev.sigstore.bundle.content";
    /// <summary>Annotation of a bundle's manifest: type of the predicate. Untrusted; the signed statement says it again.</summary>
    public const string BundlePredicateAnnotation = "dev.sigstore.bundle.predicateType";
    /// <summary>Annotation of a layer with an envelope: type of the predicate. Untrusted.</summary>
    public const string EnvelopePredicateAnnotation = "predicateType";
    /// <summary>image-spec, annotations.md: when the manifest was made.</summary>
    public const string CreatedAnnotation = "org.opencontainers.image.created";

    /// <summary>The tag under which cosign keeps the attestations of a manifest.</summary>
    /// <param name="digest">Digest of the manifest.</param>
    public static string AttestationTag(string digest) => digest.Replace(':', '-') + ".att";
}
