using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HttpRequestSteps.Sync;

/// <summary>Runs the syncs of a host by their schedules: each by itself, and none twice at once. A host that stops lets each end its requests; the next start goes on.</summary>
internal sealed partial class SyncScheduler(IEnumerable<ScheduledSync> syncs, IServiceProvider services, ISyncEngine engine, TimeProvider time, ILogger<SyncScheduler> logger) : BackgroundService
{
    // Timers take less than 50 days, schedules may be longer.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(syncs.Select(sync => RunAsync(sync, stoppingToken)));

    private async Task RunAsync(ScheduledSync sync, CancellationToken cancellationToken)
    {
        // The host starts first.
        await Task.Yield();
        try
        {
            var definition = sync.Definition(services);
            for (var isFirst = true; sync.Schedule.Wait(time.GetUtcNow(), isFirst) is { } wait; isFirst = false)
            {
                await WaitAsync(time.GetUtcNow() + wait, cancellationToken).ConfigureAwait(false);
                await RunOnceAsync(definition, sync.Options, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            // The others must not end for it, nor may it go unsaid.
            LogNeverRuns(sync.Schedule, exception);
        }
    }

    private async Task WaitAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        for (var left = until - time.GetUtcNow(); left > TimeSpan.Zero; left = until - time.GetUtcNow())
        {
            await Task.Delay(left < LongestWait ? left : LongestWait, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task RunOnceAsync(SyncDefinition definition, SyncRunOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var report = await engine.RunAsync(definition, options, cancellationToken).ConfigureAwait(false);
            if (report.Outcome == SyncOutcome.Succeeded)
            {
                LogSucceeded(report.Sync, report.RunId, report.Rows.Read, report.Requests.Sent);
            }
            else if (report.Outcome != SyncOutcome.Cancelled)
            {
                LogIncomplete(report.Sync, report.RunId, report.Outcome, report.PendingRows, report.Message);
            }
        }
        catch (Exception exception) when (!(exception is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            // One sync that fails in an unforeseen way must not end the others, nor its own next run.
            LogBroken(definition.Name, exception);
        }
    }

    [LoggerMessage(2001, LogLevel.Information, "Sync {Sync} ({RunId}) succeeded: {Rows} rows read, {Requests} requests.")]
    private partial void LogSucceeded(string sync, string? runId, long rows, long requests);

    [LoggerMessage(2002, LogLevel.Warning, "Sync {Sync} ({RunId}) ended as {Outcome}: {PendingRows} rows are not delivered. {Message}")]
    private partial void LogIncomplete(string sync, string? runId, SyncOutcome outcome, long pendingRows, string? message);

    [LoggerMessage(2003, LogLevel.Error, "Sync {Sync} failed.")]
    private partial void LogBroken(string sync, Exception exception);

    [LoggerMessage(2004, LogLevel.Error, "A sync that should run {Schedule} never does: its definition cannot be made, or there is no such time.")]
    private partial void LogNeverRuns(SyncSchedule schedule, Exception exception);
}
