using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>How certain it is whether the server has seen the request.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<DeliveryCertainty>))]
public enum DeliveryCertainty
{
    /// <summary>No byte of the request left.</summary>
    NotSent,

    /// <summary>It left, and no answer came: the server may have acted.</summary>
    Unknown,

    /// <summary>The head of an answer arrived, even if its body then failed.</summary>
    Answered,
}
