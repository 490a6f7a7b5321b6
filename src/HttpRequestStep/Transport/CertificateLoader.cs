using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HttpRequestSteps;

/// <summary>Reads certificates and keys; a bad one is a failure of kind <see cref="FailureKind.Tls"/> that says which part is bad and never quotes it.</summary>
internal static class CertificateLoader
{
    private const int MaxLength = 10_000_000;

    public static X509Certificate2Collection? Client(TlsMaterial tls)
    {
        if (tls.Pem is null && tls.Pfx is null)
        {
            return null;
        }

        return Load("client certificate", () => tls.Pfx is not null ? FromPfx(tls) : FromPem(tls));
    }

    public static X509Certificate2Collection Trusted(TlsMaterial tls)
    {
        var trusted = new X509Certificate2Collection();
        foreach (var pem in tls.Trusted)
        {
            trusted.AddRange(Load("trusted certificate", () => Parse(Bounded(pem))));
        }

        return trusted;
    }

    private static X509Certificate2Collection FromPfx(TlsMaterial tls) =>
        X509CertificateLoader.LoadPkcs12Collection(Convert.FromBase64String(Bounded(tls.Pfx!)), tls.Password, X509KeyStorageFlags.EphemeralKeySet);

    private static X509Certificate2Collection FromPem(TlsMaterial tls)
    {
        var pem = Bounded(tls.Pem!);
        var key = tls.PrivateKey is null ? pem : Bounded(tls.PrivateKey);
        var chain = Parse(pem);
        using var certificate = tls.Password is null
            ? X509Certificate2.CreateFromPem(pem, key)
            : X509Certificate2.CreateFromEncryptedPem(pem, key, tls.Password);
        chain[0].Dispose();

        // Some platforms cannot use an ephemeral PEM key for TLS; the round trip through PKCS #12 makes it usable everywhere.
        chain[0] = X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
        return chain;
    }

    private static X509Certificate2Collection Parse(string pem)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(pem);
        return certificates.Count > 0 ? certificates : throw new CryptographicException("There is no certificate in the text.");
    }

    private static string Bounded(string text) =>
        text.Length <= MaxLength ? text : throw new CryptographicException("It is larger than 10 MB.");

    private static X509Certificate2Collection Load(string what, Func<X509Certificate2Collection> load)
    {
        try
        {
            return load();
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException or FormatException)
        {
            throw new StepFailureException(
                FailureKind.Tls, DeliveryCertainty.NotSent, $"The {what} cannot be read: it must be PEM (or base64 PKCS #12) with a matching key and the right password.", exception);
        }
    }
}
