using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace HttpRequestSteps.Sync;

/// <summary>One activity source and one meter for syncs. Nothing here holds a row, a key or a URL.</summary>
internal sealed class SyncTelemetry : IDisposable
{
    private readonly Meter _meter;

    public SyncTelemetry(IMeterFactory meters)
    {
        _meter = meters.Create(SyncDiagnostics.SourceName);
        Rows = _meter.CreateCounter<long>(SyncDiagnostics.RowsMetric, "{row}", "The rows that got an outcome.");
        Requests = _meter.CreateCounter<long>(SyncDiagnostics.RequestsMetric, "{request}", "The requests that went over the wire, retries among them.");
        LimitWait = _meter.CreateHistogram<double>(SyncDiagnostics.LimitWaitMetric, "s", "How long requests waited for a permit of the rate limit.");
        Pause = _meter.CreateHistogram<double>(SyncDiagnostics.PauseMetric, "s", "The pauses that destinations asked for.");
        Duration = _meter.CreateHistogram<double>(SyncDiagnostics.DurationMetric, "s", "How long runs take.");
    }

    public ActivitySource Activities { get; } = new(SyncDiagnostics.SourceName);

    public Counter<long> Rows { get; }

    public Counter<long> Requests { get; }

    public Histogram<double> LimitWait { get; }

    public Histogram<double> Pause { get; }

    public Histogram<double> Duration { get; }

    public void Dispose()
    {
        Activities.Dispose();
        _meter.Dispose();
    }
}
