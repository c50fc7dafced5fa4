using System.Security.Cryptography;
using Updater.Core.Content;
using Updater.Core.Manifests;
using Updater.Core.Platform;
using Updater.Core.Trust;
using Updater.Images;

namespace Updater.Device.Tests.Slots;

/// <summary>MCUboot images of a test's choice and the releases that name them.</summary>
internal static class SlotImages
{
    public const int HeaderBytes = 32;

    public static ECDsa Key { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static byte[] Pack(int payloadBytes, Func<McubootPackOptions, McubootPackOptions>? change = null, string version = "1.2.3", int seed = 1)
    {
        byte[] payload = new byte[payloadBytes];
        new Random(seed).NextBytes(payload);
        McubootPackOptions options = new() { Version = McubootVersion.Parse(version), HeaderSizeBytes = HeaderBytes };
        return McubootPacker.Pack(payload, change == null ? options : change(options));
    }

    /// <summary>An image as the twin's bootloader takes it.</summary>
    public static byte[] Signed(int payloadBytes, string version = "1.2.3", int seed = 1) =>
        Pack(payloadBytes, options => options with { SigningKey = Key, PadsSignature = true, HeaderSizeBytes = 0x200 }, version, seed);

    public static KeyValuePair<McubootTlvType, ReadOnlyMemory<byte>> Custom(int type, int count)
    {
        byte[] value = new byte[count];
        Array.Fill(value, (byte)0x5A);
        return new((McubootTlvType)type, value);
    }

    public static byte[] With(byte[] image, int offset, byte value)
    {
        byte[] changed = (byte[])image.Clone();
        changed[offset] = value;
        return changed;
    }

    public static byte[] IdOf(byte[] image) => McubootImage.Inspect(image).ComputeDigest();

    public static int TlvOffsetOf(byte[] image) => Updater.Device.Slots.McubootHeader.TlvOffset(image);

    public static byte[] HeaderOf(byte[] image) => image[..Limits.ImageHeaderBytes];

    public static VerifiedRelease ReleaseOf(byte[] image, string version = "1.2.3")
    {
        Assert.AreEqual(Outcome.Ok, FirmwareVersion.Parse(version, out ulong packed));
        byte[] layerDigest = SHA256.HashData(image);
        return new VerifiedRelease(SHA256.HashData(layerDigest), new Descriptor(MediaTypes.FirmwareImage, layerDigest, image.Length), packed, 1);
    }
}
