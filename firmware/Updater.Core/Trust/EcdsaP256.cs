using Updater.Core.Platform;

namespace Updater.Core.Trust;

/// <summary>
/// Verifies ECDSA signatures over P-256 with SHA-256 (FIPS 186-4, 6.4). Owns all it needs, so verifying allocates nothing. Not in constant time:
/// nothing here is secret.
/// </summary>
/// <remarks>
/// With (r, s) also (r, n - s) verifies: ECDSA says so, and so do cosign and the platform's verifier. Nothing may be named by the bytes of its
/// signature.
/// </remarks>
public sealed class EcdsaP256
{
    /// <summary>Bytes a verifier needs for the digits of its scalars.</summary>
    public const int ScratchBytes = P256Scalar.DigitCount;

    private const int HashBytes = 32;
    /// <summary>Width of the generator's digits: its odd multiples up to 7 are constants.</summary>
    private const int GeneratorWidth = 4;
    /// <summary>Width of the key's digits: 1 and 3 times the key are computed each time; more would cost what it saves.</summary>
    private const int KeyWidth = 3;

    private readonly P256Point _sum = new P256Point();
    private readonly long[] _r = new long[P256Field.LimbCount];
    private readonly long[] _generatorX = new long[P256Field.LimbCount];
    private readonly long[] _generatorY = new long[P256Field.LimbCount];
    private readonly long[] _keyX = new long[P256Field.LimbCount];
    private readonly long[] _keyY = new long[P256Field.LimbCount];
    private readonly long[] _tripleX = new long[P256Field.LimbCount];
    private readonly long[] _tripleY = new long[P256Field.LimbCount];
    private readonly long[] _tripleZ = new long[P256Field.LimbCount];

    /// <summary>Digits of both scalars, the generator's in the low half of each byte.</summary>
    private readonly byte[] _digits;

    /// <summary>Makes a verifier with buffers of its own.</summary>
    public EcdsaP256()
        : this(new byte[ScratchBytes])
    {
    }

    /// <summary>Makes a verifier that borrows a buffer while it verifies.</summary>
    /// <param name="scratch">At least <see cref="ScratchBytes"/> bytes; what is in them is lost.</param>
    public EcdsaP256(byte[] scratch)
    {
        Invariant.That(scratch.Length >= ScratchBytes);
        _digits = scratch;
    }

    /// <summary>Verifies one signature.</summary>
    /// <param name="key">The key that should have signed.</param>
    /// <param name="hash32">Holds the SHA-256 of what was signed.</param>
    /// <param name="hashOffset">Where its 32 bytes start.</param>
    /// <param name="signature">Holds the DER signature.</param>
    /// <param name="signatureOffset">Where it starts.</param>
    /// <param name="signatureCount">Its size in bytes.</param>
    /// <returns><see cref="Outcome.Ok"/>; <see cref="Outcome.SignatureMalformed"/> if it is not strict DER of two numbers from 1 to n - 1;
    /// <see cref="Outcome.SignatureUntrusted"/>
    /// if this key did not sign this hash.</returns>
    public Outcome Verify(EcPublicKey key, byte[] hash32, int hashOffset, byte[] signature, int signatureOffset, int signatureCount)
    {
        Invariant.That(key != null && hashOffset >= 0 && hashOffset <= hash32.Length - HashBytes);
        Invariant.That(signatureOffset >= 0 && signatureCount >= 0 && signatureOffset <= signature.Length - signatureCount);
        Outcome outcome = DerSignature.Parse(signature, signatureOffset, signatureCount, _r, _generatorX);
        if (outcome != Outcome.Ok)
        {
            return outcome;
        }

        RecodeScalars(hash32, hashOffset, _generatorX);
        LoadKey(key);
        SumUp();
        return HasX() ? Outcome.Ok : Outcome.SignatureUntrusted;
    }

