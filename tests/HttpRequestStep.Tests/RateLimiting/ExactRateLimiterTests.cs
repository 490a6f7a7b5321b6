using System.Threading.RateLimiting;

namespace HttpRequestSteps.Tests;

public sealed class ExactRateLimiterTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly CountingTimeProvider _time = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void No_sliding_window_ever_holds_more_than_its_requests(int seed)
    {
        var random = new Random(seed);
        RateWindow[] windows =
        [
            new(random.Next(1, 20), TimeSpan.FromMilliseconds(random.Next(50, 2_000))),
            new(random.Next(20, 60), TimeSpan.FromMilliseconds(random.Next(2_000, 10_000))),
        ];
        using var limiter = new ExactRateLimiter(windows, _time);
        var grants = new List<TimeSpan>();
        var elapsed = TimeSpan.Zero;
        for (var i = 0; i < 20_000; i++)
        {
            var step = TimeSpan.FromTicks(random.Next(0, 400_000));
            _time.Advance(step);
            elapsed += step;
            if (limiter.AttemptAcquire().IsAcquired)
            {
                grants.Add(elapsed);
            }
        }

        Assert.All(windows, window => AssertHolds(grants, window));
        Assert.True(grants.Count > windows[1].Requests * 3, "the test must reach the limits");
    }

    [Fact]
    public void Greedy_callers_get_all_of_the_rate()
    {
        using var limiter = new ExactRateLimiter([new(10, Second)], _time);
        var granted = 0;
        for (var i = 0; i < 10_000; i++)
        {
            granted += limiter.AttemptAcquire().IsAcquired ? 1 : 0;
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(100, granted); // ten seconds of ten
    }

    [Fact]
    public async Task Waiters_get_all_of_the_rate_in_the_order_they_came()
    {
        await using var limiter = new ExactRateLimiter([new(5, Second)], _time);
        var waits = Enumerable.Range(0, 50).Select(_ => limiter.AcquireAsync().AsTask()).ToArray();
        for (var second = 0; second < 10; second++)
        {
            Assert.Equal((second + 1) * 5, waits.TakeWhile(wait => wait.IsCompletedSuccessfully).Count());
            Assert.Equal((second + 1) * 5, waits.Count(wait => wait.IsCompleted));
            _time.Advance(Second);
        }

        Assert.All(waits, wait => Assert.True(wait.Result.IsAcquired));
    }

    [Fact]
    public void A_burst_across_the_edge_of_a_second_is_not_doubled()
    {
        using var limiter = new ExactRateLimiter([new(10, Second)], _time);
        _time.Advance(TimeSpan.FromMilliseconds(990));
        Assert.Equal(10, Take(limiter, 20));
        _time.Advance(TimeSpan.FromMilliseconds(20));
        Assert.Equal(0, Take(limiter, 20));
        _time.Advance(TimeSpan.FromMilliseconds(979));
        Assert.Equal(0, Take(limiter, 20));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(10, Take(limiter, 20));
    }

    [Fact]
    public void A_window_ends_to_the_tick()
    {
        using var limiter = new ExactRateLimiter([new(1, Second)], _time);
        Assert.Equal(1, Take(limiter, 1));
        _time.Advance(Second - TimeSpan.FromTicks(1));
        Assert.Equal(0, Take(limiter, 1));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(1, Take(limiter, 1));
    }

    [Fact]
    public void Every_window_counts()
    {
        using var limiter = new ExactRateLimiter([new(2, Second), new(5, TimeSpan.FromMinutes(1))], _time);
        Assert.Equal(2, Take(limiter, 9));
        _time.Advance(Second);
        Assert.Equal(2, Take(limiter, 9));
        _time.Advance(Second);
        Assert.Equal(1, Take(limiter, 9));
        _time.Advance(TimeSpan.FromSeconds(57.9));
        Assert.Equal(0, Take(limiter, 9));
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(2, Take(limiter, 9));
    }

    [Theory]
    [InlineData(1_000_000, 86_400)]
    [InlineData(100_000, 1)]
    [InlineData(65_537, 3_600)]
    public void Large_windows_hold_exactly_and_waste_next_to_nothing(int requests, int seconds)
    {
        var window = new RateWindow(requests, TimeSpan.FromSeconds(seconds));
        using var limiter = new ExactRateLimiter([window], _time);
        var random = new Random(requests);
        var grants = new List<TimeSpan>();
        var (elapsed, end) = (TimeSpan.Zero, window.Per * 3);
        while (elapsed < end)
        {
            // Greedy, at odd moments: all that is there is taken.
            for (var burst = random.Next(1, 4_000); burst > 0 && limiter.AttemptAcquire().IsAcquired; burst--)
            {
                grants.Add(elapsed);
            }

            var step = TimeSpan.FromTicks(random.NextInt64(1, window.Per.Ticks / 500));
            _time.Advance(step);
            elapsed += step;
        }

        AssertHolds(grants, window);
        Assert.True(grants.Count >= requests * 2.95, $"{grants.Count} of about {requests * 3}");
    }

    [Fact]
    public async Task A_waiter_of_a_large_window_is_woken()
    {
        await using var limiter = new ExactRateLimiter([new(70_000, Second)], _time);
        Assert.Equal(70_000, Take(limiter, 70_001));
        var wait = limiter.AcquireAsync().AsTask();
        _time.Advance(Second);
        Assert.False(wait.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(2));
        Assert.True(wait.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Random_waiters_and_cancellations_lose_no_wake_up_and_break_no_window()
    {
        var random = new Random(42);
        var window = new RateWindow(7, Second);
        await using var limiter = new ExactRateLimiter([window], _time);
        var start = _time.GetTimestamp();
        var grants = new List<TimeSpan>();
        var open = new List<(Task<RateLimitLease> Wait, CancellationTokenSource Source)>();
        for (var i = 0; i < 3_000; i++)
        {
            if (random.Next(3) > 0)
            {
                var source = new CancellationTokenSource();
                open.Add((limiter.AcquireAsync(1, source.Token).AsTask(), source));
            }

            if (open.Count > 0 && random.Next(3) == 0)
            {
                await open[random.Next(open.Count)].Source.CancelAsync();
            }

            Collect();
            _time.Advance(TimeSpan.FromMilliseconds(random.Next(0, 300)));
            Collect();
        }

        _time.Advance(TimeSpan.FromSeconds(1_000));
        Collect();
        for (var i = 0; i < 1_000 && open.Count > 0; i++)
        {
            _time.Advance(Second);
            Collect();
        }

        Assert.Empty(open);
        Assert.Equal(0, _time.Timers);
        AssertHolds(grants, window);
        Assert.True(grants.Count > 1_000);

        void Collect()
        {
            grants.AddRange(open.Where(one => one.Wait.IsCompletedSuccessfully).Select(_ => _time.GetElapsedTime(start)));
            open.RemoveAll(one => one.Wait.IsCompleted);
        }
    }

    [Fact]
    public async Task A_free_permit_is_granted_at_once_with_the_shared_lease()
    {
        await using var limiter = new ExactRateLimiter([new(2, Second)], _time);
        var first = limiter.AcquireAsync();
        Assert.True(first.IsCompletedSuccessfully);
        Assert.Same(await first, await limiter.AcquireAsync());
        Assert.Equal(0, _time.Timers);
    }

    [Fact]
    public async Task A_cancelled_waiter_frees_its_place()
    {
        using var source = new CancellationTokenSource();
        await using var limiter = new ExactRateLimiter([new(1, Second)], _time);
        Assert.Equal(1, Take(limiter, 1));
        var first = limiter.AcquireAsync(1, source.Token).AsTask();
        var second = limiter.AcquireAsync().AsTask();
        await source.CancelAsync();
        Assert.True(first.IsCompleted);
        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal(source.Token, thrown.CancellationToken);

        _time.Advance(Second);
        Assert.True(second.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task When_a_large_waiter_gives_up_the_small_one_behind_it_goes_ahead()
    {
        using var source = new CancellationTokenSource();
        await using var limiter = new ExactRateLimiter([new(3, Second)], _time);
        Assert.Equal(1, Take(limiter, 1));
        var large = limiter.AcquireAsync(3, source.Token).AsTask();
        var small = limiter.AcquireAsync(2).AsTask();
        Assert.False(small.IsCompleted);
        await source.CancelAsync();
        Assert.True(large.IsCanceled);
        Assert.True(small.IsCompletedSuccessfully);
        Assert.Equal(0, _time.Timers);
    }

    [Fact]
    public async Task Nobody_overtakes_those_who_wait()
    {
        await using var limiter = new ExactRateLimiter([new(3, Second)], _time);
        Assert.Equal(2, Take(limiter, 2));
        var large = limiter.AcquireAsync(2).AsTask();
        Assert.False(limiter.AttemptAcquire().IsAcquired);
        var small = limiter.AcquireAsync().AsTask();
        Assert.False(small.IsCompleted);
        _time.Advance(Second);
        Assert.True(large.IsCompletedSuccessfully);
        Assert.True(small.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_token_cancelled_before_takes_nothing()
    {
        await using var limiter = new ExactRateLimiter([new(1, Second)], _time);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => limiter.AcquireAsync(1, new CancellationToken(true)).AsTask());
        Assert.Equal(1, Take(limiter, 2));
    }

    [Fact]
    public async Task Disposal_fails_those_who_wait_and_leaves_no_timer()
    {
        var limiter = new ExactRateLimiter([new(1, Second)], _time);
        Assert.Equal(1, Take(limiter, 1));
        var waits = Enumerable.Range(0, 3).Select(_ => limiter.AcquireAsync().AsTask()).ToArray();
        Assert.Equal(1, _time.Timers);
        await limiter.DisposeAsync();
        Assert.All(waits, wait => Assert.True(wait.IsCompletedSuccessfully));
        Assert.All(await Task.WhenAll(waits), lease => Assert.False(lease.IsAcquired));
        Assert.Equal(0, _time.Timers);
        Assert.Throws<ObjectDisposedException>(() => limiter.AttemptAcquire());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => limiter.AcquireAsync().AsTask());
        limiter.Dispose();
    }

    [Fact]
    public void An_idle_limiter_has_no_timer()
    {
        using var limiter = new ExactRateLimiter([new(1, Second)], _time);
        Assert.Equal(1, Take(limiter, 5));
        Assert.Equal(0, _time.Timers);
        var wait = limiter.AcquireAsync().AsTask();
        Assert.Equal(1, _time.Timers);
        _time.Advance(Second);
        Assert.True(wait.IsCompletedSuccessfully);
        Assert.Equal(0, _time.Timers);
    }

    [Fact]
    public void A_window_of_a_year_is_waited_for()
    {
        using var limiter = new ExactRateLimiter([new(1, TimeSpan.FromDays(365))], _time);
        Assert.Equal(1, Take(limiter, 1));
        var wait = limiter.AcquireAsync().AsTask();
        _time.Advance(TimeSpan.FromDays(364.9));
        Assert.False(wait.IsCompleted);
        _time.Advance(TimeSpan.FromDays(0.1));
        Assert.True(wait.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_refused_lease_tells_when_to_come_back()
    {
        using var limiter = new ExactRateLimiter([new(2, Second)], _time);
        Assert.Equal(2, Take(limiter, 2));
        _time.Advance(TimeSpan.FromMilliseconds(400));
        using var lease = limiter.AttemptAcquire();
        Assert.True(lease.TryGetMetadata(MetadataName.RetryAfter, out var wait));
        Assert.Equal(TimeSpan.FromMilliseconds(600), wait);
        Assert.Equal([MetadataName.RetryAfter.Name], lease.MetadataNames);
    }

    [Fact]
    public void The_estimate_counts_those_who_wait()
    {
        using var limiter = new ExactRateLimiter([new(2, Second)], _time);
        Assert.Equal(TimeSpan.Zero, limiter.EstimateWait());
        Assert.Equal(1, Take(limiter, 1));
        Assert.Equal(TimeSpan.Zero, limiter.EstimateWait());
        _time.Advance(TimeSpan.FromMilliseconds(300));
        Assert.Equal(1, Take(limiter, 1));
        Assert.Equal(TimeSpan.FromMilliseconds(700), limiter.EstimateWait());
        _ = limiter.AcquireAsync().AsTask();
        Assert.Equal(TimeSpan.FromMilliseconds(1_000), limiter.EstimateWait());
        _ = limiter.AcquireAsync().AsTask();
        Assert.Equal(TimeSpan.FromMilliseconds(1_700), limiter.EstimateWait());
    }

    [Fact]
    public void Statistics_tell_what_happened()
    {
        using var limiter = new ExactRateLimiter([new(3, Second), new(10, TimeSpan.FromHours(1))], _time);
        Assert.Equal(2, Take(limiter, 2));
        Assert.Equal(1, limiter.GetStatistics()!.CurrentAvailablePermits);
        Assert.Equal(1, Take(limiter, 2));
        _ = limiter.AcquireAsync(2).AsTask();
        var statistics = limiter.GetStatistics()!;
        Assert.Equal(0, statistics.CurrentAvailablePermits);
        Assert.Equal(2, statistics.CurrentQueuedCount);
        Assert.Equal(3, statistics.TotalSuccessfulLeases);
        Assert.Equal(1, statistics.TotalFailedLeases);
    }

    [Fact]
    public void A_limiter_is_idle_only_when_nothing_counts_any_more()
    {
        using var limiter = new ExactRateLimiter([new(3, Second), new(9, TimeSpan.FromMinutes(1))], _time);
        _time.Advance(Second);
        Assert.Equal(Second, limiter.IdleDuration);
        Assert.Equal(1, Take(limiter, 1));
        Assert.Null(limiter.IdleDuration);
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Null(limiter.IdleDuration);
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(TimeSpan.FromSeconds(5), limiter.IdleDuration);
    }

    [Fact]
    public void Zero_permits_ask_without_taking()
    {
        using var limiter = new ExactRateLimiter([new(1, Second)], _time);
        Assert.True(limiter.AttemptAcquire(0).IsAcquired);
        Assert.True(limiter.AttemptAcquire(0).IsAcquired);
        Assert.True(limiter.AttemptAcquire(1).IsAcquired);
        Assert.False(limiter.AttemptAcquire(0).IsAcquired);
    }

    [Fact]
    public void What_can_never_be_granted_is_an_error()
    {
        using var limiter = new ExactRateLimiter([new(5, Second), new(3, Second)], _time);
        Assert.Throws<ArgumentOutOfRangeException>(() => limiter.AttemptAcquire(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExactRateLimiter([], _time));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExactRateLimiter([new(0, Second)], _time));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExactRateLimiter([new(1, TimeSpan.Zero)], _time));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_wake_up_does_not_run_in_the_first_waiters_context(bool flows)
    {
        using var limiter = new ExactRateLimiter([new(1, Second)], _time);
        Assert.Equal(1, Take(limiter, 1));
        using (flows ? null : new Suppressed())
        {
            _ = limiter.AcquireAsync().AsTask();
            Assert.Equal(!flows, ExecutionContext.IsFlowSuppressed());
        }

        Assert.False(_time.LastTimerKeepsContext);
    }

    private sealed class Suppressed : IDisposable
    {
        private AsyncFlowControl _flow = ExecutionContext.SuppressFlow();

        public void Dispose() => _flow.Undo();
    }

    private static int Take(ExactRateLimiter limiter, int tries) =>
        Enumerable.Range(0, tries).Count(_ => limiter.AttemptAcquire().IsAcquired);

    /// <summary>Of any requests + 1 grants in a row, the last must be a whole window after the first.</summary>
    private static void AssertHolds(List<TimeSpan> grants, RateWindow window)
    {
        for (var i = window.Requests; i < grants.Count; i++)
        {
            if (grants[i] - grants[i - window.Requests] < window.Per)
            {
                Assert.Fail($"{window.Requests + 1} grants within {grants[i] - grants[i - window.Requests]}");
            }
        }
    }
}
