using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace HttpRequestSteps;

/// <summary>One activity source, one meter and one logger for steps, with the semantic names of OpenTelemetry for HTTP. Nothing here holds a header, a body or a query string.</summary>
internal sealed partial class StepTelemetry : IDisposable
{
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly ActivitySource _activities = new(StepDiagnostics.SourceName);
    private readonly Meter _meter;
    private readonly Histogram<double> _duration;
    private readonly Histogram<int> _attempts;

    public StepTelemetry(ILoggerFactory loggers, IMeterFactory meters, TimeProvider time)
    {
        _logger = loggers.CreateLogger(StepDiagnostics.SourceName);
        _time = time;
        _meter = meters.Create(StepDiagnostics.SourceName);
        _duration = _meter.CreateHistogram<double>(StepDiagnostics.DurationMetric, "s", "How long steps take, all attempts and waits included.");
        _attempts = _meter.CreateHistogram<int>(StepDiagnostics.AttemptsMetric, "{attempt}", "How many attempts steps take.");
    }

    public bool IsListenedTo => _activities.HasListeners() || _duration.Enabled || _attempts.Enabled || IsLogged();

    public Observation Start(StepExecution execution)
    {
        var name = execution.Plan.Step.Name is { } step ? $"{execution.Request.Method} {step}" : execution.Request.Method.Method;
        return new Observation(this, execution, Begin(name), _time.GetTimestamp());
    }

    /// <summary>Tells of a step that ended before there was a request.</summary>
    public void NotSent(HttpRequestStep step, StepOutcome outcome, StepFailure failure)
    {
        try
        {
            // What follows the first line is an excerpt of the definition, for its author.
            var end = failure.Message.IndexOf('\n', StringComparison.Ordinal);
            Failed(step.Name ?? "(unnamed)", step.Method, "(no request)", failure.Kind, null, 0, 0, outcome, end < 0 ? failure.Message : failure.Message[..end]);
        }
        catch (Exception)
        {
            // As below.
        }
    }

    public void Dispose()
    {
        _activities.Dispose();
        _meter.Dispose();
    }

    private bool IsLogged()
    {
        try
        {
            return _logger.IsEnabled(LogLevel.Warning);
        }
        catch (Exception)
        {
            return false;
        }
    }

    private Activity? Begin(string name)
    {
        try
        {
            return _activities.StartActivity(name, ActivityKind.Client);
        }
        catch (Exception)
        {
            return null;
        }
    }

    private static void End(Activity? activity)
    {
        try
        {
            activity?.Dispose();
        }
        catch (Exception)
        {
            // As below.
        }
    }

    private void Complete(StepExecution execution, Activity? activity, TimeSpan duration)
    {
        try
        {
            Tag(activity, execution);
            var tags = Tags(execution);
            _duration.Record(duration.TotalSeconds, tags);
            _attempts.Record(execution.Attempts.Count, tags);
            Write(execution, duration);
        }
        catch (Exception)
        {
            // A listener or log sink of the host that throws must not change what a step returns.
        }
    }

    private static void Tag(Activity? activity, StepExecution execution)
    {
        if (activity is not { IsAllDataRequested: true })
        {
            return;
        }

        var uri = execution.LastUri;
        activity.SetTag("http.request.method", execution.Request.Method.Method);
        activity.SetTag("server.address", uri.Host);
        activity.SetTag("server.port", uri.Port);
        activity.SetTag("url.full", StepDiagnostics.Shown(uri, execution));
        activity.SetTag("http.request.resend_count", execution.Attempts.Count - 1);
        activity.SetTag("http_request_step.outcome", execution.Outcome.ToString());
        if (execution.Answer is { } answer)
        {
            activity.SetTag("http.response.status_code", answer.StatusCode);
        }

        if (execution.Failure is { } failure)
        {
            activity.SetTag("error.type", ErrorType(execution, failure));
            activity.SetStatus(ActivityStatusCode.Error, failure.Message);
        }
    }

    private static TagList Tags(StepExecution execution)
    {
        var tags = new TagList
        {
            { "http.request.method", execution.Request.Method.Method },
            { "server.address", execution.LastUri.Host },
            { "http_request_step.outcome", execution.Outcome.ToString() },
        };
        if (execution.Answer is { } answer)
        {
            tags.Add("http.response.status_code", answer.StatusCode);
        }

        if (execution.Failure is { } failure)
        {
            tags.Add("error.type", ErrorType(execution, failure));
        }

        return tags;
    }

    private static string ErrorType(StepExecution execution, StepFailure failure) => failure.Kind == FailureKind.Status
        ? execution.Answer!.StatusCode.ToString(System.Globalization.CultureInfo.InvariantCulture)
        : failure.Kind.ToString();

    private void Write(StepExecution execution, TimeSpan duration)
    {
        var step = execution.Plan.Step.Name ?? "(unnamed)";
        var method = execution.Request.Method.Method;
        var url = StepDiagnostics.Shown(execution.LastUri, execution);
        if (execution.Failure is { } failure)
        {
            Failed(step, method, url, failure.Kind, execution.Answer?.StatusCode, execution.Attempts.Count, duration.TotalMilliseconds, execution.Outcome, failure.Message);
        }
        else
        {
            Succeeded(step, method, url, execution.Answer!.StatusCode, execution.Attempts.Count, duration.TotalMilliseconds);
        }
    }

    [LoggerMessage(StepEventIds.Succeeded, LogLevel.Information, "Step {Step} {Method} {Url} answered {StatusCode} after {Attempts} attempt(s) in {DurationMs:0.#} ms")]
    private partial void Succeeded(string step, string method, string url, int statusCode, int attempts, double durationMs);

    [LoggerMessage(StepEventIds.Failed, LogLevel.Warning, "Step {Step} {Method} {Url} failed ({Kind}, status {StatusCode}) after {Attempts} attempt(s) in {DurationMs:0.#} ms, outcome {Outcome}: {Message}")]
    private partial void Failed(string step, string method, string url, FailureKind kind, int? statusCode, int attempts, double durationMs, StepOutcome outcome, string message);

    /// <summary>One step under observation.</summary>
    internal sealed class Observation(StepTelemetry telemetry, StepExecution execution, Activity? activity, long started) : IDisposable
    {
        public void Complete() => telemetry.Complete(execution, activity, telemetry._time.GetElapsedTime(started));

        public void Dispose() => End(activity);
    }
}
