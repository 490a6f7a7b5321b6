namespace HttpRequestSteps.Sync;

/// <summary>The names under which syncs can be observed. Their steps are observed under <see cref="StepDiagnostics"/>.</summary>
public static class SyncDiagnostics
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string SourceName = "HttpRequestSteps.Sync";

    /// <summary>A counter of rows: those that got an outcome, by trigger and outcome.</summary>
    public const string RowsMetric = "http_request_sync.rows";

    /// <summary>A counter of requests: those that went over the wire, by trigger; retries among them.</summary>
    public const string RequestsMetric = "http_request_sync.requests";

    /// <summary>A histogram in seconds: how long requests waited for a permit of the rate limit.</summary>
    public const string LimitWaitMetric = "http_request_sync.limit.wait";

    /// <summary>A histogram in seconds: the pauses that destinations asked for.</summary>
    public const string PauseMetric = "http_request_sync.pause";

    /// <summary>A histogram in seconds: how long runs take, by outcome.</summary>
    public const string DurationMetric = "http_request_sync.duration";
}
