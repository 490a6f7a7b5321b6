namespace HttpRequestSteps;

/// <summary>The names under which steps can be observed.</summary>
public static class StepDiagnostics
{
    /// <summary>The name of the activity source, the meter and the log category.</summary>
    public const string SourceName = "HttpRequestSteps";

    /// <summary>A histogram in seconds: how long steps take.</summary>
    public const string DurationMetric = "http_request_step.duration";

    /// <summary>A histogram: how many attempts steps take.</summary>
    public const string AttemptsMetric = "http_request_step.attempts";

    /// <summary>A URL for logs and traces: without its query, whose values may be anything, and with secrets redacted.</summary>
    internal static string Shown(Uri uri, StepExecution execution)
    {
        // Not GetComponents: it throws for a URI that keeps its path as it was written.
        var url = uri.AbsoluteUri;
        var query = url.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? execution.Redact(url) : execution.Redact(url[..query]) + "?*";
    }
}
