using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Crypto.Parameters;

namespace Updater.Signing;

/// <summary>NaCl's secretbox: XSalsa20 and Poly1305 (nacl.cr.yp.to/secretbox.html). A box is the 16 bytes of the tag, then the ciphertext.</summary>
internal static class SecretBox
{
    public const int KeyBytes = 32;
    public const int NonceBytes = 24;
    public const int TagBytes = 16;

    public static byte[] Seal(byte[] key, byte[] nonce, byte[] content)
    {
        XSalsa20Engine cipher = Start(key, nonce, out Poly1305 mac);
        byte[] box = new byte[TagBytes + content.Length];
        cipher.ProcessBytes(content, 0, content.Length, box, TagBytes);
        mac.BlockUpdate(box, TagBytes, content.Length);
        mac.DoFinal(box, 0);
        return box;
    }

    /// <summary>Opens a box; null if it was not sealed with this key and nonce.</summary>
    public static byte[]? Open(byte[] key, byte[] nonce, byte[] box)
    {
        if (box.Length < TagBytes)
        {
            return null;
        }

        XSalsa20Engine cipher = Start(key, nonce, out Poly1305 mac);
        byte[] tag = new byte[TagBytes];
        mac.BlockUpdate(box, TagBytes, box.Length - TagBytes);
        mac.DoFinal(tag, 0);
        if (!CryptographicOperations.FixedTimeEquals(tag, box.AsSpan(0, TagBytes)))
        {
            return null;
        }

        byte[] content = new byte[box.Length - TagBytes];
        cipher.ProcessBytes(box, TagBytes, content.Length, content, 0);
        return content;
    }

    // The first 32 bytes of the key stream are the key of the authenticator; the content takes what follows.
    private static XSalsa20Engine Start(byte[] key, byte[] nonce, out Poly1305 mac)
    {
        XSalsa20Engine cipher = new();
        cipher.Init(forEncryption: true, new ParametersWithIV(new KeyParameter(key), nonce));
        byte[] macKey = new byte[32];
        cipher.ProcessBytes(macKey, 0, macKey.Length, macKey, 0);
        mac = new Poly1305();
        mac.Init(new KeyParameter(macKey));
        CryptographicOperations.ZeroMemory(macKey);
        return cipher;
    }
}
