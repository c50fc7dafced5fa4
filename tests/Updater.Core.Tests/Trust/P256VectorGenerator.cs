using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Updater.Core.Platform;

namespace Updater.Core.Tests.Trust;

/// <summary>Makes <c>tests/vectors/p256/signatures.json</c>: every number follows from labels, so the file is the same each time.</summary>
internal static class P256VectorGenerator
{
    private static readonly BigInteger s_p = P256Numbers.P;
    private static readonly BigInteger s_n = P256Numbers.N;

    /// <summary>The x of a point with y = 5: y + p still has 32 bytes.</summary>
    private static readonly BigInteger s_xOfFive = P256Numbers.Hex("d7325d7646cd60d80a92738ceb345f844cffaf35841022cab176f692de8de1d7");

    internal static byte[] Make()
    {
        List<P256Vector> vectors = [];
        AddSigned(vectors);
        AddAltered(vectors);
        AddOutOfRange(vectors);
        AddEdgeHashes(vectors);
        AddMeetingPoints(vectors);
        AddBadEncodings(vectors);
        AddBadKeys(vectors);
        JsonSerializerOptions options = new()
        {
            WriteIndented = true,
            NewLine = "\n",
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        };
        return [.. JsonSerializer.SerializeToUtf8Bytes(vectors, options), (byte)'\n'];
    }

    internal static byte[] Spki((BigInteger X, BigInteger Y) point)
    {
        return
        [
            .. Convert.FromHexString("3059301306072a8648ce3d020106082a8648ce3d03010703420004"),
            .. P256Numbers.Bytes(point.X),
            .. P256Numbers.Bytes(point.Y),
        ];
    }

    internal static byte[] Der(BigInteger r, BigInteger s)
    {
        byte[] body = [.. DerInteger(r), .. DerInteger(s)];
        return [0x30, (byte)body.Length, .. body];
    }

    internal static byte[] DerInteger(BigInteger number)
    {
        byte[] bytes = number.ToByteArray(false, true);
        return [0x02, (byte)bytes.Length, .. bytes];
    }

    /// <summary>A number from 1 to n - 1 that follows from the label.</summary>
    internal static BigInteger Number(string label)
    {
        return new BigInteger(Hash(label), true, true) % (s_n - 1) + 1;
    }

    internal static (BigInteger R, BigInteger S) Sign(BigInteger secret, byte[] hash, BigInteger k)
    {
        BigInteger r = P256Numbers.Multiple(k, P256Numbers.Generator)!.Value.X % s_n;
        BigInteger e = new(hash, true, true);
        return (r, P256Numbers.Modulo(P256Numbers.Inverse(k, s_n) * (e + r * secret), s_n));
    }

    private static byte[] Hash(string label)
    {
        return SHA256.HashData(Encoding.ASCII.GetBytes(label));
    }

    private static byte[] Key(BigInteger secret)
    {
        return Spki(P256Numbers.Multiple(secret, P256Numbers.Generator)!.Value);
    }

    private static void Add(List<P256Vector> vectors, string name, byte[] key, byte[] hash, byte[] signature, Outcome outcome)
    {
        vectors.Add(new P256Vector(
            name, Convert.ToHexStringLower(key), Convert.ToHexStringLower(hash), Convert.ToHexStringLower(signature), outcome.ToString()));
    }

    private static void AddSigned(List<P256Vector> vectors)
    {
        for (int i = 0; i < 8; i++)
        {
            BigInteger secret = Number($"secret {i}");
            byte[] hash = Hash($"message {i}");
            (BigInteger r, BigInteger s) = Sign(secret, hash, Number($"k {i}"));
            Add(vectors, $"valid {i}", Key(secret), hash, Der(r, s), Outcome.Ok);
            Add(vectors, $"valid {i}, n - s", Key(secret), hash, Der(r, s_n - s), Outcome.Ok);
            Add(vectors, $"valid {i}, r and s swapped", Key(secret), hash, Der(s, r), Outcome.SignatureUntrusted);
            Add(vectors, $"valid {i}, n - r", Key(secret), hash, Der(s_n - r, s), Outcome.SignatureUntrusted);
            Add(vectors, $"valid {i}, other key", Key(Number("other secret")), hash, Der(r, s), Outcome.SignatureUntrusted);
        }

        foreach (BigInteger secret in new[] { 1, 2, 3, s_n - 1, s_n - 2 })
        {
            byte[] hash = Hash("extreme secret");
            (BigInteger r, BigInteger s) = Sign(secret, hash, Number("extreme k"));
            Add(vectors, $"valid, key is {secret} G", Key(secret), hash, Der(r, s), Outcome.Ok);
        }
    }

