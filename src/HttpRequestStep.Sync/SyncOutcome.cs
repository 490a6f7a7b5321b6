using System.Text.Json.Serialization;

namespace HttpRequestSteps.Sync;

/// <summary>How a run ended.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<SyncOutcome>))]
public enum SyncOutcome
{
    /// <summary>Every row is delivered.</summary>
    Succeeded,

    /// <summary>Some rows are not; they come back in the next run.</summary>
    CompletedWithFailures,

    /// <summary>A guard stopped it before its first request, or the destination refuses whatever is sent.</summary>
    Halted,

    /// <summary>It was cancelled; the next run goes on.</summary>
    Cancelled,

    /// <summary>The source, the definition or the state does not let it run.</summary>
    Failed,
}
