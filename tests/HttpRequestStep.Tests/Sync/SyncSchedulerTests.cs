using HttpRequestSteps.Sync;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace HttpRequestSteps.Tests.Sync;

/// <summary>A host that runs syncs by their schedules.</summary>
public sealed class SyncSchedulerTests
{
    [Fact]
    public async Task A_sync_runs_at_once_and_again_after_its_interval_and_a_failure_ends_nothing()
    {
        var time = new FakeTimeProvider();
        var engine = new RecordingEngine(time);
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(time);
        services.AddHttpRequestSyncs().AddSchedule(_ => Definition("often"), SyncSchedule.Every(TimeSpan.FromMinutes(5)));
        services.AddSingleton<ISyncEngine>(engine);
        await using var provider = services.BuildServiceProvider();
        var scheduler = Assert.Single(provider.GetServices<IHostedService>());
        await scheduler.StartAsync(CancellationToken.None);
        var last = await engine.NextAsync();
        for (var run = 0; run < 3; run++)
        {
            while (engine.Waiting == 0)
            {
                time.Advance(TimeSpan.FromMinutes(1));
                await Task.Yield();
            }

            var next = await engine.NextAsync();
            Assert.True(next - last >= TimeSpan.FromMinutes(5), $"{next - last}");
            last = next;
        }

        await scheduler.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_sync_whose_definition_cannot_be_made_is_told_and_ends_no_other()
    {
        var time = new FakeTimeProvider();
        var engine = new RecordingEngine(time);
        var log = new FakeLogCollector();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(time);
        services.AddSingleton<ILoggerProvider>(new FakeLoggerProvider(log));
        services.AddHttpRequestSyncs()
            .AddSchedule(_ => asked.TrySetResult() ? throw new InvalidOperationException("no such file") : Definition("never"), SyncSchedule.Every(TimeSpan.FromMinutes(5)))
            .AddSchedule(_ => Definition("often"), SyncSchedule.Every(TimeSpan.FromMinutes(5)));
        services.AddSingleton<ISyncEngine>(engine);
        await using var provider = services.BuildServiceProvider();
        var scheduler = Assert.Single(provider.GetServices<IHostedService>());
        await scheduler.StartAsync(CancellationToken.None);
        await engine.NextAsync();
        await asked.Task;
        await scheduler.StopAsync(CancellationToken.None);
        Assert.Equal("no such file", Assert.Single(log.GetSnapshot(), record => record.Level == LogLevel.Error).Exception!.Message);
    }

    [Theory]
    [InlineData("*/15 * * * *", "2026-03-01T10:07:00Z", "2026-03-01T10:15:00Z")]
    [InlineData("30 0 3 * * *", "2026-03-01T10:07:00Z", "2026-03-02T03:00:30Z")]
    public void A_cron_expression_says_when(string cron, string now, string next)
    {
        var at = DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(DateTimeOffset.Parse(next, System.Globalization.CultureInfo.InvariantCulture), at + SyncSchedule.Cron(cron).Wait(at, isFirst: true));
    }

    [Fact]
    public void What_is_no_schedule_is_refused()
    {
        Assert.ThrowsAny<FormatException>(() => SyncSchedule.Cron("every tuesday"));
        Assert.Throws<ArgumentOutOfRangeException>(() => SyncSchedule.Every(TimeSpan.Zero));
    }

    private static SyncDefinition Definition(string name) => new() { Name = name, Source = TestRows.Numbered(1), PrimaryKey = "id", Triggers = new SyncTriggers() };

    private sealed class RecordingEngine(TimeProvider time) : ISyncEngine
    {
        private readonly System.Threading.Channels.Channel<DateTimeOffset> _runs = System.Threading.Channels.Channel.CreateUnbounded<DateTimeOffset>();
        private int _count;

        public int Waiting => _runs.Reader.Count;

        public Task<DateTimeOffset> NextAsync() => _runs.Reader.ReadAsync().AsTask().WaitAsync(StepHost.Patience);

        public Task<SyncReport> RunAsync(SyncDefinition definition, SyncRunOptions? options = null, CancellationToken cancellationToken = default)
        {
            _runs.Writer.TryWrite(time.GetUtcNow());
            return ++_count == 2
                ? Task.FromException<SyncReport>(new InvalidOperationException("the engine breaks"))
                : Task.FromResult(new SyncReport { Sync = definition.Name, Outcome = SyncOutcome.Succeeded });
        }

        public IReadOnlyList<DefinitionError> Validate(SyncDefinition definition) => [];
    }
}