    private static void AddAltered(List<P256Vector> vectors)
    {
        BigInteger secret = Number("altered secret");
        byte[] key = Key(secret);
        byte[] hash = Hash("altered message");
        (BigInteger r, BigInteger s) = Sign(secret, hash, Number("altered k"));
        foreach (int bit in new[] { 0, 1, 29, 30, 31, 100, 127, 128, 200, 239, 240, 254 })
        {
            BigInteger flip = BigInteger.One << bit;
            Add(vectors, $"bit {bit} of r flipped", key, hash, Der(r ^ flip, s), Outcome.SignatureUntrusted);
            Add(vectors, $"bit {bit} of s flipped", key, hash, Der(r, s ^ flip), Outcome.SignatureUntrusted);
            byte[] otherHash = P256Numbers.Bytes(new BigInteger(hash, true, true) ^ flip);
            Add(vectors, $"bit {bit} of the hash flipped", key, otherHash, Der(r, s), Outcome.SignatureUntrusted);
        }

        foreach (int offset in new[] { 27, 40, 58, 59, 75, 90 })
        {
            byte[] changed = (byte[])key.Clone();
            changed[offset] ^= 1;
            Add(vectors, $"byte {offset} of the key altered", changed, hash, Der(r, s), Outcome.KeyMalformed);
        }

        (BigInteger X, BigInteger Y) point = P256Numbers.Multiple(secret, P256Numbers.Generator)!.Value;
        Add(vectors, "opposite key", Spki((point.X, s_p - point.Y)), hash, Der(r, s), Outcome.SignatureUntrusted);
    }

    private static void AddOutOfRange(List<P256Vector> vectors)
    {
        BigInteger secret = Number("range secret");
        byte[] hash = Hash("range message");
        (BigInteger r, BigInteger s) = Sign(secret, hash, Number("range k"));
        Dictionary<string, (BigInteger Value, Outcome Outcome)> edges = new()
        {
            ["0"] = (0, Outcome.SignatureMalformed),
            ["1"] = (1, Outcome.SignatureUntrusted),
            ["n - 1"] = (s_n - 1, Outcome.SignatureUntrusted),
            ["n"] = (s_n, Outcome.SignatureMalformed),
            ["n + 1"] = (s_n + 1, Outcome.SignatureMalformed),
            ["p"] = (s_p, Outcome.SignatureMalformed),
            ["2^256 - 1"] = ((BigInteger.One << 256) - 1, Outcome.SignatureMalformed),
            ["2^256"] = (BigInteger.One << 256, Outcome.SignatureMalformed),
            ["2^270 + 1"] = ((BigInteger.One << 270) + 1, Outcome.SignatureMalformed),
            ["2^400 + 1"] = ((BigInteger.One << 400) + 1, Outcome.SignatureMalformed),
            ["-1"] = (-1, Outcome.SignatureMalformed),
        };
        foreach ((string name, (BigInteger value, Outcome outcome)) in edges)
        {
            Add(vectors, $"r is {name}", Key(secret), hash, Der(value, s), outcome);
            Add(vectors, $"s is {name}", Key(secret), hash, Der(r, value), outcome);
            Add(vectors, $"r and s are {name}", Key(secret), hash, Der(value, value), outcome);
        }

        Add(vectors, "r is n more", Key(secret), hash, Der(r + s_n, s), Outcome.SignatureMalformed);
        Add(vectors, "s is n more", Key(secret), hash, Der(r, s + s_n), Outcome.SignatureMalformed);
        Add(vectors, "s is -s", Key(secret), hash, Der(r, -s), Outcome.SignatureMalformed);
    }

    private static void AddEdgeHashes(List<P256Vector> vectors)
    {
        BigInteger secret = Number("edge secret");
        foreach ((string name, BigInteger value) in new[]
        {
            ("0", BigInteger.Zero), ("1", BigInteger.One), ("n - 1", s_n - 1), ("n", s_n), ("n + 1", s_n + 1), ("p", s_p),
            ("2^256 - 1", (BigInteger.One << 256) - 1),
        })
        {
            byte[] hash = P256Numbers.Bytes(value);
            (BigInteger r, BigInteger s) = Sign(secret, hash, Number("edge k"));
            Add(vectors, $"hash is {name}", Key(secret), hash, Der(r, s), Outcome.Ok);
            Add(vectors, $"hash is {name}, s altered", Key(secret), hash, Der(r, s + 1), Outcome.SignatureUntrusted);
        }
    }

