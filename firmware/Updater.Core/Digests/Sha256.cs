using System;
using Updater.Core.Platform;

namespace Updater.Core.Digests;

/// <summary>
/// SHA-256 (FIPS 180-4), written for an interpreter whose cost is the number of IL instructions: about 100 a byte. Allocates at construction only.
/// </summary>
/// <remarks>
/// A 32-bit word lives twice in a <c>ulong</c> (both halves equal), so a rotation is one shift whose low half counts: three instructions rather than
/// seven, and
/// a chain of them nests. A plain shift by n is a shift by 32 + n. Sums and logic need the low half only; a new word is cut to 32 bits and doubled
/// by one multiplication.
/// </remarks>
public sealed class Sha256 : IDigest
{
    /// <summary>Size of the digest, in bytes.</summary>
    public const int DigestBytes = 32;
    /// <summary>Size of a saved state, in bytes: chaining value 32, length 8, partial block 64 (zeros behind the bytes it holds). Numbers are
    /// big-endian.</summary>
    public const int StateBytes = ChainingBytes + LengthBytes + BlockBytes;

    private const int ChainingBytes = 32;
    private const int LengthBytes = 8;
    private const int BlockBytes = 64;
    /// <summary>The length is written in bits and as a signed number.</summary>
    private const long LengthMax = long.MaxValue >> 3;
    /// <summary>In place of the length, once the digest has been taken.</summary>
    private const long Finished = -1;

    /// <summary>FIPS 180-4, 4.2.2: the first 32 bits of the fractions of the cube roots of the first 64 primes.</summary>
    private static readonly uint[] s_k =
    {
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    };

    /// <summary>FIPS 180-4, 5.3.3: the same of the square roots of the first 8 primes.</summary>
    private static readonly uint[] s_initial =
    {
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
    };

    private readonly uint[] _chaining = new uint[8];
    private readonly byte[] _block = new byte[BlockBytes];
    private long _length;

    /// <summary>Ready for the first byte.</summary>
    public Sha256()
    {
        Reset();
    }

    /// <inheritdoc/>
    public int SizeBytes => DigestBytes;

    /// <inheritdoc/>
    public int StateSizeBytes => StateBytes;

    /// <inheritdoc/>
    public void Reset()
    {
        _length = 0;
        Array.Copy(s_initial, 0, _chaining, 0, 8);
    }

    /// <inheritdoc/>
    public void Update(byte[] buffer, int offset, int count)
    {
        Invariant.That(_length >= 0 && offset >= 0 && count >= 0 && offset <= buffer.Length - count);
        int held = (int)_length & (BlockBytes - 1);
        _length += count;
        if (held != 0)
        {
            int taken = BlockBytes - held;
            if (count < taken)
            {
                Array.Copy(buffer, offset, _block, held, count);
                return;
            }

            Array.Copy(buffer, offset, _block, held, taken);
            Compress(_block, 0);
            offset += taken;
            count -= taken;
        }

        while (count >= BlockBytes)
        {
            Compress(buffer, offset);
            offset += BlockBytes;
            count -= BlockBytes;
        }

        if (count != 0)
        {
            Array.Copy(buffer, offset, _block, 0, count);
        }
    }

    /// <inheritdoc/>
    public void Finish(byte[] target, int offset)
    {
        Invariant.That(_length >= 0 && offset >= 0 && offset <= target.Length - DigestBytes);

        // FIPS 180-4, 5.1.1: a one bit, zeros, the length in bits as 64 bits.
        int held = (int)_length & (BlockBytes - 1);
        _block[held++] = 0x80;
        if (held > BlockBytes - LengthBytes)
        {
            Array.Clear(_block, held, BlockBytes - held);
            Compress(_block, 0);
            held = 0;
        }

        Array.Clear(_block, held, BlockBytes - LengthBytes - held);
        WriteNumber(_block, BlockBytes - LengthBytes, _length << 3, LengthBytes);
        Compress(_block, 0);
        _length = Finished;
        WriteChaining(target, offset);
    }

