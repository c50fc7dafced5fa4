namespace Updater.Core.Content;

/// <summary>Media types the agent reads.</summary>
public static class MediaTypes
{
    /// <summary>image-spec, manifest.md.</summary>
    public const string Manifest = "application/vnd.oci.image.manifest.v1+json";
    /// <summary>image-spec, image-index.md.</summary>
    public const string Index = "application/vnd.oci.image.index.v1+json";
    /// <summary>image-spec, manifest.md, "Guidance for an Empty Descriptor".</summary>
    public const string Empty = "application/vnd.oci.empty.v1+json";
    /// <summary>cosign, specs/SIGNATURE_SPEC.md: layer of a signature manifest.</summary>
    public const string SimpleSigning = "application/vnd.dev.cosign.simplesigning.v1+json";
    /// <summary>This project's firmware layer: an MCUboot image, byte for byte.</summary>
    public const string FirmwareImage = "application/vnd.updater.firmware.mcuboot";
    /// <summary>This project's artifact type.</summary>
    public const string FirmwareArtifact = "application/vnd.updater.firmware.v1";
}
