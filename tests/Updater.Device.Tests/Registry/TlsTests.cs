using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Updater.Core.Content;
using Updater.Core.Platform;
using Updater.Device.Registry;

namespace Updater.Device.Tests.Registry;

/// <summary>What holds over TLS only. Not parallel: which certificates are good is a setting of the process.</summary>
[TestClass]
[DoNotParallelize]
public sealed class TlsTests : RegistryTestBase
{
    private static readonly X509Certificate2 s_certificate = MakeCertificate();

    private static X509Certificate2 MakeCertificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    private static Outcome ResolveTrusting(RegistrySource source, HostileServer server)
    {
        ServicePointManager.ServerCertificateValidationCallback = (_, certificate, _, _) => certificate!.GetCertHashString() == s_certificate.Thumbprint;
        try
        {
            return Resolve(source, server);
        }
        finally
        {
            ServicePointManager.ServerCertificateValidationCallback = null;
        }
    }

    private static RegistrySource Secure()
    {
        return new RegistrySource(new RegistryOptions { User = "user", Password = "secret" });
    }

    [TestMethod]
    public void A_registry_over_TLS_is_read()
    {
        using HostileServer server = new(_ => Manifest(), s_certificate);
        Assert.AreEqual(Outcome.Ok, ResolveTrusting(Secure(), server));
        Assert.HasCount(1, server.Requests);
    }

    [TestMethod]
    public void An_unknown_certificate_is_unreachable()
    {
        using HostileServer server = new(_ => Manifest(), s_certificate);
        Assert.AreEqual(Outcome.Unreachable, Resolve(Secure(), server));
        Assert.IsEmpty(server.Requests);
    }

    [TestMethod]
    public void A_redirect_out_of_TLS_is_refused()
    {
        using HostileServer plain = new(Manifest());
        using HostileServer server = new(_ => Reply.Redirect(307, plain.Origin + "/x"), s_certificate);
        Assert.AreEqual(Outcome.RedirectRefused, ResolveTrusting(Secure(), server));
        Assert.IsEmpty(plain.Requests);
    }

    [TestMethod]
    public void A_token_service_outside_TLS_is_refused()
    {
        using HostileServer plain = new(Reply.Of(200, "{\"token\":\"x\"}"));
        using HostileServer server = new(_ => Reply.Of(401, "{}", $"WWW-Authenticate: Bearer realm=\"{plain.Origin}/token\""), s_certificate);
        Assert.AreEqual(Outcome.Unauthorized, ResolveTrusting(Secure(), server));
        Assert.IsEmpty(plain.Requests);
    }

    [TestMethod]
    public void A_redirect_into_TLS_on_the_same_name_drops_credentials()
    {
        using HostileServer secure = new(_ => Manifest(), s_certificate);
        using HostileServer server = new(request => request.Header("Authorization") is null
            ? Reply.Of(401, "{}", "WWW-Authenticate: Basic realm=\"x\"")
            : Reply.Redirect(308, secure.Origin + "/x"));
        Assert.AreEqual(Outcome.Ok, ResolveTrusting(Source("user", "secret"), server));
        Assert.IsNull(secure.Requests.Single().Header("Authorization"));
    }
}
