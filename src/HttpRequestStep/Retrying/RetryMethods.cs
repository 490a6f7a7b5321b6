using System.Text.Json.Serialization;

namespace HttpRequestSteps;

/// <summary>Which methods may be retried.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<RetryMethods>))]
public enum RetryMethods
{
    /// <summary>All.</summary>
    All,

    /// <summary>GET, HEAD, OPTIONS, PUT and DELETE, or any with an idempotency key; others only while no byte of them has left.</summary>
    Idempotent,
}
