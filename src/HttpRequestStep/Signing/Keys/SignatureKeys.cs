using System.Formats.Asn1;
using System.Security.Cryptography;

namespace HttpRequestSteps;

/// <summary>Text of a definition → key.</summary>
internal static class SignatureKeys
{
    private const int MinRsaBits = 2048;
    private const string Expected = "is not an Ed25519, elliptic-curve (P-256, P-384) or RSA key in PEM, without a password";

    /// <exception cref="StepAuthenticationException">The secret cannot be used.</exception>
    public static SignatureKey OfSecret(string secret, SecretEncoding encoding)
    {
        if (encoding == SecretEncoding.Text)
        {
            return new HmacSignatureKey(System.Text.Encoding.UTF8.GetBytes(secret));
        }

        var bytes = new byte[secret.Length];
        return Convert.TryFromBase64String(secret, bytes, out var length) && length > 0
            ? new HmacSignatureKey(bytes[..length])
            : throw new StepAuthenticationException("The signing secret is not base64, and \"secretEncoding\" says that it is.");
    }

    /// <summary>A private key, or a public one where it need not sign.</summary>
    /// <exception cref="StepAuthenticationException">The key cannot be used.</exception>
    public static SignatureKey OfPem(string pem, HttpSignatureAlgorithm? algorithm, bool mustSign)
    {
        var what = mustSign ? "The private key" : "The key";
        var key = TryRead(pem, algorithm, mustSign, what) ?? throw new StepAuthenticationException($"{what} {Expected}.");
        return algorithm is null || algorithm == key.Algorithm
            ? key
            : throw new StepAuthenticationException($"{what} is of {HttpSignatureAlgorithms.NameOf(key.Algorithm)} and cannot be used with {HttpSignatureAlgorithms.NameOf(algorithm.Value)}.");
    }

    /// <summary>Why the private key cannot be used, or null.</summary>
    public static string? Refuses(string pem, HttpSignatureAlgorithm? algorithm)
    {
        try
        {
            OfPem(pem, algorithm, mustSign: true);
            return null;
        }
        catch (StepAuthenticationException exception)
        {
            return exception.Message;
        }
    }

    private static SignatureKey? TryRead(string pem, HttpSignatureAlgorithm? algorithm, bool mustSign, string what)
    {
        try
        {
            return PemKey.TryRead(pem) is { } key && (key.IsPrivate || !mustSign)
                ? key.Kind switch
                {
                    PemKeyKind.Ed25519 => key.IsPrivate ? Ed25519SignatureKey.OfPrivate(key.Bytes) : Ed25519SignatureKey.OfPublic(key.Bytes),
                    PemKeyKind.EllipticCurve => Ecdsa(key),
                    _ => Rsa(key, algorithm, what),
                }
                : null;
        }
        catch (Exception exception) when (exception is CryptographicException or AsnContentException)
        {
            return null;
        }
    }

    private static RsaSignatureKey Rsa(PemKey key, HttpSignatureAlgorithm? algorithm, string what)
    {
        using var rsa = RSA.Create();
        if (key.IsPrivate)
        {
            rsa.ImportRSAPrivateKey(key.Bytes, out _);
        }
        else
        {
            rsa.ImportRSAPublicKey(key.Bytes, out _);
        }

        return rsa.KeySize >= MinRsaBits
            ? new RsaSignatureKey(algorithm == HttpSignatureAlgorithm.RsaV15Sha256 ? HttpSignatureAlgorithm.RsaV15Sha256 : HttpSignatureAlgorithm.RsaPssSha512, rsa.ExportParameters(key.IsPrivate))
            : throw new StepAuthenticationException($"{what} has fewer than {MinRsaBits} bits.");
    }

    private static EcdsaSignatureKey? Ecdsa(PemKey key)
    {
        using var ecdsa = ECDsa.Create();
        if (!key.IsPrivate)
        {
            ecdsa.ImportSubjectPublicKeyInfo(key.Bytes, out _);
        }
        else if (key.Label == "PRIVATE KEY")
        {
            ecdsa.ImportPkcs8PrivateKey(key.Bytes, out _);
        }
        else
        {
            ecdsa.ImportECPrivateKey(key.Bytes, out _);
        }

        var parameters = ecdsa.ExportParameters(key.IsPrivate);
        return IsCurve(parameters.Curve, ECCurve.NamedCurves.nistP256) ? new EcdsaSignatureKey(HttpSignatureAlgorithm.EcdsaP256Sha256, parameters)
            : IsCurve(parameters.Curve, ECCurve.NamedCurves.nistP384) ? new EcdsaSignatureKey(HttpSignatureAlgorithm.EcdsaP384Sha384, parameters)
            : null;
    }

    private static bool IsCurve(ECCurve curve, ECCurve named) =>
        curve.IsNamed && (curve.Oid.Value is { } value ? value == named.Oid.Value : curve.Oid.FriendlyName == named.Oid.FriendlyName);
}
