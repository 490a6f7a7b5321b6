using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HttpRequestSteps.Tests;

/// <summary>Certificates made for one test run.</summary>
internal static class Certificates
{
    private static readonly Lazy<X509Certificate2> Loopback = new(() => Create("127.0.0.1"));
    private static readonly Lazy<X509Certificate2> OtherHost = new(() => Create("other.example", isLoopback: false));

    /// <summary>Self-signed, for 127.0.0.1 and localhost.</summary>
    public static X509Certificate2 ForLoopback => Loopback.Value;

    /// <summary>Self-signed, for 127.0.0.1, no longer valid.</summary>
    public static X509Certificate2 Expired { get; } = Create("127.0.0.1", ends: DateTimeOffset.UtcNow.AddHours(-1));

    /// <summary>Self-signed, for a host the tests do not call.</summary>
    public static X509Certificate2 ForOtherHost => OtherHost.Value;

    private static X509Certificate2 Create(string name, bool isLoopback = true, DateTimeOffset? ends = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(isLoopback ? "localhost" : name);
        if (isLoopback)
        {
            names.AddIpAddress(IPAddress.Loopback);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-2), ends ?? DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
