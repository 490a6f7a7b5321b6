using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>An algorithm of HTTP message signatures, by its registered name.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<HttpSignatureAlgorithm>))]
public enum HttpSignatureAlgorithm
{
    /// <summary>HMAC with SHA-256 and a shared secret: <c>hmac-sha256</c>.</summary>
    [JsonStringEnumMemberName("hmac-sha256")]
    HmacSha256,

    /// <summary>Ed25519: <c>ed25519</c>.</summary>
    [JsonStringEnumMemberName("ed25519")]
    Ed25519,

    /// <summary>ECDSA on the curve P-256 with SHA-256: <c>ecdsa-p256-sha256</c>.</summary>
    [JsonStringEnumMemberName("ecdsa-p256-sha256")]
    EcdsaP256Sha256,

    /// <summary>ECDSA on the curve P-384 with SHA-384: <c>ecdsa-p384-sha384</c>.</summary>
    [JsonStringEnumMemberName("ecdsa-p384-sha384")]
    EcdsaP384Sha384,

    /// <summary>RSASSA-PSS with SHA-512: <c>rsa-pss-sha512</c>.</summary>
    [JsonStringEnumMemberName("rsa-pss-sha512")]
    RsaPssSha512,

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-256: <c>rsa-v1_5-sha256</c>.</summary>
    [JsonStringEnumMemberName("rsa-v1_5-sha256")]
    RsaV15Sha256,
}