    /// <inheritdoc/>
    public void SaveState(byte[] target, int offset)
    {
        Invariant.That(_length >= 0 && offset >= 0 && offset <= target.Length - StateBytes);
        WriteChaining(target, offset);
        WriteNumber(target, offset + ChainingBytes, _length, LengthBytes);
        int held = (int)_length & (BlockBytes - 1);
        int blockOffset = offset + ChainingBytes + LengthBytes;
        Array.Copy(_block, 0, target, blockOffset, held);
        Array.Clear(target, blockOffset + held, BlockBytes - held);
    }

    /// <inheritdoc/>
    public bool RestoreState(byte[] source, int offset)
    {
        Reset();
        Invariant.That(offset >= 0 && offset <= source.Length - StateBytes);
        long length = ReadNumber(source, offset + ChainingBytes, LengthBytes);
        if (length < 0 || length > LengthMax)
        {
            return false;
        }

        int held = (int)length & (BlockBytes - 1);
        int blockOffset = offset + ChainingBytes + LengthBytes;
        for (int i = held; i < BlockBytes; i++)
        {
            if (source[blockOffset + i] != 0)
            {
                return false;
            }
        }

        // Before the first whole block the chaining value is the initial one, so a refusal leaves nothing but that.
        for (int i = 0; i < 8; i++)
        {
            uint word = (uint)ReadNumber(source, offset + 4 * i, 4);
            if (length < BlockBytes && word != s_initial[i])
            {
                return false;
            }

            _chaining[i] = word;
        }

        Array.Copy(source, blockOffset, _block, 0, held);
        _length = length;
        return true;
    }

    private void WriteChaining(byte[] target, int offset)
    {
        for (int i = 0; i < 8; i++)
        {
            WriteNumber(target, offset + 4 * i, _chaining[i], 4);
        }
    }

    private static void WriteNumber(byte[] target, int offset, long value, int count)
    {
        for (int i = offset + count - 1; i >= offset; i--)
        {
            target[i] = (byte)value;
            value >>= 8;
        }
    }

    private static long ReadNumber(byte[] source, int offset, int count)
    {
        long value = 0;
        for (int i = offset; i < offset + count; i++)
        {
            value = value << 8 | source[i];
        }

        return value;
    }

