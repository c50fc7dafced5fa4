using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Updater.Core.Platform;

namespace Updater.Registry;

/// <summary>Reads certificates from PEM files: a server's own with its key, or those a client trusts.</summary>
public static class PemCertificates
{
    /// <summary>Reads a server's certificate, what follows it in the file (its chain), and its key.</summary>
    /// <param name="certificatePath">PEM file, the server's certificate first.</param>
    /// <param name="keyPath">PEM file of the unencrypted key; it may be the same file.</param>
    /// <exception cref="RegistryException">There is no such pair.</exception>
    public static ServerCertificate ReadServer(string certificatePath, string keyPath)
    {
        string pem = ReadText(certificatePath);
        string key = ReadText(keyPath);
        try
        {
            X509Certificate2Collection all = [];
            all.ImportFromPem(pem);
            X509Certificate2 own = X509Certificate2.CreateFromPem(pem, key);
            if (OperatingSystem.IsWindows())
            {
                // SChannel takes no key that is in memory only.
                own = X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), null);
            }

            return new ServerCertificate(own, [.. all.Skip(1)]);
        }
        catch (Exception problem) when (problem is CryptographicException or ArgumentException)
        {
            throw new RegistryException(Outcome.KeyMalformed, $"a certificate in {certificatePath} and its unencrypted key in {keyPath}, both PEM",
                problem.Message, "check that both files are PEM and belong together", problem);
        }
    }

    /// <summary>Reads the roots that a client trusts.</summary>
    /// <param name="path">PEM file of one or more certificates.</param>
    /// <exception cref="RegistryException">There is none.</exception>
    public static X509Certificate2Collection ReadRoots(string path)
    {
        string pem = ReadText(path);
        X509Certificate2Collection roots = [];
        try
        {
            roots.ImportFromPem(pem);
        }
        catch (CryptographicException problem)
        {
            throw new RegistryException(Outcome.KeyMalformed, $"certificates in PEM in {path}", problem.Message, "check the file", problem);
        }

        return roots.Count > 0 ? roots
            : throw new RegistryException(Outcome.KeyMalformed, $"certificates in PEM in {path}", "none", "check the file");
    }

    private static string ReadText(string path)
    {
        try
        {
            return new FileInfo(path).Length <= RegistryLimits.PemBytesMax ? File.ReadAllText(path)
                : throw new RegistryException(Outcome.DocumentTooLarge, $"a file of at most {RegistryLimits.PemBytesMax} bytes", path,
                    "check the path");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new RegistryException(Outcome.ConfigMalformed, $"a PEM file at {path}", problem.Message, "check the path and its rights", problem);
        }
    }
}
