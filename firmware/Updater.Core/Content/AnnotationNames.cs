namespace Updater.Core.Content;

/// <summary>Annotations the agent reads; all are covered by the manifest's digest.</summary>
public static class AnnotationNames
{
    /// <summary>image-spec, annotations.md: version of the packaged software.</summary>
    public const string Version = "org.opencontainers.image.version";
    /// <summary>image-spec, annotations.md: title; host tools read it as a file name.</summary>
    public const string Title = "org.opencontainers.image.title";
    /// <summary>Board the image runs on; on manifests, layers and index entries.</summary>
    public const string Board = "vnd.updater.board";
    /// <summary>Product the release is for.</summary>
    public const string Product = "vnd.updater.product";
    /// <summary>Security counter, decimal.</summary>
    public const string SecurityCounter = "vnd.updater.security-counter";
    /// <summary>cosign, specs/SIGNATURE_SPEC.md: base64 of the DER signature, on a signature layer.</summary>
    public const string CosignSignature = "dev.cosignproject.cosign/signature";
}
