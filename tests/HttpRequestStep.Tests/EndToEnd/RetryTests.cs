using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using RichardSzalay.MockHttp;

namespace HttpRequestSteps.Tests;

/// <summary>DEFINITIONS section 1, "onFailure" and "retry": two axes, in fake time.</summary>
public sealed class RetryTests
{
    [Theory]
    [InlineData("\"stop\"", 500, 1, "failed")]
    [InlineData("\"doNotRetry\"", 500, 1, "failed")]
    [InlineData("\"retryOnServerErrors\"", 500, 3, "failed")]
    [InlineData("\"retryOnServerErrors\"", 404, 1, "failed")]
    [InlineData("\"retryOnAllErrors\"", 404, 3, "failed")]
    [InlineData("\"retryOnAllErrors\"", 500, 3, "failed")]
    [InlineData("\"continueOnAllErrors\"", 500, 1, "continued")]
    [InlineData("\"continueOnClientErrors\"", 404, 1, "continued")]
    [InlineData("\"continueOnClientErrors\"", 302, 1, "continued")]
    [InlineData("\"continueOnClientErrors\"", 500, 1, "failed")]
    [InlineData("""{ "retry": "transient", "continue": "allErrors" }""", 429, 3, "continued")]
    [InlineData("""{ "retry": "transient" }""", 404, 1, "failed")]
    [InlineData("""{ "continue": "clientErrors" }""", 409, 1, "continued")]
    public async Task Presets_and_axes_decide_how_often_and_whether_the_flow_goes_on(string onFailure, int status, int attempts, string outcome)
    {
        await using var peer = await KestrelPeer.StartAsync(Status(status));
        using var harness = new StepHarness(chance: 0);

        var result = await harness.RunAsync($$"""{ "url": "{{peer.Url}}", "onFailure": {{onFailure}} }""");

        Assert.Equal(attempts, peer.Seen.Count);
        Assert.Equal(attempts, result.Attempts.Count);
        Assert.Equal(outcome, result.Outcome.ToString(), ignoreCase: true);
    }

    [Theory]
    [InlineData("", 503, 3)]
    [InlineData("\"onFailure\": \"stop\",", 503, 3)]
    [InlineData("\"onFailure\": \"continueOnAllErrors\",", 503, 3)]
    [InlineData("", 404, 1)]
    [InlineData("", 408, 3)]
    public async Task A_retry_without_a_strategy_is_transient(string onFailure, int status, int attempts)
    {
        await using var peer = await KestrelPeer.StartAsync(Status(status));
        using var harness = new StepHarness(chance: 0);

        await harness.RunAsync($$"""{ "url": "{{peer.Url}}", {{onFailure}} "retry": {} }""");

        Assert.Equal(attempts, peer.Seen.Count);
    }

    [Theory]
    [InlineData("\"doNotRetry\"")]
    [InlineData("""{ "retry": "never" }""")]
    public void A_retry_beside_never_is_a_contradiction(string onFailure)
    {
        var error = Assert.Single(new StepReader().Read($$"""{ "url": "https://example.com", "onFailure": {{onFailure}}, "retry": {} }""").Errors);

        Assert.Equal("$.retry", error.Path);
    }

    [Theory]
    [InlineData("""{ "maxAttempts": 4, "jitter": false }""", new[] { 1000d, 2000, 4000 })]
    [InlineData("""{ "maxAttempts": 4, "jitter": false, "maxDelay": "1500ms" }""", new[] { 1000d, 1500, 1500 })]
    [InlineData("""{ "maxAttempts": 3, "backoff": "constant", "baseDelay": 2, "jitter": false }""", new[] { 2000d, 2000 })]
    [InlineData("""{ "maxAttempts": 3, "backoff": "none" }""", new[] { 0d, 0 })]
    [InlineData("""{ "intervals": ["5s", "1m"] }""", new[] { 5000d, 60000 })]
    [InlineData("""{ "maxAttempts": 3 }""", new[] { 500d, 1000 })]
    public async Task The_waits_are_those_of_the_definition(string retry, double[] waits)
    {
        var time = new FakeTimeProvider();
        using var harness = new StepHarness(time: time, chance: 0.5, extend: Answering(() => new HttpResponseMessage(System.Net.HttpStatusCode.InternalServerError)));

        var result = await RunThroughAsync(time, harness.RunAsync($$"""{ "url": "https://example.com", "retry": {{retry}} }"""));

        Assert.Equal(waits, result.Attempts.SkipLast(1).Select(attempt => attempt.Delay!.Value.TotalMilliseconds));
        Assert.All(result.Attempts.SkipLast(1), attempt => Assert.Equal("status 500", attempt.RetryReason));
        Assert.Null(result.Attempts[^1].Delay);
    }

