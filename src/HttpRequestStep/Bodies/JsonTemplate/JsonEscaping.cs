using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>How the outputs of a JSON template are written.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<JsonEscaping>))]
public enum JsonEscaping
{
    /// <summary>As they are: an output may be part of the structure, and the <c>json</c> filter escapes one.</summary>
    None,

    /// <summary>Every output is escaped for the inside of a JSON string.</summary>
    Json,
}
