namespace Updater.Registry;

/// <summary>A manifest as fetched: its bytes have the descriptor's digest. Nothing is said of who made it.</summary>
/// <param name="Descriptor">Media type, digest and size.</param>
/// <param name="Content">The bytes.</param>
public sealed record FetchedManifest(ContentDescriptor Descriptor, byte[] Content)
{
    /// <summary>Reads the manifest.</summary>
    public Manifest Read() => Manifests.Read(Content, Descriptor.MediaType);
}
