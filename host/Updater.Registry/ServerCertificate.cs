using System.Security.Cryptography.X509Certificates;

namespace Updater.Registry;

/// <summary>What a server shows who it is with: its certificate with the key, and the certificates between it and a root.</summary>
/// <param name="Own">Certificate with private key.</param>
/// <param name="Chain">Intermediate certificates.</param>
public sealed record ServerCertificate(X509Certificate2 Own, X509Certificate2Collection Chain) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Own.Dispose();
        foreach (X509Certificate2 certificate in Chain)
        {
            certificate.Dispose();
        }
    }
}
