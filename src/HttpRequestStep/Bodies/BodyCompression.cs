using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>How a request body is compressed.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<BodyCompression>))]
public enum BodyCompression
{
    /// <summary>gzip (RFC 1952).</summary>
    Gzip,

    /// <summary>Brotli (RFC 7932).</summary>
    Br,
}
