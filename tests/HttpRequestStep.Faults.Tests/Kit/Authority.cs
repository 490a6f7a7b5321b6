using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HttpRequestSteps.Tests.Faults;

/// <summary>A small certificate authority for one test run: a root, one between, and what they sign.</summary>
internal static class Authority
{
    private const string ServerUsage = "1.3.6.1.5.5.7.3.1";
    private const string ClientUsage = "1.3.6.1.5.5.7.3.2";

    // One moment for all: a certificate must not end a second after the one that signs it.
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    public static X509Certificate2 Root { get; } = Sign("fault root", null, isAuthority: true);

    public static X509Certificate2 Between { get; } = Sign("fault intermediate", Root, isAuthority: true);

    /// <summary>For 127.0.0.1, signed by the one between.</summary>
    public static X509Certificate2 Leaf { get; } = Sign("127.0.0.1", Between, isAuthority: false);

    public static X509Certificate2 NotYetValid { get; } = Sign("127.0.0.1", Root, isAuthority: false, starts: Now.AddHours(6));

    public static X509Certificate2 Expired { get; } = Sign("127.0.0.1", Root, isAuthority: false, ends: Now.AddHours(-1));

    /// <summary>For 127.0.0.1, but for clients only.</summary>
    public static X509Certificate2 OfClient { get; } = Sign("127.0.0.1", Root, isAuthority: false, usage: ClientUsage);

    private static X509Certificate2 Sign(string name, X509Certificate2? issuer, bool isAuthority, DateTimeOffset? starts = null, DateTimeOffset? ends = null, string usage = ServerUsage)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        if (!isAuthority)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(IPAddress.Loopback);
            request.CertificateExtensions.Add(names.Build());
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        }

        var from = starts ?? Now.AddDays(-1);
        var until = ends ?? Now.AddHours(12);
        if (issuer is null)
        {
            using var own = request.CreateSelfSigned(from.AddDays(-1), until.AddDays(1));
            return Reload(own);
        }

        using var bare = request.Create(issuer, from, until, Guid.NewGuid().ToByteArray());
        using var signed = bare.CopyWithPrivateKey(key);
        return Reload(signed);
    }

    // A key that was only made is not one that TLS can use.
    private static X509Certificate2 Reload(X509Certificate2 certificate) => X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
}
