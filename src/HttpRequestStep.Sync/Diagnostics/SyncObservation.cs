using System.Diagnostics;
using System.Text.Json;

namespace HttpRequestSteps.Sync;

/// <summary>One run under observation: what it does goes to the metrics, to the traces and to whoever follows its progress. Called from several threads.</summary>
/// <remarks>A listener of the host that throws must not change what a run does.</remarks>
internal sealed class SyncObservation : IDisposable
{
    private const string Name = "http_request_sync.name";
    private const string Trigger = "http_request_sync.trigger";
    private const string Outcome = "http_request_sync.outcome";

    /// <summary>A shorter wait is nothing to tell: a rate is kept by short waits.</summary>
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);

    private readonly SyncTelemetry _telemetry;
    private readonly string _sync;
    private readonly IProgress<SyncProgress>? _progress;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly Activity? _run;
    private long _waitsUntil;

    public SyncObservation(SyncTelemetry telemetry, string sync, IProgress<SyncProgress>? progress, TimeProvider time)
    {
        (_telemetry, _sync, _progress, _time) = (telemetry, sync, progress, time);
        _started = time.GetTimestamp();
        _waitsUntil = _started;
        _run = Begin($"sync {sync}");
    }

    /// <summary>Whether anybody wants to know how the run gets on.</summary>
    public bool IsFollowed => _progress is not null;

    /// <summary>A part of the run; it ends when it is disposed.</summary>
    public Activity? Begin(string name)
    {
        try
        {
            return _telemetry.Activities.StartActivity(name)?.SetTag(Name, _sync);
        }
        catch (Exception)
        {
            return null;
        }
    }

    public void Read(long rows) => Tell(new SyncProgress { Stage = SyncStage.Reading, Rows = rows });

    public void Planned(long rows) => Tell(new SyncProgress { Stage = SyncStage.Planned, Rows = rows });

    /// <summary>An interrupted run is gone on with.</summary>
    public void Resumed(long rows) => Tell(new SyncProgress { Stage = SyncStage.Resumed, Rows = rows });

    /// <summary>A request went over the wire.</summary>
    public void Sent(ChangeKind change)
    {
        if (_telemetry.Requests.Enabled)
        {
            Measure(() => _telemetry.Requests.Add(1, Tag(Name, _sync), Tag(Trigger, change)));
        }
    }

    /// <summary>Rows of a request have their outcome.</summary>
    public void Completed(ChangeKind change, ReadOnlySpan<int> rowsOf)
    {
        var rows = 0;
        for (var state = 0; state < rowsOf.Length; state++)
        {
            rows += rowsOf[state];
            Settled(change, (RowState)state, rowsOf[state]);
        }

        Tell(new SyncProgress { Change = change, Rows = rows, Delivered = rowsOf[(int)RowState.Delivered] });
    }

    /// <summary>Rows have their outcome.</summary>
    public void Settled(ChangeKind change, RowState state, int rows)
    {
        if (rows > 0 && _telemetry.Rows.Enabled)
        {
            Measure(() => _telemetry.Rows.Add(rows, Tag(Name, _sync), Tag(Trigger, change), Tag(Outcome, state)));
        }
    }

    /// <summary>A request got its permit after so long.</summary>
    public void Waited(TimeSpan wait)
    {
        if (_telemetry.LimitWait.Enabled)
        {
            Measure(() => _telemetry.LimitWait.Record(wait.TotalSeconds, Tag(Name, _sync)));
        }
    }

    /// <summary>Requests wait for the rate limit.</summary>
    public void WaitsForLimit(TimeSpan wait) => Waits(SyncWait.RateLimit, wait);

    /// <summary>The destination has asked for a pause.</summary>
    public void Paused(TimeSpan pause)
    {
        Measure(() => _telemetry.Pause.Record(pause.TotalSeconds, Tag(Name, _sync)));
        Waits(SyncWait.Destination, pause);
    }

    public void Ended(SyncReport report) => Measure(() =>
    {
        _telemetry.Duration.Record(_time.GetElapsedTime(_started).TotalSeconds, Tag(Name, _sync), Tag(Outcome, report.Outcome));
        if (_run is { IsAllDataRequested: true })
        {
            _run.SetTag(Outcome, Word(report.Outcome));
            _run.SetTag("http_request_sync.run.id", report.RunId);
            _run.SetTag("http_request_sync.rows.read", report.Rows.Read);
            _run.SetTag("http_request_sync.rows.pending", report.PendingRows);
            _run.SetTag("http_request_sync.requests.sent", report.Requests.Sent);
            if (report.Outcome != SyncOutcome.Succeeded)
            {
                _run.SetStatus(ActivityStatusCode.Error, Word(report.Outcome));
            }
        }
    });

    public void Dispose() => Measure(() => _run?.Dispose());

    /// <summary>A wait is told once, however many requests it keeps.</summary>
    private void Waits(SyncWait reason, TimeSpan wait)
    {
        if (wait < ShortestWait)
        {
            return;
        }

        var until = _time.GetTimestamp() + (long)(wait.TotalSeconds * _time.TimestampFrequency);
        var known = Interlocked.Read(ref _waitsUntil);
        if (until > known + (_time.TimestampFrequency / 2) && Interlocked.CompareExchange(ref _waitsUntil, until, known) == known)
        {
            Tell(new SyncProgress { Stage = SyncStage.Waiting, Reason = reason, Wait = wait });
        }
    }

    private void Tell(SyncProgress progress) => Measure(() => _progress?.Report(progress));

    private static void Measure(Action tell)
    {
        try
        {
            tell();
        }
        catch (Exception)
        {
            // As the remarks say.
        }
    }

    private static KeyValuePair<string, object?> Tag(string name, object value) => new(name, value as string ?? Word(value));

    private static string Word(object value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()!);
}
