using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Updater.Core.Digests;
using Updater.Core.Platform;
using Updater.Core.Trust;

namespace Updater.Benchmarks;

/// <summary>
/// The core's digest and signature check beside .NET's, in the same run on the same machine. The core is written for an interpreter: on a compiler the ratio
/// only shows that it did not get slower.
/// </summary>
public static class CryptoFigures
{
    private const int DataBytes = 1 << 20;
    private const int VerificationCount = 50;
    private const int RunCount = 5;

    /// <summary>The rows of the table.</summary>
    public static IReadOnlyList<Figure> MeasureAll()
    {
        byte[] data = ReleaseDesk.Payload(DataBytes, 3);
        return [Compare("SHA-256, time beside .NET's", Digest(data)), Compare("P-256 verification, time beside .NET's", Verification(data))];
    }

    private static (Action Ours, Action Theirs) Digest(byte[] data)
    {
        Sha256 sha256 = new();
        byte[] digest = new byte[Sha256.DigestBytes];
        return (
            () =>
            {
                sha256.Reset();
                sha256.Update(data, 0, data.Length);
                sha256.Finish(digest, 0);
            },
            () => SHA256.HashData(data, digest));
    }

    private static (Action Ours, Action Theirs) Verification(byte[] data)
    {
        ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] hash = SHA256.HashData(data);
        byte[] signature = key.SignHash(hash, DSASignatureFormat.Rfc3279DerSequence);
        byte[] spki = key.ExportSubjectPublicKeyInfo();
        Require(EcPublicKey.Parse(spki, 0, spki.Length, out EcPublicKey ownKey) == Outcome.Ok);
        EcdsaP256 ours = new();
        return (
            () => Repeat(() => Require(ours.Verify(ownKey, hash, 0, signature, 0, signature.Length) == Outcome.Ok)),
            () => Repeat(() => Require(key.VerifyHash(hash, signature, DSASignatureFormat.Rfc3279DerSequence))));
    }

    private static Figure Compare(string name, (Action Ours, Action Theirs) pair)
    {
        // Alternating, and the best of each: what else the machine does strikes both alike.
        TimeSpan ours = TimeSpan.MaxValue;
        TimeSpan theirs = TimeSpan.MaxValue;
        for (int run = 0; run < RunCount; run++)
        {
            ours = Min(ours, Time(pair.Ours));
            theirs = Min(theirs, Time(pair.Theirs));
        }

        return Figure.Information(name, string.Create(CultureInfo.InvariantCulture, $"{ours / theirs:0.0} x"));
    }

    private static TimeSpan Time(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start);
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static void Repeat(Action action)
    {
        for (int i = 0; i < VerificationCount; i++)
        {
            action();
        }
    }

    private static void Require(bool condition)
    {
        if (!condition)
        {
            throw new InvalidOperationException("cryptography: expected a valid signature to be accepted, found it refused");
        }
    }
}
