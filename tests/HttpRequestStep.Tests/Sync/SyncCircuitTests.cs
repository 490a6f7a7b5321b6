using HttpRequestSteps.Sync;
using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Tests.Sync;

/// <summary>A sync over a connection with a circuit breaker, and a destination that is down for a while.</summary>
public sealed class SyncCircuitTests
{
    /// <summary>An attempt, a connection, a body.</summary>
    private static readonly TimeSpan[] Bounds = [TimeSpan.FromSeconds(599), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(60)];

    [Fact]
    public async Task A_sync_waits_while_the_circuit_is_open_and_its_rows_lose_no_attempt()
    {
        var clock = new ManualClock();
        var failures = 2;
        await using var server = await TestServer.StartAsync(context => TestServer.Status(Interlocked.Decrement(ref failures) >= 0 ? 500 : 200)(context));
        await using var host = SyncHost.Create(services =>
        {
            services.AddSingleton<TimeProvider>(clock);
            services.Configure<HttpRequestStepsOptions>(options => options.Connections["api"] = new StepConnection
            {
                BaseUrl = server.Url,
                CircuitBreaker = new CircuitBreaker { MinimumThroughput = 2, BreakDuration = TimeSpan.FromSeconds(45) },
            });
        });
        var definition = new SyncDefinition
        {
            Name = "contacts",
            Source = TestRows.Numbered(30),
            PrimaryKey = "id",
            Connection = "api",
            RateLimit = new RateLimit { Concurrency = 1 },
            Errors = new SyncErrors { Attempts = 3 },
            Triggers = new SyncTriggers { Added = new SyncTrigger { Step = new HttpRequestStep { Method = "POST", Url = "/{{ row.id }}", Timeout = TimeSpan.FromSeconds(599) } } },
        };
        var run = host.RunAsync(definition);

        // The time passes that a back-off or a pause waits for; what bounds a request is not waited for.
        for (var seen = 0; !run.IsCompleted;)
        {
            if (clock.Timers is var timers && seen < timers.Count)
            {
                var due = timers[seen++];
                clock.Advance(due < TimeSpan.Zero || Bounds.Contains(due) ? TimeSpan.Zero : due);
            }

            await Task.Yield();
        }

        var report = await run;
        Assert.Equal(SyncOutcome.Succeeded, report.Outcome);
        Assert.Equal((30L, 0L), (report.Triggers["added"].Delivered, report.PendingRows));
        Assert.Equal(32, server.Seen.Count);
        Assert.True(clock.GetUtcNow() >= ManualClock.Noon + TimeSpan.FromSeconds(45));
    }
}
