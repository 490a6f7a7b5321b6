using HttpRequestSteps.Sync;

namespace HttpRequestSteps.Tests.Sync;

/// <summary>What a sync is limited to holds in any sliding window where the requests arrive, not only where they are sent.</summary>
public sealed class SyncLimitersTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    private readonly CountingTimeProvider _time = new();

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 8)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void No_second_at_the_receiver_exceeds_the_limit_while_the_way_takes_no_longer_than_is_allowed_for(int seed)
    {
        var random = new Random(seed);
        var requests = random.Next(1, 2_000);
        using var limiter = SyncLimiters.Create([new RateLimit { Requests = requests }], _time);
        var receiver = new Receiver(limiter, _time, random) { Way = TimeSpan.FromMilliseconds(8), Answer = TimeSpan.FromMilliseconds(random.Next(1, 60)) };

        // Now and then the machine is busy with something else, and wakes up late.
        receiver.Run(TimeSpan.FromSeconds(5), () => random.Next(200) == 0 ? Millisecond * random.Next(5, 80) : Millisecond * random.NextDouble() * 2);

        Assert.InRange(receiver.MostIn(Second), 1, requests);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void No_minute_at_the_receiver_exceeds_the_limit_however_long_requests_are_under_way(int seed)
    {
        var random = new Random(seed);
        var requests = random.Next(10, 1_500);
        using var limiter = SyncLimiters.Create([new RateLimit { Requests = requests, Per = RatePeriod.Minute }, new RateLimit { Requests = 50 * requests, Per = RatePeriod.Hour }], _time);
        var answer = TimeSpan.FromMilliseconds(random.Next(1, 15_000));
        var receiver = new Receiver(limiter, _time, random) { Way = answer, Answer = answer, Workers = 1_000 };

        receiver.Run(Minute * 4, () => Millisecond * random.Next(1, 100));

        Assert.InRange(receiver.MostIn(Minute), requests / 2, requests);
    }

    [Theory]
    [InlineData(1000, 3)]
    [InlineData(1000, 40)]
    [InlineData(20, 10)]
    [InlineData(4_000, 20)]
    public void At_least_99_percent_of_the_rate_are_used(int requests, int answer)
    {
        using var limiter = SyncLimiters.Create([new RateLimit { Requests = requests }], _time);
        var receiver = new Receiver(limiter, _time, new Random(1)) { Way = TimeSpan.FromMilliseconds(8), Answer = TimeSpan.FromMilliseconds(answer) };
        receiver.Run(TimeSpan.FromSeconds(10), () => Millisecond);

        Assert.InRange(receiver.Arrived / (10.0 * requests), 0.99, 1.002);
        Assert.InRange(receiver.MostIn(Second), 1, requests);
    }

    [Fact]
    public void A_second_is_not_spent_in_a_burst_and_a_minute_may_be()
    {
        using var second = SyncLimiters.Create([new RateLimit { Requests = 1000 }], _time);
        using var minute = SyncLimiters.Create([new RateLimit { Requests = 1000, Per = RatePeriod.Minute }], _time);

        Assert.Equal(6, Enumerable.Range(0, 100).Count(_ => second.AttemptAcquire().IsAcquired));
        Assert.Equal(100, Enumerable.Range(0, 100).Count(_ => minute.AttemptAcquire().IsAcquired));
    }

    [Fact]
    public async Task A_permit_of_a_minute_counts_from_its_answer()
    {
        using var limiter = SyncLimiters.Create([new RateLimit { Requests = 1, Per = RatePeriod.Minute }], _time);
        var lease = await limiter.AcquireAsync();
        var next = limiter.AcquireAsync().AsTask();
        _time.Advance(Minute * 3);
        Assert.False(next.IsCompleted);

        lease.Dispose();
        lease.Dispose();
        _time.Advance(Minute - Millisecond);
        Assert.False(next.IsCompleted);
        _time.Advance(Millisecond);
        Assert.True(next.IsCompletedSuccessfully);
        Assert.Null(limiter.IdleDuration);
        (await next).Dispose();
        Assert.Equal(0, _time.Timers);
    }
}
