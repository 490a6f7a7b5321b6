using HttpRequestSteps.Sync;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace HttpRequestSteps.Tests.Sync;

/// <summary>A destination that asks to wait is waited for: all of it, in bounded time, and not at the cost of attempts.</summary>
public sealed class PauseTests
{
    private static readonly RequestDelegate Taken = TestServer.Status(200);

    private readonly ManualClock _clock = new();

    private static SyncDefinition Definition(TestServer server, int rows, int concurrency = 1) => new()
    {
        Name = "rows",
        Source = TestRows.Numbered(rows),
        PrimaryKey = "id",
        Triggers = new SyncTriggers { Added = new SyncTrigger { Step = new HttpRequestStep { Method = "PUT", Url = server.Url + "/{{ row.id }}" } } },
        RateLimit = new RateLimit { Requests = 100_000, Per = RatePeriod.Minute, Concurrency = concurrency },
        Errors = new SyncErrors { Retry = SyncRetry.NextRun },
    };

    private SyncHost Host() => SyncHost.Create(services => services.AddSingleton<Chance>(new NoSpread()).AddSingleton<TimeProvider>(_clock));

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Retry_after_pauses_and_is_no_attempt(int status)
    {
        await using var server = await TestServer.PlayAsync(TestServer.Status(status, ("Retry-After", "30")), TestServer.Status(status, ("Retry-After", "40")), Taken);
        await using var host = Host();
        var run = host.RunAsync(Definition(server, 2));
        await _clock.PassAsync(TimeSpan.FromSeconds(30));
        await _clock.WaitedForAsync(TimeSpan.FromSeconds(40));
        Assert.Equal(2, server.Seen.Count);
        _clock.Advance(TimeSpan.FromSeconds(40));
        var report = await run;
        Assert.Equal((SyncOutcome.Succeeded, 4L, 2L), (report.Outcome, report.Requests.Sent, report.Requests.Retries));
    }

    [Fact]
    public async Task A_date_of_the_server_is_measured_with_its_own_clock()
    {
        var there = DateTimeOffset.UnixEpoch.AddDays(365);
        await using var server = await TestServer.PlayAsync(TestServer.Status(429, ("Date", there.ToString("r")), ("Retry-After", there.AddSeconds(25).ToString("r"))), Taken);
        await using var host = Host();
        var run = host.RunAsync(Definition(server, 1));
        await _clock.PassAsync(TimeSpan.FromSeconds(25));
        Assert.Equal(SyncOutcome.Succeeded, (await run).Outcome);
    }

    [Fact]
    public async Task When_nothing_is_left_the_next_request_waits_for_the_reset()
    {
        await using var server = await TestServer.PlayAsync(TestServer.Status(200, ("RateLimit-Remaining", "0"), ("RateLimit-Reset", "20")), TestServer.Status(200, ("RateLimit-Remaining", "0"), ("RateLimit-Reset", "99")));
        await using var host = Host();
        var run = host.RunAsync(Definition(server, 2));
        await _clock.WaitedForAsync(TimeSpan.FromSeconds(20));
        Assert.Single(server.Seen);
        _clock.Advance(TimeSpan.FromSeconds(20));

        // Nobody waits after the last.
        Assert.Equal(SyncOutcome.Succeeded, (await run).Outcome);
    }

    [Theory]
    [InlineData(200, "X-RateLimit-Reset")]
    [InlineData(429, "Retry-After")]
    public async Task A_pause_of_hours_is_left_to_the_next_run(int status, string header)
    {
        await using var server = await TestServer.PlayAsync(TestServer.Status(status, ("X-RateLimit-Remaining", "0"), (header, "7200")), Taken);
        await using var host = Host();
        var report = await host.RunAsync(Definition(server, 10));
        Assert.Equal((SyncOutcome.CompletedWithFailures, 1L), (report.Outcome, report.Requests.Sent));
        Assert.EndsWith("; the rows that are left come in the next run.", report.Message, StringComparison.Ordinal);
        Assert.Contains("2026-03-10 14:00:00Z", report.Message, StringComparison.Ordinal);
        Assert.Equal(status == 200 ? 9 : 10, report.PendingRows);

        _clock.Advance(TimeSpan.FromHours(2));
        var next = await host.RunAsync(Definition(server, 10));
        Assert.Equal((SyncOutcome.Succeeded, status == 200 ? 9L : 10L), (next.Outcome, next.Triggers["added"].Delivered));
    }