    /// <summary>Sums that pass through equal, opposite and infinite points, and an x between n and p.</summary>
    private static void AddMeetingPoints(List<P256Vector> vectors)
    {
        (BigInteger X, BigInteger Y) point = P256Numbers.Multiple(Number("meeting point"), P256Numbers.Generator)!.Value;
        BigInteger r = point.X % s_n;

        foreach (int ratio in new[] { 1, 2, 3, -2, -3, 5, -7 })
        {
            // u1 = u2 and Q = ratio G: the digits meet on the way. hash = r gives u1 = u2.
            byte[] hash = P256Numbers.Bytes(r);
            BigInteger secret = P256Numbers.Modulo(ratio, s_n);
            BigInteger u = Number("meeting point") * P256Numbers.Inverse(1 + ratio, s_n) % s_n;
            BigInteger s = r * P256Numbers.Inverse(u, s_n) % s_n;
            Add(vectors, $"u1 = u2, key is {ratio} G", Key(secret), hash, Der(r, s), Outcome.Ok);
        }

        // u1 = u2 = 1 and Q = -G: the sum is infinity, and r the x of the last point before it.
        BigInteger gx = P256Numbers.Generator.X;
        Add(vectors, "sum is infinity", Key(s_n - 1), P256Numbers.Bytes(gx), Der(gx, gx), Outcome.SignatureUntrusted);

        // r + n is p or more: it must not be reduced by p and then found.
        BigInteger farSecret = Number("far secret");
        BigInteger far = r + s_p - s_n;
        byte[] farHash = Hash("far message");
        BigInteger farE = new(farHash, true, true);
        BigInteger farS = P256Numbers.Modulo(P256Numbers.Inverse(Number("meeting point"), s_n) * (farE + far * farSecret), s_n);
        Add(vectors, "r is p - n more than the sum's x", Key(farSecret), farHash, Der(far, farS), Outcome.SignatureUntrusted);

        // An x from n to p - 1: r is x - n, and r Z^2 alone does not find it. The key follows from point, s and hash: Q = (s R - e G) / r.
        (BigInteger X, BigInteger Y) high = PointFrom(s_n + 1);
        BigInteger highR = high.X - s_n;
        BigInteger highS = Number("high s");
        byte[] highHash = Hash("high message");
        (BigInteger X, BigInteger Y)? sR = P256Numbers.Multiple(highS, high);
        (BigInteger X, BigInteger Y)? eG = P256Numbers.Multiple(s_n - new BigInteger(highHash, true, true) % s_n, P256Numbers.Generator);
        (BigInteger X, BigInteger Y) highKey = P256Numbers.Multiple(P256Numbers.Inverse(highR, s_n), P256Numbers.Sum(sR, eG))!.Value;
        Add(vectors, "x of the sum is n or more", Spki(highKey), highHash, Der(highR, highS), Outcome.Ok);
        Add(vectors, "x of the sum is n or more and not reduced", Spki(highKey), highHash, Der(high.X, highS), Outcome.SignatureMalformed);
    }

    private static void AddBadEncodings(List<P256Vector> vectors)
    {
        BigInteger secret = Number("encoding secret");
        byte[] key = Key(secret);
        byte[] hash = Hash("encoding message");
        (BigInteger r, BigInteger s) = Sign(secret, hash, Number("encoding k"));
        byte[] good = Der(r, s);
        byte[] bodyR = DerInteger(r);
        byte[] bodyS = DerInteger(s);
        byte[] body = [.. bodyR, .. bodyS];
        byte[] paddedR = [0x02, (byte)(bodyR[1] + 1), 0, .. bodyR[2..]];
        byte[] paddedS = [0x02, (byte)(bodyS[1] + 1), 0, .. bodyS[2..]];
        Dictionary<string, byte[]> bad = new()
        {
            ["empty"] = [],
            ["empty sequence"] = [0x30, 0],
            ["raw r and s"] = [.. P256Numbers.Bytes(r), .. P256Numbers.Bytes(s)],
            ["trailing byte"] = [.. good, 0],
            ["trailing byte inside"] = [0x30, (byte)(body.Length + 1), .. body, 0],
            ["trailing null inside"] = [0x30, (byte)(body.Length + 2), .. body, 5, 0],
            ["last byte missing"] = good[..^1],
            ["long form of the sequence's length"] = [0x30, 0x81, (byte)body.Length, .. body],
            ["long form of r's length"] = [0x30, (byte)(body.Length + 1), 2, 0x81, .. bodyR[1..], .. bodyS],
            ["indefinite length"] = [0x30, 0x80, .. body, 0, 0],
            ["set"] = [0x31, .. good[1..]],
            ["r is an octet string"] = [0x30, good[1], 4, .. bodyR[1..], .. bodyS],
            ["superfluous zero before r"] = [0x30, (byte)(body.Length + 1), .. paddedR, .. bodyS],
            ["superfluous zero before s"] = [0x30, (byte)(body.Length + 1), .. bodyR, .. paddedS],
            ["r of length 0"] = [0x30, (byte)(bodyS.Length + 2), 2, 0, .. bodyS],
            ["s of length 0"] = [0x30, (byte)(bodyR.Length + 2), .. bodyR, 2, 0],
            ["r alone"] = [0x30, (byte)bodyR.Length, .. bodyR],
            ["r's length beyond the end"] = [0x30, good[1], 2, 0x46, .. good[4..]],
            ["s's length beyond the end"] = [0x30, good[1], .. bodyR, 2, (byte)(bodyS[1] + 1), .. bodyS[2..]],
            ["three numbers"] = [0x30, (byte)(body.Length + 3), .. body, 2, 1, 1],
        };
        Add(vectors, "good encoding", key, hash, good, Outcome.Ok);
        foreach ((string name, byte[] signature) in bad)
        {
            Add(vectors, name, key, hash, signature, Outcome.SignatureMalformed);
        }
    }

