using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using HttpRequestSteps.Sync;
using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Tests.Sync;

/// <summary>What a host can see of a run.</summary>
public sealed class SyncTelemetryTests : IDisposable
{
    private readonly ManualClock _clock = new();
    // The listeners hear every sync of the process: no other has this name.
    private const string SyncName = "observed-by-its-host";

    private readonly ConcurrentQueue<(string Metric, string Tags, double Value)> _measured = [];
    private readonly ConcurrentQueue<Activity> _activities = [];
    private readonly MeterListener _meters = new();
    private readonly ActivityListener _spans;

    public SyncTelemetryTests()
    {
        _meters.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == SyncDiagnostics.SourceName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Measured(instrument, value, tags));
        _meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Measured(instrument, value, tags));
        _meters.Start();
        _spans = new ActivityListener
        {
            ShouldListenTo = static source => source.Name is SyncDiagnostics.SourceName or StepDiagnostics.SourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _activities.Enqueue,
        };
        ActivitySource.AddActivityListener(_spans);
    }

    public void Dispose()
    {
        _meters.Dispose();
        _spans.Dispose();
    }

    private void Measured(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var known = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value);
        if (known.Remove("http_request_sync.name", out var name) && Equals(name, SyncName))
        {
            _measured.Enqueue((instrument.Name, string.Join(' ', known.Values), value));
        }
    }

    private (string Tags, double Value)[] Of(string metric) =>
        [.. _measured.Where(measured => measured.Metric == metric).GroupBy(measured => measured.Tags).Select(group => (group.Key, group.Sum(measured => measured.Value))).Order()];

    private SyncHost Host() => SyncHost.Create(services => services.AddSingleton<Chance>(new PauseTests.NoSpread()).AddSingleton<TimeProvider>(_clock));

    private SyncDefinition Definition(TestServer server, int rows, RateLimit? limit = null) => new()
    {
        Name = SyncName,
        Source = TestRows.Numbered(rows),
        PrimaryKey = "id",
        Triggers = new SyncTriggers { Added = new SyncTrigger { Step = new HttpRequestStep { Method = "PUT", Url = server.Url + "/{{ row.id }}" } } },
        RateLimit = limit ?? new RateLimit { Requests = 100_000, Per = RatePeriod.Minute, Concurrency = 1 },
        Errors = new SyncErrors { Retry = SyncRetry.NextRun },
    };

    [Fact]
    public async Task Rows_requests_and_the_run_are_measured()
    {
        await using var server = await TestServer.StartAsync(context => TestServer.Status(context.Request.Path.Value switch { "/2" => 422, "/3" => 500, _ => 200 })(context));
        await using var host = Host();
        var report = await host.RunAsync(Definition(server, 5));
        Assert.Equal(SyncOutcome.CompletedWithFailures, report.Outcome);
        Assert.Equal([("added ambiguous", 1), ("added delivered", 3), ("added rejected", 1)], Of(SyncDiagnostics.RowsMetric));
        Assert.Equal([("added", 5)], Of(SyncDiagnostics.RequestsMetric));
        Assert.Equal(["completedWithFailures"], Of(SyncDiagnostics.DurationMetric).Select(measured => measured.Tags));
    }

    [Fact]
    public async Task A_run_is_a_span_its_parts_are_spans_in_it_and_its_steps_in_theirs()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = Host();
        var report = await host.RunAsync(Definition(server, 2));
        var run = Assert.Single(_activities, activity => activity.OperationName == "sync " + SyncName);
        var parts = _activities.Where(activity => activity.ParentSpanId == run.SpanId).ToArray();
        Assert.Equal(["read", "plan", "deliver"], parts.Select(part => part.OperationName));
        Assert.Equal(2, _activities.Count(activity => activity.ParentSpanId == parts[2].SpanId && activity.Source.Name == StepDiagnostics.SourceName));
        Assert.Equal((report.RunId, "succeeded", 2L), (run.GetTagItem("http_request_sync.run.id"), run.GetTagItem("http_request_sync.outcome"), run.GetTagItem("http_request_sync.requests.sent")));
    }

    [Fact]
    public async Task A_pause_of_the_destination_is_told_once_and_measured()
    {
        await using var server = await TestServer.PlayAsync(TestServer.Status(429, ("Retry-After", "30")), TestServer.Status(200));
        await using var host = Host();
        var progress = new Heard();
        var run = host.RunAsync(Definition(server, 2), new SyncRunOptions { Progress = progress });
        await _clock.PassAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(SyncOutcome.Succeeded, (await run).Outcome);
        Assert.Equal([("", 30)], Of(SyncDiagnostics.PauseMetric));
        Assert.Equal([(SyncWait.Destination, 30)], progress.Waits);
    }

    [Fact]
    public async Task A_wait_for_the_limit_is_told_when_it_begins_and_measured()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = Host();
        var progress = new Heard();
        var run = host.RunAsync(Definition(server, 2, new RateLimit { Requests = 1, Per = RatePeriod.Minute, Concurrency = 1 }), new SyncRunOptions { Progress = progress });
        await _clock.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(SyncOutcome.Succeeded, (await run).Outcome);
        Assert.Equal([(SyncWait.RateLimit, 60)], progress.Waits);
        Assert.Equal([("", 60)], Of(SyncDiagnostics.LimitWaitMetric));
    }

    [Fact]
    public async Task A_run_that_goes_on_with_an_interrupted_one_says_so_and_what_is_left()
    {
        using var cancel = new CancellationTokenSource();
        await using var server = await TestServer.PlayAsync(TestServer.Status(200), async _ => await cancel.CancelAsync(), TestServer.Status(200));
        await using var host = Host();
        var definition = Definition(server, 4);
        Assert.Equal(SyncOutcome.Cancelled, (await host.RunAsync(definition, null, cancel.Token)).Outcome);
        var progress = new Heard();
        Assert.Equal(SyncOutcome.Succeeded, (await host.RunAsync(definition, new SyncRunOptions { Progress = progress })).Outcome);
        Assert.Equal((SyncStage.Resumed, 3L), (progress.All.First().Stage, progress.All.First().Rows));
    }

    [Fact]
    public async Task A_listener_that_throws_changes_nothing()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = Host();
        var report = await host.RunAsync(Definition(server, 3), new SyncRunOptions { Progress = new Throwing() });
        Assert.Equal((SyncOutcome.Succeeded, 3L), (report.Outcome, report.Triggers["added"].Delivered));
    }

    private sealed class Heard : IProgress<SyncProgress>
    {
        public ConcurrentQueue<SyncProgress> All { get; } = [];

        public IEnumerable<(SyncWait, int)> Waits => All.Where(progress => progress.Stage == SyncStage.Waiting).Select(progress => (progress.Reason, (int)Math.Round(progress.Wait.TotalSeconds)));

        public void Report(SyncProgress value) => All.Enqueue(value);
    }

    private sealed class Throwing : IProgress<SyncProgress>
    {
        public void Report(SyncProgress value) => throw new InvalidOperationException("a host's own");
    }
}
