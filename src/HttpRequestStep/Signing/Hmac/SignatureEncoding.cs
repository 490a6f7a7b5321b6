using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>How signature bytes are written.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<SignatureEncoding>))]
public enum SignatureEncoding
{
    /// <summary>Lower-case hexadecimal.</summary>
    Hex,

    /// <summary>Base64 with padding.</summary>
    Base64,
}