    /// <summary>FIPS 180-4, 6.2.2, on the 64 bytes at <paramref name="offset"/>. Longer than a screen on purpose: every local here is an array
    /// access or a field saved.</summary>
    private void Compress(byte[] buffer, int offset)
    {
        ulong twice = 0x100000001;
        ulong w0 = (uint)(buffer[offset] << 24 | buffer[offset + 1] << 16 | buffer[offset + 2] << 8 | buffer[offset + 3]) * twice;
        ulong w1 = (uint)(buffer[offset + 4] << 24 | buffer[offset + 5] << 16 | buffer[offset + 6] << 8 | buffer[offset + 7]) * twice;
        ulong w2 = (uint)(buffer[offset + 8] << 24 | buffer[offset + 9] << 16 | buffer[offset + 10] << 8 | buffer[offset + 11]) * twice;
        ulong w3 = (uint)(buffer[offset + 12] << 24 | buffer[offset + 13] << 16 | buffer[offset + 14] << 8 | buffer[offset + 15]) * twice;
        ulong w4 = (uint)(buffer[offset + 16] << 24 | buffer[offset + 17] << 16 | buffer[offset + 18] << 8 | buffer[offset + 19]) * twice;
        ulong w5 = (uint)(buffer[offset + 20] << 24 | buffer[offset + 21] << 16 | buffer[offset + 22] << 8 | buffer[offset + 23]) * twice;
        ulong w6 = (uint)(buffer[offset + 24] << 24 | buffer[offset + 25] << 16 | buffer[offset + 26] << 8 | buffer[offset + 27]) * twice;
        ulong w7 = (uint)(buffer[offset + 28] << 24 | buffer[offset + 29] << 16 | buffer[offset + 30] << 8 | buffer[offset + 31]) * twice;
        ulong w8 = (uint)(buffer[offset + 32] << 24 | buffer[offset + 33] << 16 | buffer[offset + 34] << 8 | buffer[offset + 35]) * twice;
        ulong w9 = (uint)(buffer[offset + 36] << 24 | buffer[offset + 37] << 16 | buffer[offset + 38] << 8 | buffer[offset + 39]) * twice;
        ulong w10 = (uint)(buffer[offset + 40] << 24 | buffer[offset + 41] << 16 | buffer[offset + 42] << 8 | buffer[offset + 43]) * twice;
        ulong w11 = (uint)(buffer[offset + 44] << 24 | buffer[offset + 45] << 16 | buffer[offset + 46] << 8 | buffer[offset + 47]) * twice;
        ulong w12 = (uint)(buffer[offset + 48] << 24 | buffer[offset + 49] << 16 | buffer[offset + 50] << 8 | buffer[offset + 51]) * twice;
        ulong w13 = (uint)(buffer[offset + 52] << 24 | buffer[offset + 53] << 16 | buffer[offset + 54] << 8 | buffer[offset + 55]) * twice;
        ulong w14 = (uint)(buffer[offset + 56] << 24 | buffer[offset + 57] << 16 | buffer[offset + 58] << 8 | buffer[offset + 59]) * twice;
        ulong w15 = (uint)(buffer[offset + 60] << 24 | buffer[offset + 61] << 16 | buffer[offset + 62] << 8 | buffer[offset + 63]) * twice;
        uint[] chaining = _chaining;
        ulong a = chaining[0] * twice;
        ulong b = chaining[1] * twice;
        ulong c = chaining[2] * twice;
        ulong d = chaining[3] * twice;
        ulong e = chaining[4] * twice;
        ulong f = chaining[5] * twice;
        ulong g = chaining[6] * twice;
        ulong h = chaining[7] * twice;
        uint[] k = s_k;
        ulong t;
        for (int i = 0; ; i += 16)
        {
            // Sum1(e) = rotr 6 ^ rotr 11 ^ rotr 25 and Sum0(a) = rotr 2 ^ rotr 13 ^ rotr 22, nested; the roles move by one each round.
            t = h + ((((e >> 14) ^ e) >> 5 ^ e) >> 6) + (g ^ (e & (f ^ g))) + k[i] + w0;
            d = (uint)(d + t) * twice;
            h = (uint)(t + ((((a >> 9) ^ a) >> 11 ^ a) >> 2) + ((a & b) | (c & (a | b)))) * twice;
            t = g + ((((d >> 14) ^ d) >> 5 ^ d) >> 6) + (f ^ (d & (e ^ f))) + k[i + 1] + w1;
            c = (uint)(c + t) * twice;
            g = (uint)(t + ((((h >> 9) ^ h) >> 11 ^ h) >> 2) + ((h & a) | (b & (h | a)))) * twice;
            t = f + ((((c >> 14) ^ c) >> 5 ^ c) >> 6) + (e ^ (c & (d ^ e))) + k[i + 2] + w2;
            b = (uint)(b + t) * twice;
            f = (uint)(t + ((((g >> 9) ^ g) >> 11 ^ g) >> 2) + ((g & h) | (a & (g | h)))) * twice;
            t = e + ((((b >> 14) ^ b) >> 5 ^ b) >> 6) + (d ^ (b & (c ^ d))) + k[i + 3] + w3;
            a = (uint)(a + t) * twice;
            e = (uint)(t + ((((f >> 9) ^ f) >> 11 ^ f) >> 2) + ((f & g) | (h & (f | g)))) * twice;
            t = d + ((((a >> 14) ^ a) >> 5 ^ a) >> 6) + (c ^ (a & (b ^ c))) + k[i + 4] + w4;
            h = (uint)(h + t) * twice;
            d = (uint)(t + ((((e >> 9) ^ e) >> 11 ^ e) >> 2) + ((e & f) | (g & (e | f)))) * twice;
            t = c + ((((h >> 14) ^ h) >> 5 ^ h) >> 6) + (b ^ (h & (a ^ b))) + k[i + 5] + w5;
            g = (uint)(g + t) * twice;
            c = (uint)(t + ((((d >> 9) ^ d) >> 11 ^ d) >> 2) + ((d & e) | (f & (d | e)))) * twice;
            t = b + ((((g >> 14) ^ g) >> 5 ^ g) >> 6) + (a ^ (g & (h ^ a))) + k[i + 6] + w6;
            f = (uint)(f + t) * twice;
            b = (uint)(t + ((((c >> 9) ^ c) >> 11 ^ c) >> 2) + ((c & d) | (e & (c | d)))) * twice;
            t = a + ((((f >> 14) ^ f) >> 5 ^ f) >> 6) + (h ^ (f & (g ^ h))) + k[i + 7] + w7;
            e = (uint)(e + t) * twice;
            a = (uint)(t + ((((b >> 9) ^ b) >> 11 ^ b) >> 2) + ((b & c) | (d & (b | c)))) * twice;
            t = h + ((((e >> 14) ^ e) >> 5 ^ e) >> 6) + (g ^ (e & (f ^ g))) + k[i + 8] + w8;
            d = (uint)(d + t) * twice;
            h = (uint)(t + ((((a >> 9) ^ a) >> 11 ^ a) >> 2) + ((a & b) | (c & (a | b)))) * twice;
            t = g + ((((d >> 14) ^ d) >> 5 ^ d) >> 6) + (f ^ (d & (e ^ f))) + k[i + 9] + w9;
            c = (uint)(c + t) * twice;
            g = (uint)(t + ((((h >> 9) ^ h) >> 11 ^ h) >> 2) + ((h & a) | (b & (h | a)))) * twice;
            t = f + ((((c >> 14) ^ c) >> 5 ^ c) >> 6) + (e ^ (c & (d ^ e))) + k[i + 10] + w10;
            b = (uint)(b + t) * twice;
            f = (uint)(t + ((((g >> 9) ^ g) >> 11 ^ g) >> 2) + ((g & h) | (a & (g | h)))) * twice;
            t = e + ((((b >> 14) ^ b) >> 5 ^ b) >> 6) + (d ^ (b & (c ^ d))) + k[i + 11] + w11;
            a = (uint)(a + t) * twice;
            e = (uint)(t + ((((f >> 9) ^ f) >> 11 ^ f) >> 2) + ((f & g) | (h & (f | g)))) * twice;
            t = d + ((((a >> 14) ^ a) >> 5 ^ a) >> 6) + (c ^ (a & (b ^ c))) + k[i + 12] + w12;
            h = (uint)(h + t) * twice;
            d = (uint)(t + ((((e >> 9) ^ e) >> 11 ^ e) >> 2) + ((e & f) | (g & (e | f)))) * twice;
            t = c + ((((h >> 14) ^ h) >> 5 ^ h) >> 6) + (b ^ (h & (a ^ b))) + k[i + 13] + w13;
            g = (uint)(g + t) * twice;
            c = (uint)(t + ((((d >> 9) ^ d) >> 11 ^ d) >> 2) + ((d & e) | (f & (d | e)))) * twice;
            t = b + ((((g >> 14) ^ g) >> 5 ^ g) >> 6) + (a ^ (g & (h ^ a))) + k[i + 14] + w14;
            f = (uint)(f + t) * twice;
            b = (uint)(t + ((((c >> 9) ^ c) >> 11 ^ c) >> 2) + ((c & d) | (e & (c | d)))) * twice;
            t = a + ((((f >> 14) ^ f) >> 5 ^ f) >> 6) + (h ^ (f & (g ^ h))) + k[i + 15] + w15;
            e = (uint)(e + t) * twice;
            a = (uint)(t + ((((b >> 9) ^ b) >> 11 ^ b) >> 2) + ((b & c) | (d & (b | c)))) * twice;
            if (i == 48)
            {
                break;
            }

            // sigma0 = rotr 7 ^ rotr 18 ^ shr 3 (35 of the doubled word) and sigma1 = rotr 17 ^ rotr 19 ^ shr 10 (42).
            w0 = (uint)(w0 + ((((w1 >> 17) ^ w1) >> 11 ^ w1) >> 7) + w9 + ((((w14 >> 23) ^ w14) >> 2 ^ w14) >> 17)) * twice;
            w1 = (uint)(w1 + ((((w2 >> 17) ^ w2) >> 11 ^ w2) >> 7) + w10 + ((((w15 >> 23) ^ w15) >> 2 ^ w15) >> 17)) * twice;
            w2 = (uint)(w2 + ((((w3 >> 17) ^ w3) >> 11 ^ w3) >> 7) + w11 + ((((w0 >> 23) ^ w0) >> 2 ^ w0) >> 17)) * twice;
            w3 = (uint)(w3 + ((((w4 >> 17) ^ w4) >> 11 ^ w4) >> 7) + w12 + ((((w1 >> 23) ^ w1) >> 2 ^ w1) >> 17)) * twice;
            w4 = (uint)(w4 + ((((w5 >> 17) ^ w5) >> 11 ^ w5) >> 7) + w13 + ((((w2 >> 23) ^ w2) >> 2 ^ w2) >> 17)) * twice;
            w5 = (uint)(w5 + ((((w6 >> 17) ^ w6) >> 11 ^ w6) >> 7) + w14 + ((((w3 >> 23) ^ w3) >> 2 ^ w3) >> 17)) * twice;
            w6 = (uint)(w6 + ((((w7 >> 17) ^ w7) >> 11 ^ w7) >> 7) + w15 + ((((w4 >> 23) ^ w4) >> 2 ^ w4) >> 17)) * twice;
            w7 = (uint)(w7 + ((((w8 >> 17) ^ w8) >> 11 ^ w8) >> 7) + w0 + ((((w5 >> 23) ^ w5) >> 2 ^ w5) >> 17)) * twice;
            w8 = (uint)(w8 + ((((w9 >> 17) ^ w9) >> 11 ^ w9) >> 7) + w1 + ((((w6 >> 23) ^ w6) >> 2 ^ w6) >> 17)) * twice;
            w9 = (uint)(w9 + ((((w10 >> 17) ^ w10) >> 11 ^ w10) >> 7) + w2 + ((((w7 >> 23) ^ w7) >> 2 ^ w7) >> 17)) * twice;
            w10 = (uint)(w10 + ((((w11 >> 17) ^ w11) >> 11 ^ w11) >> 7) + w3 + ((((w8 >> 23) ^ w8) >> 2 ^ w8) >> 17)) * twice;
            w11 = (uint)(w11 + ((((w12 >> 17) ^ w12) >> 11 ^ w12) >> 7) + w4 + ((((w9 >> 23) ^ w9) >> 2 ^ w9) >> 17)) * twice;
            w12 = (uint)(w12 + ((((w13 >> 17) ^ w13) >> 11 ^ w13) >> 7) + w5 + ((((w10 >> 23) ^ w10) >> 2 ^ w10) >> 17)) * twice;
            w13 = (uint)(w13 + ((((w14 >> 17) ^ w14) >> 11 ^ w14) >> 7) + w6 + ((((w11 >> 23) ^ w11) >> 2 ^ w11) >> 17)) * twice;
            w14 = (uint)(w14 + ((((w15 >> 17) ^ w15) >> 11 ^ w15) >> 7) + w7 + ((((w12 >> 23) ^ w12) >> 2 ^ w12) >> 17)) * twice;
            w15 = (uint)(w15 + ((((w0 >> 17) ^ w0) >> 11 ^ w0) >> 7) + w8 + ((((w13 >> 23) ^ w13) >> 2 ^ w13) >> 17)) * twice;
        }

        chaining[0] = chaining[0] + (uint)a;
        chaining[1] = chaining[1] + (uint)b;
        chaining[2] = chaining[2] + (uint)c;
        chaining[3] = chaining[3] + (uint)d;
        chaining[4] = chaining[4] + (uint)e;
        chaining[5] = chaining[5] + (uint)f;
        chaining[6] = chaining[6] + (uint)g;
        chaining[7] = chaining[7] + (uint)h;
    }
}
