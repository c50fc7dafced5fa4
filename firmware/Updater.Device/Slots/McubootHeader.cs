using Updater.Core.Content;
using Updater.Core.Manifests;
using Updater.Core.Platform;
using Updater.Core.Trust;

namespace Updater.Device.Slots;

/// <summary>What the first 32 bytes of an MCUboot image say (mcuboot, docs/design.md, "Image format").</summary>
internal static class McubootHeader
{
    private const uint Magic = 0x96F3B83D;
    private const int HeaderSizeOffset = 8;
    private const int ImageSizeOffset = 12;
    private const int FlagsOffset = 16;
    private const int VersionOffset = 20;
    private const int FlagNonBootable = 0x10;
    // TLV info and a SHA-256 entry: without them no bootloader can check the image.
    private const int TrailerBytesMin = 4 + 4 + DigestText.DigestBytes;

    /// <summary>Whether this is the header of a bootable image of the release, within the layer's size.</summary>
    /// <returns><see cref="Outcome.Ok"/>, <see cref="Outcome.ImageHeaderMalformed"/> or <see cref="Outcome.ImageVersionMismatch"/>.</returns>
    internal static Outcome Check(byte[] header, VerifiedRelease release)
    {
        int headerCount = header[HeaderSizeOffset] | header[HeaderSizeOffset + 1] << 8;
        int imageCount = PackedBytes.GetInt32(header, ImageSizeOffset);
        bool isOurs = (uint)PackedBytes.GetInt32(header, 0) == Magic && headerCount >= Limits.ImageHeaderBytes
            && (header[FlagsOffset] & FlagNonBootable) == 0;
        int roomCount = release.Layer.SizeBytes - TrailerBytesMin - headerCount;
        if (!isOurs || imageCount <= 0 || imageCount > roomCount)
        {
            return Outcome.ImageHeaderMalformed;
        }

        // The bootloader reports and compares the header's version, so it must be the signed one.
        return FirmwareVersion.WithoutBuild(Version(header)) == FirmwareVersion.WithoutBuild(release.Version) ? Outcome.Ok : Outcome.ImageVersionMismatch;
    }

    /// <summary>Offset behind header and payload, where the TLV areas begin.</summary>
    internal static int TlvOffset(byte[] header)
    {
        return (header[HeaderSizeOffset] | header[HeaderSizeOffset + 1] << 8) + PackedBytes.GetInt32(header, ImageSizeOffset);
    }

    private static ulong Version(byte[] header)
    {
        ulong patch = (ulong)(header[VersionOffset + 2] | header[VersionOffset + 3] << 8);
        return (ulong)header[VersionOffset] << 56 | (ulong)header[VersionOffset + 1] << 48 | patch << 32 | (uint)PackedBytes.GetInt32(header, VersionOffset + 4);
    }
}
