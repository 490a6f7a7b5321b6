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
        var shown = uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        return execution.Redact(uri.Query.Length > 1 ? shown + "?*" : shown);
    }
}
