using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>The six presets of Alta's <i>On Failure</i>.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<FailurePreset>))]
public enum FailurePreset
{
    /// <summary>No retry; the flow stops.</summary>
    Stop,

    /// <summary>The same, in other words.</summary>
    DoNotRetry,

    /// <summary>Retry on 4xx, 5xx and failures without a status.</summary>
    RetryOnAllErrors,

    /// <summary>Retry on 5xx and failures without a status.</summary>
    RetryOnServerErrors,

    /// <summary>Continue on any failure.</summary>
    ContinueOnAllErrors,

    /// <summary>Continue on 4xx and unfollowed 3xx.</summary>
    ContinueOnClientErrors,
}
