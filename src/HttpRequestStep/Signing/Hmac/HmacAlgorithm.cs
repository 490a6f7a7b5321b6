using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>The hash of an HMAC.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<HmacAlgorithm>))]
public enum HmacAlgorithm
{
    /// <summary>SHA-256.</summary>
    Sha256,

    /// <summary>SHA-512.</summary>
    Sha512,

    /// <summary>SHA-1, for receivers that know no better.</summary>
    Sha1,
}