    [Fact]
    public async Task A_destination_that_asks_to_wait_for_ever_ends_the_run_within_an_hour()
    {
        await using var server = await TestServer.StartAsync(TestServer.Status(429, ("Retry-After", "600")));
        await using var host = Host();
        var run = host.RunAsync(Definition(server, 5000));
        for (var waits = 0; waits < 6; waits++)
        {
            await _clock.PassAsync(TimeSpan.FromMinutes(10));
        }

        var report = await run;
        Assert.Equal((SyncOutcome.CompletedWithFailures, 7L, 5000L), (report.Outcome, report.Requests.Sent, report.PendingRows));
        Assert.Equal("The destination asks to wait again and again and takes nothing; the rows that are left come in the next run.", report.Message);
    }

    [Fact]
    public async Task A_destination_that_does_not_say_how_long_is_asked_fifty_times()
    {
        await using var server = await TestServer.StartAsync(TestServer.Status(429, ("Retry-After", "0")));
        await using var host = Host();
        var report = await host.RunAsync(Definition(server, 5000));
        Assert.Equal((SyncOutcome.CompletedWithFailures, 50L, 5000L), (report.Outcome, report.Requests.Sent, report.PendingRows));
    }

    [Fact]
    public async Task One_row_that_is_never_taken_does_not_end_the_run()
    {
        await using var server = await TestServer.StartAsync(context => TestServer.Status(context.Request.Path == "/7" ? 429 : 200)(context));
        await using var host = Host();
        var report = await host.RunAsync(Definition(server, 200));
        Assert.Equal((SyncOutcome.CompletedWithFailures, 199L, 1L), (report.Outcome, report.Triggers["added"].Delivered, report.Triggers["added"].Deferred));
    }

    [Theory]
    [InlineData(30.0, "RateLimit", "\"default\";r=0;t=30")]
    [InlineData(90.0, "RateLimit", "\"burst\";r=0;t=30, \"day\";r=0;t=90, \"hour\";r=1;t=900")]
    [InlineData(15.0, "RateLimit", "limit=100, remaining=0, reset=15")]
    [InlineData(30.0, "RateLimit-Remaining", "0", "RateLimit-Reset", "30")]
    [InlineData(50.0, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "1773144050")]
    [InlineData(50.5, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "1773144050500")]
    [InlineData(60.0, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "2026-03-10T12:01:00Z")]
    [InlineData(50.0, "X-Rate-Limit-Remaining", "-1", "X-Rate-Limit-Reset", "1773144050")]
    [InlineData(1.5, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset-After", "1.5")]
    [InlineData(0.0, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "1773143000")]
    [InlineData(null, "X-RateLimit-Remaining", "1", "X-RateLimit-Reset", "1773144050")]
    [InlineData(null, "X-RateLimit-Remaining", "0")]
    [InlineData(null, "X-RateLimit-Reset", "30")]
    [InlineData(null, "RateLimit-Remaining", "none", "RateLimit-Reset", "30")]
    [InlineData(null, "RateLimit-Remaining", "0", "RateLimit-Reset", "soon")]
    [InlineData(null, "RateLimit", ";;,=,\"r=0")]
    [InlineData(null, "Retry-After", "30")]
    public void Headers_slow_a_sync_down_when_nothing_is_left(double? seconds, params string[] headers)
    {
        var response = new ResponseHeaders([.. headers.Chunk(2).Select(pair => KeyValuePair.Create(pair[0], new StringValues(pair[1])))]);
        var pause = RateHeaders.Pause(response, ManualClock.Noon);
        Assert.Equal(seconds, pause is { } wait ? Math.Max(0, wait.TotalSeconds) : seconds is 0 ? 0 : null);
    }

    internal sealed class NoSpread : Chance
    {
        public override double NextDouble() => 0;
    }
}