    /// <summary>u1 = hash / s and u2 = r / s mod n, as digits. The points' arrays serve as scratch.</summary>
    private void RecodeScalars(byte[] hash32, int hashOffset, long[] s)
    {
        long[] inverse = _keyX;
        long[] product = _keyY;
        P256Scalar.Invert(inverse, product, _tripleX, s);
        for (int i = 0; i < P256Scalar.DigitCount; i++)
        {
            _digits[i] = P256Scalar.ZeroDigits;
        }

        // The hash may be n or more; the product is reduced.
        P256Scalar.Decode(_tripleX, hash32, hashOffset, HashBytes);
        P256Scalar.Multiply(product, _tripleX, inverse);
        P256Scalar.Recode(product, GeneratorWidth, _digits, 0);
        P256Scalar.Multiply(product, _r, inverse);
        P256Scalar.Recode(product, KeyWidth, _digits, 4);
    }

    private void LoadKey(EcPublicKey key)
    {
        P256Point sum = _sum;
        key.LoadPoint(_keyX, _keyY, _tripleX);
        sum.IsInfinity = true;
        sum.Add(_keyX, _keyY, null, 1);
        sum.Double();
        sum.Add(_keyX, _keyY, null, 1);
        P256Field.Combine(_tripleX, sum.X, 1, sum.X, 0);
        P256Field.Combine(_tripleY, sum.Y, 1, sum.Y, 0);
        P256Field.Combine(_tripleZ, sum.Z, 1, sum.Z, 0);
    }

    /// <summary>u1 G + u2 Q with one chain of doublings.</summary>
    private void SumUp()
    {
        P256Point sum = _sum;
        byte[] digits = _digits;
        sum.IsInfinity = true;
        for (int i = P256Scalar.DigitCount - 1; i >= 0; i--)
        {
            sum.Double();
            int pair = digits[i];
            if (pair != P256Scalar.ZeroDigits)
            {
                AddGenerator((pair & 15) - 8);
                AddKey((pair >> 4) - 8);
            }
        }
    }

    private void AddGenerator(int digit)
    {
        if (digit != 0)
        {
            int sign = digit < 0 ? -1 : 1;
            int offset = ((digit * sign) >> 1) * 64;
            P256Field.Load(_generatorX, P256Constants.Table, offset);
            P256Field.Load(_generatorY, P256Constants.Table, offset + 32);
            _sum.Add(_generatorX, _generatorY, null, sign);
        }
    }

    private void AddKey(int digit)
    {
        int sign = digit < 0 ? -1 : 1;
        switch (digit * sign)
        {
            case 1:
                _sum.Add(_keyX, _keyY, null, sign);
                break;
            case 3:
                _sum.Add(_tripleX, _tripleY, _tripleZ, sign);
                break;
        }
    }

    /// <summary>
    /// Whether the sum's x is r mod n, without dividing: X = r Z^2, or X = (r + n) Z^2 where r + n is still below p.
    /// </summary>
    private bool HasX()
    {
        if (_sum.IsInfinity)
        {
            return false;
        }

        P256Field.Square(_keyX, _sum.Z);
        P256Field.Load(_keyY, P256Constants.Table, P256Constants.SquaredROffset);
        P256Field.Multiply(_keyX, _keyX, _keyY);
        if (IsXOver(_keyX))
        {
            return true;
        }

        P256Scalar.AddMultiple(_r, P256Constants.N, 1);
        return P256Scalar.IsBelow(_r, P256Constants.P) && IsXOver(_keyX);
    }

    /// <summary>Whether X = r Z^2; <paramref name="squaredZ"/> is Z^2 R, so that the product with r, which is not in Montgomery form, is.</summary>
    private bool IsXOver(long[] squaredZ)
    {
        P256Field.Multiply(_tripleX, _r, squaredZ);
        P256Field.Combine(_tripleX, _tripleX, 1, _sum.X, -1);
        return P256Field.IsZero(_tripleX, _tripleY);
    }
}
