using HttpRequestSteps.Sync;
using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Tests.Sync;

/// <summary>A limit belongs to the destination: it counts on when the process that used it up is gone.</summary>
public sealed class KeptLimitsTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("limits-");

    private static SyncDefinition Definition(string url, int rows, params RateLimit[] limits) => new()
    {
        Name = "rows",
        Source = TestRows.Numbered(rows),
        PrimaryKey = "id",
        Triggers = new SyncTriggers { Added = new SyncTrigger { Step = new HttpRequestStep { Method = "PUT", Url = url + "/{{ row.id }}" } } },
        RateLimit = RateLimits.Create(limits),
    };

    private static RateLimit Hourly(int requests) => new() { Requests = requests, Per = RatePeriod.Hour };

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_new_process_goes_on_where_the_last_one_stopped()
    {
        await using var server = await TestServer.StartAsync();
        await using var first = SyncHost.Create(Clocked);
        Assert.Equal(60, (await first.RunAsync(Definition(server.Url, 60, Hourly(100)))).Requests.Sent);

        _clock.Advance(TimeSpan.FromMinutes(10));
        await using var second = SyncHost.Create(Clocked, first);
        var delivered = new DeliveredRows();
        var run = second.RunAsync(Definition(server.Url, 160, Hourly(100)), new SyncRunOptions { Progress = delivered });
        await delivered.ReachAsync(40);
        await _clock.WaitedForAsync(TimeSpan.FromMinutes(50));
        Assert.Equal((40, 100, false), (delivered.Count, server.Seen.Count, run.IsCompleted));

        _clock.Advance(TimeSpan.FromMinutes(50));
        Assert.Equal(100, (await run).Requests.Sent);
    }

    [Fact]
    public async Task A_permit_is_kept_before_it_is_used()
    {
        using var state = Open();
        var limits = new SyncLimiters(_clock).Find(Definition("http://x", 1, Hourly(2)), state);
        await using (var ledger = new LedgerWriter(state, () => limits.Save(state)))
        {
            using var lease = await limits.Through(ledger).AcquireAsync();
            Assert.Equal(1, state.Limit(TimeSpan.FromHours(1)).Values.Sum());
        }

        // The process dies here; the request was under way.
        Assert.Equal(1, Take(new SyncLimiters(_clock).Find(Definition("http://x", 1, Hourly(2)), state).Rate, 5));
    }

    [Theory]
    [InlineData(RatePeriod.Second)]
    [InlineData(RatePeriod.Minute)]
    [InlineData(RatePeriod.Hour)]
    [InlineData(RatePeriod.Day)]
    public void What_is_kept_counts_for_its_window_however_often_processes_begin(RatePeriod period)
    {
        var window = LocalRateLimiterFactory.Window(period);
        var random = new Random((int)period);
        var limit = new RateLimit { Requests = 1000, Per = period };
        var sent = 0;
        _clock.Advance(TimeSpan.FromTicks(random.NextInt64(window.Ticks)));
        Using(limit, limiter =>
        {
            for (var i = 0; i < 1000; i++)
            {
                sent += Take(limiter, 1);
                _clock.Advance(window / 2000);
            }
        });

        Assert.InRange(sent, 500, 1000);

        // A fifth of a window before the first of them is over, then after all of them are: each time in a new process.
        _clock.Advance(window * 0.3);
        for (var i = 0; i < 10; i++)
        {
            Using(limit, limiter => Assert.Equal(sent, limiter.Counting(window).Sum(permits => permits.Permits)));
            _clock.Advance(window * 0.01);
        }

        _clock.Advance(window * 0.62);
        Using(limit, limiter => Assert.Equal(0, limiter.Counting(window).Sum(permits => permits.Permits)));
    }

    [Fact]
    public void A_lower_limit_counts_what_was_sent_under_the_higher_one()
    {
        Using(Hourly(100), limiter => Assert.Equal(60, Take(limiter, 60)));
        _clock.Advance(TimeSpan.FromMinutes(30));
        Using(Hourly(100), limiter => Assert.Equal(10, Take(limiter, 10)));
        Using(Hourly(50), limiter =>
        {
            Assert.Equal(0, Take(limiter, 1));
            _clock.Advance(TimeSpan.FromMinutes(31));
            Assert.Equal(40, Take(limiter, 50));
        });
        Using(Hourly(100), limiter => Assert.Equal(50, Take(limiter, 100)));
    }

    [Fact]
    public void A_clock_that_was_set_back_blocks_for_one_window_at_most()
    {
        Using(Hourly(10), limiter => Assert.Equal(10, Take(limiter, 10)));
        var earlier = new ManualClock();
        earlier.AdjustTime(ManualClock.Noon - TimeSpan.FromDays(300));
        using var state = SyncState.Open(_folder.FullName, "rows", earlier, new SyncProbe());
        var limiter = new SyncLimiters(earlier).Find(Definition("http://x", 1, Hourly(10)), state).Rate;
        Assert.Equal(0, Take(limiter, 1));
        earlier.Advance(TimeSpan.FromHours(1));
        Assert.Equal(10, Take(limiter, 10));
    }

    private static int Take(ExactRateLimiter limiter, int permits) => Enumerable.Range(0, permits).Count(_ =>
    {
        using var lease = limiter.AttemptAcquire();
        return lease.IsAcquired;
    });

    private SyncState Open() => SyncState.Open(_folder.FullName, "rows", _clock, new SyncProbe());

    /// <summary>As a process would: it finds the state, uses the limiter, and keeps what counts.</summary>
    private void Using(RateLimit limit, Action<ExactRateLimiter> use)
    {
        using var state = Open();
        var limits = new SyncLimiters(_clock).Find(Definition("http://x", 1, limit), state);
        use(limits.Rate);
        state.Write(() => limits.Save(state));
    }

    private void Clocked(IServiceCollection services) => services.AddSingleton<TimeProvider>(_clock);
}
