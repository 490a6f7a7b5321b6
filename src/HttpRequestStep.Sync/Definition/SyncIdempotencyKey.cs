using System.Text.Json.Serialization;

namespace HttpRequestSteps.Sync;

/// <summary>Whether requests carry an idempotency key.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<SyncIdempotencyKey>))]
public enum SyncIdempotencyKey
{
    /// <summary>POST and PATCH do.</summary>
    Auto,

    /// <summary>None does, unless its step says so.</summary>
    Off,
}
