using HttpRequestSteps.Sync;

namespace HttpRequestSteps.Tests.Sync;

public sealed class AdaptiveConcurrencyTests
{
    private static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(100);

    private readonly ManualClock _clock = new();

    [Fact]
    public void Until_the_first_push_it_doubles_up_to_the_most()
    {
        var adaptive = new AdaptiveConcurrency(50, null, _clock);
        Assert.Equal([1, 2, 4, 8, 16, 32, 50, 50], Enumerable.Range(0, 8).Select(_ => Limit(adaptive, Usual)));
    }

    [Fact]
    public void A_push_takes_a_tenth_away_and_from_there_on_it_grows_by_one()
    {
        var adaptive = new AdaptiveConcurrency(200, null, _clock);
        while (adaptive.Limit < 64)
        {
            Limit(adaptive, Usual);
        }

        // Those that were under way together are one push.
        adaptive.Push();
        adaptive.Push();
        _clock.Advance(Usual);
        adaptive.Push();
        Assert.Equal(57, adaptive.Limit);
        Assert.Equal([57, 58, 59], Enumerable.Range(0, 3).Select(_ => Limit(adaptive, Usual)));
    }

    [Fact]
    public void Answers_that_take_longer_are_a_push()
    {
        var adaptive = new AdaptiveConcurrency(200, 100, _clock);
        Limit(adaptive, Usual);
        var before = adaptive.Limit;
        Limit(adaptive, Usual * 3);
        Assert.Equal((int)(before * 0.9), adaptive.Limit);
    }

    [Fact]
    public void What_was_not_reached_does_not_grow()
    {
        var adaptive = new AdaptiveConcurrency(200, 10, _clock);
        for (var i = 0; i < 20; i++)
        {
            adaptive.Begin(5);
            _clock.Advance(Usual);
            adaptive.Succeed(Usual);
        }

        Assert.Equal(10, adaptive.Limit);
    }

    [Fact]
    public void It_never_falls_below_one_and_a_remembered_start_is_kept_in_bounds()
    {
        var adaptive = new AdaptiveConcurrency(20, 500, _clock);
        Assert.Equal(20, adaptive.Limit);
        for (var i = 0; i < 200; i++)
        {
            _clock.Advance(Usual);
            adaptive.Push();
        }

        Assert.Equal(1, adaptive.Limit);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_settles_near_what_a_destination_can_take(int seed)
    {
        const int capacity = 40;
        var random = new Random(seed);
        var adaptive = new AdaptiveConcurrency(200, null, _clock);
        var limits = new List<int>();
        for (var round = 0; round < 2000; round++)
        {
            // With more under way than it can take, each takes longer.
            var took = Usual * Math.Max(1, adaptive.Limit / (double)capacity) * (0.9 + (0.2 * random.NextDouble()));
            limits.Add(Limit(adaptive, took));
        }

        Assert.InRange(limits.Skip(1000).Average(), capacity / 4.0, capacity * 2.0);
    }

    [Fact]
    public async Task A_sync_finds_it_out_and_remembers_it()
    {
        var (underWay, most) = (0, 0);
        await using var server = await TestServer.StartAsync(async context =>
        {
            most = Math.Max(most, Interlocked.Increment(ref underWay));
            await TestServer.Status(200)(context);
            Interlocked.Decrement(ref underWay);
        });
        await using var host = SyncHost.Create();
        var definition = new SyncDefinition
        {
            Name = "rows",
            Source = TestRows.Numbered(400),
            PrimaryKey = "id",
            Triggers = new SyncTriggers { Added = new SyncTrigger { Step = new HttpRequestStep { Method = "PUT", Url = server.Url + "/{{ row.id }}" } } },
            RateLimit = new RateLimit { Requests = 100_000, Concurrency = 8 },
            AdaptiveConcurrency = true,
        };
        var report = await host.RunAsync(definition);
        Assert.Equal((SyncOutcome.Succeeded, 400L), (report.Outcome, report.Triggers["added"].Delivered));
        Assert.InRange(most, 1, 8);
        using var state = SyncState.Open(Path.Combine(host.StateFolder, "rows"), "rows", TimeProvider.System, new SyncProbe());
        Assert.InRange(state.Concurrency() ?? 0, 1, 8);
    }

    /// <summary>The limit, and one time of a request in which it is used up.</summary>
    private int Limit(AdaptiveConcurrency adaptive, TimeSpan took)
    {
        var limit = adaptive.Limit;
        adaptive.Begin(limit);
        _clock.Advance(took);
        for (var i = 0; i < limit; i++)
        {
            adaptive.Succeed(took);
        }

        return limit;
    }
}