    [Theory]
    [InlineData(429, "7", 7000)]
    [InlineData(503, "7", 7000)]
    [InlineData(503, "Sat, 01 Jan 2000 00:00:09 GMT", 9000)]
    [InlineData(503, "100000", 300_000)]
    [InlineData(503, "soon", 1000)]
    [InlineData(500, "7", 1000)]
    public async Task Retry_After_is_obeyed_on_429_and_503_and_clamped(int status, string retryAfter, double wait)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero));
        using var harness = new StepHarness(time: time, extend: Answering(() =>
        {
            var response = new HttpResponseMessage((System.Net.HttpStatusCode)status);
            response.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
            response.Headers.TryAddWithoutValidation("Date", "Sat, 01 Jan 2000 00:00:00 GMT");
            return response;
        }));

        var result = await RunThroughAsync(time, harness.RunAsync("""{ "url": "https://example.com", "retry": { "maxAttempts": 2, "jitter": false } }"""));

        Assert.Equal(wait, result.Attempts[0].Delay!.Value.TotalMilliseconds);
    }

    [Fact]
    public async Task A_Retry_After_that_does_not_fit_is_not_waited_for()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var peer = await KestrelPeer.StartAsync(context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "60";
            return Task.CompletedTask;
        });
        using var harness = new StepHarness(time: time);

        var result = await harness.RunAsync($$"""{ "url": "{{peer.Url}}", "retry": {}, "totalTimeout": 30 }""");

        Assert.Single(result.Attempts);
        Assert.Equal(429, result.StatusCode);
        Assert.Equal(time.GetUtcNow().AddSeconds(60), result.Failure!.RetryAt);
    }

    [Fact]
    public async Task Key_and_bytes_are_the_same_on_every_attempt()
    {
        await using var peer = await KestrelPeer.StartAsync(Status(500));
        using var harness = new StepHarness(chance: 0);

        await harness.RunAsync($$"""{ "method": "POST", "url": "{{peer.Url}}", "retry": {}, "idempotencyKey": "auto", "body": { "type": "json", "value": { "k": "{{ "{{ request.idempotency_key }}" }}" } } }""");

        Assert.Equal(3, peer.Seen.Count);
        Assert.Single(peer.Seen.Select(seen => seen.Header("Idempotency-Key")).Distinct());
        Assert.Equal($$"""{"k":"{{peer.Last.Header("Idempotency-Key")}}"}""", Assert.Single(peer.Seen.Select(seen => seen.Text).Distinct()));
    }

    [Theory]
    [InlineData("POST", "", 1)]
    [InlineData("PUT", "", 3)]
    [InlineData("POST", "\"idempotencyKey\": \"k-1\",", 3)]
    public async Task Idempotent_methods_only_can_be_asked_for(string method, string key, int attempts)
    {
        await using var peer = await KestrelPeer.StartAsync(Status(500));
        using var harness = new StepHarness(chance: 0);

        await harness.RunAsync($$"""{ "method": "{{method}}", "url": "{{peer.Url}}", {{key}} "retry": { "methods": "idempotent" } }""");

        Assert.Equal(attempts, peer.Seen.Count);
    }

    [Theory]
    [InlineData("""{ "statuses": [404] }""", 404, 3)]
    [InlineData("""{ "exceptStatuses": ["5xx"] }""", 503, 1)]
    public async Task Statuses_refine_the_strategy(string retry, int status, int attempts)
    {
        await using var peer = await KestrelPeer.StartAsync(Status(status));
        using var harness = new StepHarness(chance: 0);

        await harness.RunAsync($$"""{ "url": "{{peer.Url}}", "retry": {{retry}} }""");

        Assert.Equal(attempts, peer.Seen.Count);
    }

    [Fact]
    public async Task A_reset_is_retried_and_the_ledger_says_so()
    {
        await using var peer = RawPeer.Resetting();
        using var harness = new StepHarness(chance: 0);

        var result = await harness.RunAsync($$"""{ "url": "{{peer.Url}}", "onFailure": "retryOnServerErrors" }""");

        Assert.Equal(3, result.Attempts.Count);
        Assert.All(result.Attempts, attempt => Assert.Equal(((int?)null, FailureKind.Reset), (attempt.StatusCode, attempt.Kind!.Value)));
        Assert.Equal("reset", result.Attempts[0].RetryReason);
    }

    private static Func<HttpContext, Task> Status(int status) => context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    private static Action<HttpRequestStepsBuilder> Answering(Func<HttpResponseMessage> answer) => builder =>
    {
        var mock = new MockHttpMessageHandler();
        mock.When("*").Respond(_ => answer());
        builder.HttpClient.ConfigurePrimaryHttpMessageHandler(() => mock);
    };

    /// <summary>Lets fake time pass while the step waits.</summary>
    private static async Task<StepResult> RunThroughAsync(FakeTimeProvider time, Task<StepResult> running)
    {
        while (!running.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        return await running;
    }
}
