using System.Formats.Asn1;
using System.Security.Cryptography;

namespace HttpRequestSteps;

/// <summary>The first key of a PEM text, opened so far that its kind is known.</summary>
/// <param name="Kind">What kind of key it is.</param>
/// <param name="IsPrivate">Whether it is the private half.</param>
/// <param name="Bytes">The key of that kind; for an elliptic curve the whole structure.</param>
/// <param name="Label">The label of the PEM block.</param>
internal sealed record PemKey(PemKeyKind Kind, bool IsPrivate, byte[] Bytes, string Label)
{
    private const string Rsa = "1.2.840.113549.1.1.1";
    private const string RsaPss = "1.2.840.113549.1.1.10";
    private const string EllipticCurve = "1.2.840.10045.2.1";
    private const string Ed25519 = "1.3.101.112";

    public static bool IsPem(string text) => text.Contains("-----BEGIN ", StringComparison.Ordinal);

    /// <exception cref="CryptographicException">It is no key.</exception>
    /// <exception cref="AsnContentException">It is no key.</exception>
    public static PemKey? TryRead(string pem)
    {
        var rest = pem.AsSpan();
        while (PemEncoding.TryFind(rest, out var block))
        {
            var bytes = new byte[block.DecodedDataLength];
            Convert.TryFromBase64Chars(rest[block.Base64Data], bytes, out _);
            if (Open(rest[block.Label].ToString(), bytes) is { } key)
            {
                return key;
            }

            rest = rest[block.Location.End..];
        }

        return null;
    }

    private static PemKey? Open(string label, byte[] bytes) => label switch
    {
        "PRIVATE KEY" => OpenPrivate(label, bytes),
        "PUBLIC KEY" => OpenPublic(label, bytes),
        "RSA PRIVATE KEY" => new PemKey(PemKeyKind.Rsa, true, bytes, label),
        "RSA PUBLIC KEY" => new PemKey(PemKeyKind.Rsa, false, bytes, label),
        "EC PRIVATE KEY" => new PemKey(PemKeyKind.EllipticCurve, true, bytes, label),
        _ => null,
    };

    // PrivateKeyInfo of RFC 5208: version, algorithm, key.
    private static PemKey? OpenPrivate(string label, byte[] bytes)
    {
        var info = new AsnReader(bytes, AsnEncodingRules.BER).ReadSequence();
        info.ReadInteger();
        var kind = KindOf(info.ReadSequence().ReadObjectIdentifier());
        var key = info.ReadOctetString();
        return kind switch
        {
            PemKeyKind.Ed25519 => new PemKey(kind, true, new AsnReader(key, AsnEncodingRules.BER).ReadOctetString(), label),
            PemKeyKind.EllipticCurve => new PemKey(kind, true, bytes, label),
            PemKeyKind.Rsa => new PemKey(kind, true, key, label),
            _ => null,
        };
    }

    // SubjectPublicKeyInfo of RFC 5280: algorithm, key.
    private static PemKey? OpenPublic(string label, byte[] bytes)
    {
        var info = new AsnReader(bytes, AsnEncodingRules.BER).ReadSequence();
        var kind = KindOf(info.ReadSequence().ReadObjectIdentifier());
        var key = info.ReadBitString(out _);
        return kind == PemKeyKind.Other ? null : new PemKey(kind, false, kind == PemKeyKind.EllipticCurve ? bytes : key, label);
    }

    private static PemKeyKind KindOf(string oid) => oid switch
    {
        Rsa or RsaPss => PemKeyKind.Rsa,
        EllipticCurve => PemKeyKind.EllipticCurve,
        Ed25519 => PemKeyKind.Ed25519,
        _ => PemKeyKind.Other,
    };
}

/// <summary>The kinds of keys that can sign.</summary>
internal enum PemKeyKind
{
    /// <summary>None of ours.</summary>
    Other,

    /// <summary>RSA, also where a key says that it is for PSS alone.</summary>
    Rsa,

    /// <summary>An elliptic curve of NIST.</summary>
    EllipticCurve,

    /// <summary>Ed25519.</summary>
    Ed25519,
}
