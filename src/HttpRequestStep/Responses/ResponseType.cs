using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>What a response body is read as.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<ResponseType>))]
public enum ResponseType
{
    /// <summary>JSON when the media type is JSON, text when it is text, else bytes.</summary>
    Auto,

    /// <summary>JSON, whatever the media type says.</summary>
    Json,

    /// <summary>Text, whatever the media type says.</summary>
    Text,

    /// <summary>Bytes; base64 in the result's JSON.</summary>
    Binary,

    /// <summary>Streamed into the host's file store; the result holds the reference.</summary>
    File,

    /// <summary>Not read.</summary>
    None,
}
