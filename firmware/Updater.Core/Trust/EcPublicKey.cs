using System;
using Updater.Core.Digests;
using Updater.Core.Platform;

namespace Updater.Core.Trust;

/// <summary>A public key that is a point of P-256. Immutable; only <see cref="Parse"/> makes one, so a key at hand is on the curve.</summary>
public sealed class EcPublicKey
{
    /// <summary>Size of a SubjectPublicKeyInfo of P-256 with an uncompressed point, in bytes.</summary>
    public const int SpkiBytes = 91;
    /// <summary>Size of a key's id, in bytes.</summary>
    public const int IdBytes = 32;

    private const int CoordinateBytes = 32;
    private const int IdOffset = 2 * CoordinateBytes;

    /// <summary>RFC 5480: SEQUENCE { SEQUENCE { id-ecPublicKey, secp256r1 }, BIT STRING without unused bits } up to the point's 04 for
    /// "uncompressed" (SEC 1, 2.3.3).</summary>
    private static readonly byte[] s_prefix =
    {
        0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
        0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
    };

    /// <summary>x, y, id.</summary>
    private readonly byte[] _bytes = new byte[IdOffset + IdBytes];

    private EcPublicKey()
    {
    }

    /// <summary>Reads a SubjectPublicKeyInfo. Allocates, so it belongs to start-up.</summary>
    /// <param name="spki">Holds the DER bytes.</param>
    /// <param name="offset">Where they start.</param>
    /// <param name="count">How many there are: <see cref="SpkiBytes"/> if it is a key.</param>
    /// <param name="key">The key, or null.</param>
    /// <returns><see cref="Outcome.Ok"/> or <see cref="Outcome.KeyMalformed"/>.</returns>
    public static Outcome Parse(byte[] spki, int offset, int count, out EcPublicKey key)
    {
        key = null;
        if (spki == null || count != SpkiBytes || offset < 0 || offset > spki.Length - count)
        {
            return Outcome.KeyMalformed;
        }

        for (int i = 0; i < s_prefix.Length; i++)
        {
            if (spki[offset + i] != s_prefix[i])
            {
                return Outcome.KeyMalformed;
            }
        }

        EcPublicKey parsed = new EcPublicKey();
        Array.Copy(spki, offset + s_prefix.Length, parsed._bytes, 0, IdOffset);
        if (!parsed.IsOnCurve())
        {
            return Outcome.KeyMalformed;
        }

        Sha256 digest = new Sha256();
        digest.Update(spki, offset, count);
        digest.Finish(parsed._bytes, IdOffset);
        key = parsed;
        return Outcome.Ok;
    }

    /// <summary>Writes the key's id, the SHA-256 of its SubjectPublicKeyInfo: what cosign's bundles hint at.</summary>
    /// <param name="target">Takes <see cref="IdBytes"/> bytes.</param>
    /// <param name="offset">Where they go.</param>
    public void CopyId(byte[] target, int offset)
    {
        Array.Copy(_bytes, IdOffset, target, offset, IdBytes);
    }

    /// <summary>Whether the key's id is the one at <paramref name="offset"/>.</summary>
    /// <param name="id">Holds <see cref="IdBytes"/> bytes.</param>
    /// <param name="offset">Where they start.</param>
    public bool HasId(byte[] id, int offset)
    {
        for (int i = 0; i < IdBytes; i++)
        {
            if (id[offset + i] != _bytes[IdOffset + i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The point in Montgomery form, normal.</summary>
    /// <param name="x">Takes the first coordinate.</param>
    /// <param name="y">Takes the second coordinate.</param>
    /// <param name="scratch">Overwritten.</param>
    internal void LoadPoint(long[] x, long[] y, long[] scratch)
    {
        P256Field.Load(scratch, P256Constants.Table, P256Constants.SquaredROffset);
        P256Field.Load(x, _bytes, 0);
        P256Field.Multiply(x, x, scratch);
        P256Field.Load(y, _bytes, CoordinateBytes);
        P256Field.Multiply(y, y, scratch);
    }

    /// <summary>SEC 1, 3.2.2.1: coordinates below p and y^2 = x^3 - 3 x + b. The group's order is prime, so every such point generates it; infinity
    /// has no such encoding.</summary>
    private bool IsOnCurve()
    {
        long[] x = new long[P256Field.LimbCount];
        long[] y = new long[P256Field.LimbCount];
        long[] sum = new long[P256Field.LimbCount];
        P256Scalar.Decode(x, _bytes, 0, CoordinateBytes);
        P256Scalar.Decode(y, _bytes, CoordinateBytes, CoordinateBytes);
        if (!P256Scalar.IsBelow(x, P256Constants.P) || !P256Scalar.IsBelow(y, P256Constants.P))
        {
            return false;
        }

        LoadPoint(x, y, sum);
        P256Field.Square(y, y);
        P256Field.Load(sum, P256Constants.Table, P256Constants.BOffset);
        P256Field.Combine(y, y, 1, sum, -1);
        P256Field.Square(sum, x);
        P256Field.Multiply(sum, sum, x);
        P256Field.Combine(sum, sum, 1, x, -3);
        P256Field.Combine(sum, sum, 1, y, -1);
        return P256Field.IsZero(sum, x);
    }
}
