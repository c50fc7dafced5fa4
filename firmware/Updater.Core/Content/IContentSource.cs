using Updater.Core.Platform;

namespace Updater.Core.Content;

/// <summary>Where manifests and blobs come from: a registry, or a layout on a card. Nothing it says is believed.</summary>
public interface IContentSource
{
    /// <summary>
    /// Asks what a tag names, and gets it in the same request: one request tells "nothing new", and a new manifest costs no second one.
    /// (The design brief's Resolve gave a descriptor only; with the body in hand its digest is computed, not taken from a header.)
    /// </summary>
    /// <param name="reference">Registry, repository and tag or digest.</param>
    /// <param name="known">SHA-256 of the manifest already known (32 bytes), or null.</param>
    /// <param name="mediaType">Media type the source states, or null if it is unchanged.</param>
    /// <param name="content">The manifest's bytes, or null if the reference still names <paramref name="known"/>.</param>
    /// <param name="sizeBytes">The stated size of the manifest, or -1 if it was not stated.</param>
    /// <returns><see cref="Outcome.Ok"/> or a transport outcome.</returns>
    Outcome Resolve(Reference reference, byte[] known, out string mediaType, out IByteSource content, out int sizeBytes);

    /// <summary>Opens content by its digest, in the repository that was resolved last.</summary>
    /// <param name="content">What to open; its media type tells manifests from blobs.</param>
    /// <param name="start">Offset of the first byte wanted.</param>
    /// <param name="source">The bytes from <paramref name="start"/> on.</param>
    /// <returns><see cref="Outcome.Ok"/>; <see cref="Outcome.RangeIgnored"/> if only the whole can be had; or a transport outcome.</returns>
    Outcome Open(Descriptor content, int start, out IByteSource source);
}
