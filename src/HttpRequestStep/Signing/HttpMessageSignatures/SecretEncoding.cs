using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>How the bytes of a shared secret are written.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<SecretEncoding>))]
public enum SecretEncoding
{
    /// <summary>As the text is, in UTF-8.</summary>
    Text,

    /// <summary>As base64.</summary>
    Base64,
}
