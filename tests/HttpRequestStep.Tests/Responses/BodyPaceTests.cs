using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Tests;

public sealed class BodyPaceTests
{
    private static readonly LimitOptions Limits = new() { MaxIdleTime = TimeSpan.FromSeconds(10), MinResponseRate = 100 };

    private readonly ManualClock _clock = new();

    private AttemptClock Attempt() => AttemptClock.Start(TimeSpan.FromMinutes(10), _clock, CancellationToken.None);

    private void Pass(double seconds) => _clock.Advance(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void A_body_that_says_nothing_ends_after_the_idle_time_and_not_before()
    {
        using var attempt = Attempt();
        using var pace = new BodyPace(attempt, Limits, _clock);
        pace.Wait(0);
        Pass(9.999);
        Assert.Null(attempt.Stalled);
        Pass(0.001);
        Assert.Contains("nothing of it came for 10 s, the host's limit MaxIdleTime", attempt.Stalled, StringComparison.Ordinal);
        Assert.True(attempt.Token.IsCancellationRequested);
    }

    [Fact]
    public void A_byte_begins_the_idle_time_anew()
    {
        using var attempt = Attempt();
        using var pace = new BodyPace(attempt, new LimitOptions { MaxIdleTime = TimeSpan.FromSeconds(10), MinResponseRate = 0 }, _clock);
        pace.Wait(0);
        for (var i = 0; i < 50; i++)
        {
            Pass(9.9);
            pace.Note(1);
        }

        Assert.Null(attempt.Stalled);
        Pass(10);
        Assert.NotNull(attempt.Stalled);
    }

    [Fact]
    public void A_body_that_drips_ends_when_it_is_the_idle_time_behind()
    {
        using var attempt = Attempt();
        using var pace = new BodyPace(attempt, Limits, _clock);
        pace.Wait(0);

        // Half of the lowest rate: it falls behind by half a second each second.
        for (var second = 1; second < 19; second++)
        {
            Pass(1);
            pace.Note(50);
        }

        Assert.Null(attempt.Stalled);
        Pass(1);
        Assert.Contains("more slowly than 100 bytes a second, the host's limit MinResponseRate", attempt.Stalled, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pause_is_forgiven_once_enough_has_come()
    {
        using var attempt = Attempt();
        using var pace = new BodyPace(attempt, Limits, _clock);
        pace.Wait(0);
        for (var i = 0; i < 50; i++)
        {
            Pass(9);
            pace.Note(900);
        }

        Assert.Null(attempt.Stalled);
    }

    [Fact]
    public void Time_in_which_nobody_reads_does_not_count()
    {
        using var attempt = Attempt();
        using var pace = new BodyPace(attempt, Limits, _clock);
        for (var i = 0; i < 5; i++)
        {
            pace.Wait(1);
            Pass(0.01);
            pace.Stop(1);
            Pass(100);
        }

        Assert.Null(attempt.Stalled);
    }

    [Fact]
    public void Bytes_that_came_without_a_wait_count()
    {
        using var attempt = Attempt();
        using var pace = new BodyPace(attempt, Limits, _clock);
        for (var i = 0; i < 50; i++)
        {
            pace.Wait(899);
            Pass(9);
            pace.Stop(1);
        }

        Assert.Null(attempt.Stalled);
    }

    [Fact]
    public void What_is_over_ends_nothing()
    {
        using var attempt = Attempt();
        using (var pace = new BodyPace(attempt, Limits, _clock))
        {
            pace.Wait(0);
        }

        Pass(60);
        Assert.Null(attempt.Stalled);
        Assert.False(attempt.Token.IsCancellationRequested);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("binary")]
    public async Task A_body_that_is_there_already_starts_no_timer(string type)
    {
        await using var host = StepHost.Create(clock: _clock, build: static builder => builder.HttpClient.ConfigurePrimaryHttpMessageHandler(static () => new AtOnce()));
        var result = await host.RunAsync($$"""{ "url": "https://example.com", "timeout": 7, "response": { "type": "{{type}}" } }""");
        Assert.True(result.Succeeded);
        Assert.Equal([TimeSpan.FromSeconds(7)], _clock.Timers);
    }

    private sealed class AtOnce : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("{}", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")) });
    }
}
