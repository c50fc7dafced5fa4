using System.Security.Cryptography;
using Updater.Images;

namespace Updater.Images.Tests.Twin;

/// <summary>Images of one test key.</summary>
internal static class Firmware
{
    public static readonly ECDsa Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    public static readonly ECDsa OtherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    public static readonly McubootPublicKey[] Trusted = [McubootPublicKey.From(Key)];

    public static byte[] Image(string version, int payloadBytes, ECDsa? key = null)
    {
        byte[] payload = new byte[payloadBytes];
        new Random(version.Sum(c => c) + payloadBytes).NextBytes(payload);
        return McubootPacker.Pack(payload, new McubootPackOptions { Version = McubootVersion.Parse(version), SigningKey = key ?? Key });
    }
}