    private static void AddBadKeys(List<P256Vector> vectors)
    {
        byte[] good = Key(Number("key secret"));
        byte[] hash = Hash("key message");
        (BigInteger r, BigInteger s) = Sign(Number("key secret"), hash, Number("key k"));
        byte[] point = good[26..];
        byte[] Changed(int offset, byte value)
        {
            byte[] changed = (byte[])good.Clone();
            changed[offset] = value;
            return changed;
        }

        Dictionary<string, byte[]> bad = new()
        {
            ["empty key"] = [],
            ["point without a frame"] = point,
            ["key with a trailing byte"] = [.. good, 0],
            ["key without its last byte"] = good[..^1],
            ["compressed point"] =
            [
                .. Convert.FromHexString("3039301306072a8648ce3d020106082a8648ce3d030107032200"), (byte)(2 + (point[64] & 1)), .. point[1..33],
            ],
            ["compressed marker before an uncompressed point"] = Changed(26, 2),
            ["hybrid point"] = Changed(26, (byte)(6 + (point[64] & 1))),
            ["infinity"] = [.. Convert.FromHexString("3019301306072a8648ce3d020106082a8648ce3d03010703020000")],
            ["point (0, 0)"] = [.. good[..27], .. new byte[64]],
            ["curve secp256k1"] = [.. Convert.FromHexString("3056301006072a8648ce3d020106052b8104000a03420004"), .. point[1..]],
            ["curve prime192v1 by name"] = Changed(22, 1),
            ["algorithm id-ecDH"] = [.. Convert.FromHexString("3057301106052b8104010c06082a8648ce3d03010703420004"), .. point[1..]],
            ["unused bits"] = Changed(25, 1),
            ["long form of the length"] = [0x30, 0x81, .. good[1..]],
            ["x is p, for 0"] = Spki((s_p, PointFrom(0).Y)),
            ["x is not reduced"] = Spki((s_p + PointFrom(1).X, PointFrom(1).Y)),
            ["y is not reduced"] = Spki((s_xOfFive, s_p + 5)),
            ["y is p"] = [.. good[..59], .. P256Numbers.Bytes(s_p)],
            ["coordinates of 2^256 - 1"] = [.. good[..27], .. Enumerable.Repeat((byte)0xff, 64)],
        };
        Add(vectors, "key with y = 5", Spki((s_xOfFive, 5)), hash, Der(r, s), Outcome.SignatureUntrusted);
        Add(vectors, "good key", good, hash, Der(r, s), Outcome.Ok);
        foreach ((string name, byte[] key) in bad)
        {
            Add(vectors, name, key, hash, Der(r, s), Outcome.KeyMalformed);
        }
    }

    /// <summary>The smallest point with an x of at least <paramref name="x"/>.</summary>
    private static (BigInteger X, BigInteger Y) PointFrom(BigInteger x)
    {
        for (; ; x++)
        {
            BigInteger square = P256Numbers.Modulo(x * x * x - 3 * x + P256Numbers.B, s_p);
            BigInteger root = BigInteger.ModPow(square, (s_p + 1) / 4, s_p);
            if (root * root % s_p == square)
            {
                return (x, root);
            }
        }
    }
}
