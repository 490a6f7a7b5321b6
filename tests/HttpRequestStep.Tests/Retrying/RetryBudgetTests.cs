using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Tests;

public sealed class RetryBudgetTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualClock _clock = new();

    [Theory]
    [InlineData(100, 3)]
    [InlineData(100, 10)]
    [InlineData(1000, 3)]
    public void An_hour_of_outage_gets_a_fifth_more_than_was_offered(int perSecond, int maxAttempts)
    {
        var allowance = new RetryAllowance(new RetryBudget(), _clock);
        long retries = 0;
        for (var second = 0; second < 3600; second++)
        {
            for (var i = 0; i < perSecond; i++)
            {
                allowance.Offer();
                for (var attempt = 1; attempt < maxAttempts && allowance.TryRetry(); attempt++)
                {
                    retries++;
                }
            }

            _clock.Advance(Second);
        }

        Assert.InRange(retries, 0.19 * 3600 * perSecond, 0.2 * 3600 * perSecond);
    }

    [Fact]
    public void A_destination_with_little_to_do_gets_every_retry()
    {
        var allowance = new RetryAllowance(new RetryBudget(), _clock);
        for (var second = 0; second < 600; second++)
        {
            for (var i = 0; i < 5; i++)
            {
                allowance.Offer();
                Assert.True(allowance.TryRetry() && allowance.TryRetry());
            }

            _clock.Advance(Second);
        }
    }

    [Fact]
    public void What_was_spent_comes_back_after_ten_seconds()
    {
        var allowance = new RetryAllowance(new RetryBudget { MinimumPerSecond = 1 }, _clock);
        for (var round = 0; round < 3; round++)
        {
            Assert.Equal(10, Enumerable.Range(0, 50).Count(_ => allowance.TryRetry()));
            _clock.Advance(9 * Second);
            Assert.False(allowance.TryRetry());
            _clock.Advance(TimeSpan.FromDays(round) + Second);
        }
    }

    [Fact]
    public async Task A_connection_has_a_budget_of_its_own_and_its_message_says_so()
    {
        await using var server = await TestServer.StartAsync(TestServer.Status(500));
        await using var host = StepHost.Create(
            options =>
            {
                options.Connections["one"] = new StepConnection { BaseUrl = server.Url, RetryBudget = new RetryBudget { Ratio = 0.5, MinimumPerSecond = 0 } };
                options.Connections["other"] = new StepConnection { BaseUrl = server.Url };
                options.Connections["without"] = new StepConnection { BaseUrl = server.Url, RetryBudget = new RetryBudget { Enabled = false, Ratio = 0, MinimumPerSecond = 0 } };
            },
            clock: _clock);
        Task<StepResult> Run(string connection) => host.RunAsync($$"""{ "connection": "{{connection}}", "url": "/", "retry": { "backoff": "none" } }""");

        Assert.Single((await Run("one")).Attempts);
        Assert.Equal(2, (await Run("one")).Attempts.Count);
        var denied = await Run("one");
        Assert.Equal("The server answered 500 Internal Server Error. It was not tried again: the retry budget of the connection \"one\" is spent (RetryBudget of the connection, or Defaults:RetryBudget).", denied.Failure!.Message);
        Assert.Equal("no retry: the retry budget of the destination is spent", Assert.Single(denied.Attempts).RetryReason);
        Assert.Null(denied.Attempts[0].Delay);
        Assert.Equal(3, (await Run("other")).Attempts.Count);
        Assert.Equal(3, (await Run("without")).Attempts.Count);
    }

    [Fact]
    public async Task Origins_share_nothing_and_are_forgotten_in_time()
    {
        await using var host = StepHost.Create();
        var allowances = host.Services.GetRequiredService<RetryAllowances>();
        var budget = new RetryBudget { MinimumPerSecond = 0, Ratio = 1 };
        var first = allowances.Of(Origin.Of(new Uri("https://example.com/a")), budget);
        Assert.Same(first, allowances.Of(Origin.Of(new Uri("https://EXAMPLE.com:443/b")), budget));
        Assert.NotSame(first, allowances.Of(Origin.Of(new Uri("https://example.com:444/a")), budget));
        Assert.NotSame(first, allowances.Of(Origin.Of(new Uri("http://example.com:443/a")), budget));
        for (var i = 0; i < 5_000; i++)
        {
            allowances.Of(Origin.Of(new Uri($"https://{i}.example.com/")), budget);
        }

        Assert.Equal(1_000, allowances.Origins);
        Assert.NotSame(first, allowances.Of(Origin.Of(new Uri("https://example.com/a")), budget));
    }
}
