namespace HttpRequestSteps.Tests;

public sealed class RetryTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Runs against a server that always answers with this status, time passing at once, and tells the waits.</summary>
    private static async Task<(StepResult Result, TestServer Server)> RunAsync(string policy, Microsoft.AspNetCore.Http.RequestDelegate answer, double chance, params double[] waits)
    {
        var clock = new ManualClock();
        var server = await TestServer.StartAsync(answer);
        await using var host = StepHost.Create(clock: clock, chance: chance);
        var run = host.RunAsync($$"""{ "method": "POST", "url": "http://server/", "timeout": 77, "body": { "type": "raw", "content": "same" }{{policy}} }""".At(server));
        foreach (var wait in waits)
        {
            await clock.PassAsync(TimeSpan.FromSeconds(wait));
        }

        return (await run, server);
    }

    [Theory]
    // The six presets.
    [InlineData("\"stop\"", 500, 1, StepOutcome.Failed)]
    [InlineData("\"doNotRetry\"", 500, 1, StepOutcome.Failed)]
    [InlineData("\"retryOnAllErrors\"", 404, 3, StepOutcome.Failed)]
    [InlineData("\"retryOnAllErrors\"", 503, 3, StepOutcome.Failed)]
    [InlineData("\"retryOnServerErrors\"", 500, 3, StepOutcome.Failed)]
    [InlineData("\"retryOnServerErrors\"", 404, 1, StepOutcome.Failed)]
    [InlineData("\"retryOnServerErrors\"", 429, 1, StepOutcome.Failed)]
    [InlineData("\"continueOnAllErrors\"", 500, 1, StepOutcome.Continued)]
    [InlineData("\"continueOnAllErrors\"", 404, 1, StepOutcome.Continued)]
    [InlineData("\"continueOnClientErrors\"", 404, 1, StepOutcome.Continued)]
    [InlineData("\"continueOnClientErrors\"", 302, 1, StepOutcome.Continued)]
    [InlineData("\"continueOnClientErrors\"", 500, 1, StepOutcome.Failed)]
    // The two axes, freely.
    [InlineData("{ }", 500, 1, StepOutcome.Failed)]
    [InlineData("{ \"retry\": \"never\", \"continue\": \"allErrors\" }", 500, 1, StepOutcome.Continued)]
    [InlineData("{ \"retry\": \"serverErrors\", \"continue\": \"clientErrors\" }", 500, 3, StepOutcome.Failed)]
    [InlineData("{ \"retry\": \"serverErrors\", \"continue\": \"clientErrors\" }", 404, 1, StepOutcome.Continued)]
    [InlineData("{ \"retry\": \"transient\" }", 408, 3, StepOutcome.Failed)]
    [InlineData("{ \"retry\": \"transient\" }", 425, 3, StepOutcome.Failed)]
    [InlineData("{ \"retry\": \"transient\" }", 429, 3, StepOutcome.Failed)]
    [InlineData("{ \"retry\": \"transient\" }", 502, 3, StepOutcome.Failed)]
    [InlineData("{ \"retry\": \"transient\" }", 404, 1, StepOutcome.Failed)]
    [InlineData("{ \"retry\": \"allErrors\", \"continue\": \"allErrors\" }", 400, 3, StepOutcome.Continued)]
    [InlineData("{ \"continue\": \"clientErrors\" }", 404, 1, StepOutcome.Continued)]
    public async Task A_failure_means_what_on_failure_says(string onFailure, int status, int attempts, StepOutcome outcome)
    {
        var (result, server) = await RunAsync($$""", "onFailure": {{onFailure}}""", TestServer.Status(status), chance: 0);
        await using (server)
        {
            Assert.Equal((attempts, outcome), (result.Attempts.Count, result.Outcome));
            Assert.Equal(attempts, server.Seen.Count);
            Assert.True(result.AsJson().GetProperty("error").GetBoolean());
        }
    }

    [Theory]
    // A retry alone, beside stop or beside a continue preset: the axis is transient.
    [InlineData("", 503, 3, StepOutcome.Failed)]
    [InlineData("", 404, 1, StepOutcome.Failed)]
    [InlineData(", \"onFailure\": \"stop\"", 503, 3, StepOutcome.Failed)]
    [InlineData(", \"onFailure\": \"continueOnAllErrors\"", 503, 3, StepOutcome.Continued)]
    [InlineData(", \"onFailure\": \"continueOnAllErrors\"", 404, 1, StepOutcome.Continued)]
    [InlineData(", \"onFailure\": \"continueOnClientErrors\"", 429, 3, StepOutcome.Continued)]
    [InlineData(", \"onFailure\": { \"continue\": \"allErrors\" }", 503, 3, StepOutcome.Continued)]
    [InlineData(", \"onFailure\": \"retryOnAllErrors\"", 404, 3, StepOutcome.Failed)]
    [InlineData(", \"onFailure\": { \"retry\": \"serverErrors\" }", 429, 1, StepOutcome.Failed)]
    public async Task A_retry_refines_the_axis_or_makes_it_transient(string onFailure, int status, int attempts, StepOutcome outcome)
    {
        var (result, server) = await RunAsync(", \"retry\": { }" + onFailure, TestServer.Status(status), chance: 0);
        await server.DisposeAsync();
        Assert.Equal((attempts, outcome), (result.Attempts.Count, result.Outcome));
    }

    [Theory]
    [InlineData("\"doNotRetry\"")]
    [InlineData("{ \"retry\": \"never\" }")]
    public void A_retry_beside_a_never_is_a_contradiction(string onFailure) =>
        Assert.Equal("$.retry", Assert.Single(new StepReader().Read($$"""{ "url": "http://a/", "retry": { }, "onFailure": {{onFailure}} }""").Errors).Path);

    [Theory]
    [InlineData("{ \"retry\": \"transiant\" }", "$.onFailure.retry", "did you mean \"transient\"")]
    [InlineData("{ \"continue\": \"clienterrors\" }", "$.onFailure.continue", "did you mean \"clientErrors\"")]
    public void An_unknown_strategy_is_an_error_that_names_the_known_ones(string onFailure, string path, string hint)
    {
        var error = Assert.Single(new StepReader().Read($$"""{ "url": "http://a/", "onFailure": {{onFailure}} }""").Errors);
        Assert.Equal(path, error.Path);
        Assert.Contains(hint, error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Known: ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"maxAttempts\": 1 }", 1.0, new double[0])]
    [InlineData("{ \"maxAttempts\": 4, \"jitter\": false }", 1.0, new double[] { 1, 2, 4 })]
    [InlineData("{ \"maxAttempts\": 4 }", 0.5, new double[] { 0.5, 1, 2 })]
    [InlineData("{ \"maxAttempts\": 3, \"backoff\": \"exponential\", \"baseDelay\": \"20s\", \"jitter\": false }", 1.0, new double[] { 20, 30 })]
    [InlineData("{ \"maxAttempts\": 4, \"baseDelay\": 1, \"maxDelay\": 3, \"jitter\": false }", 1.0, new double[] { 1, 2, 3 })]
    [InlineData("{ \"backoff\": \"constant\", \"baseDelay\": 2, \"jitter\": false }", 1.0, new double[] { 2, 2 })]
    [InlineData("{ \"backoff\": \"constant\", \"baseDelay\": 2 }", 0.25, new double[] { 0.5, 0.5 })]
    [InlineData("{ \"intervals\": [1, \"2s\", \"500ms\"] }", 0.0, new double[] { 1, 2, 0.5 })]
    [InlineData("{ \"intervals\": [3], \"jitter\": true }", 0.0, new double[] { 3 })]
    public async Task The_waits_are_those_of_the_refinement(string retry, double chance, double[] waits)
    {
        var (result, server) = await RunAsync(", \"retry\": " + retry, TestServer.Status(500), chance, waits);
        await server.DisposeAsync();
        Assert.Equal(waits.Length + 1, result.Attempts.Count);
        Assert.Equal(waits.Select(TimeSpan.FromSeconds), result.Attempts.SkipLast(1).Select(attempt => attempt.Delay!.Value));
        Assert.Null(result.Attempts[^1].Delay);
    }

    [Fact]
    public async Task No_backoff_waits_not_at_all()
    {
        var (result, server) = await RunAsync(", \"retry\": { \"backoff\": \"none\" }", TestServer.Status(500), chance: 1);
        await server.DisposeAsync();
        Assert.Equal([TimeSpan.Zero, TimeSpan.Zero, null], result.Attempts.Select(attempt => attempt.Delay));
    }

    [Theory]
    [InlineData(429, "7", "{ }", 7)]
    [InlineData(503, "7", "{ }", 7)]
    [InlineData(503, "Tue, 10 Mar 2026 12:00:09 GMT", "{ }", 9)]
    [InlineData(503, "86400", "{ }", 300)]
    [InlineData(503, "60", "{ \"maxRetryAfter\": 20 }", 20)]
    [InlineData(503, "7", "{ \"intervals\": [1] }", 7)]
    [InlineData(503, "7", "{ \"respectRetryAfter\": false, \"jitter\": false }", 1)]
    [InlineData(500, "7", "{ \"jitter\": false }", 1)]
    [InlineData(503, "soon", "{ \"jitter\": false }", 1)]
    [InlineData(503, "-1", "{ \"jitter\": false }", 1)]
    public async Task A_retry_after_of_429_and_503_is_the_wait(int status, string header, string retry, double wait)
    {
        var answers = 0;
        // The date of the answer is the clock's: otherwise the machine's would correct the header.
        var (result, server) = await RunAsync(
            ", \"retry\": " + retry,
            context => Interlocked.Increment(ref answers) > 1 ? TestServer.Ok(context) : TestServer.Status(status, ("Retry-After", header), ("Date", "Tue, 10 Mar 2026 12:00:00 GMT"))(context),
            1,
            wait);
        await server.DisposeAsync();
        Assert.Equal(TimeSpan.FromSeconds(wait), result.Succeeds().Attempts[0].Delay);
    }

    [Fact]
    public async Task A_retry_after_beyond_the_total_timeout_is_not_waited_for_and_says_when_to_come_back()
    {
        var (result, server) = await RunAsync(", \"retry\": { }, \"totalTimeout\": 30", TestServer.Status(503, ("Retry-After", "60")), chance: 1);
        await server.DisposeAsync();
        result.Fails(FailureKind.Status, DeliveryCertainty.Answered, "503");
        Assert.Single(result.Attempts);
        Assert.Equal(ManualClock.Noon + TimeSpan.FromSeconds(60), result.Failure!.RetryAt);
        Assert.Equal("2026-03-10T12:01:00+00:00", result.AsJson().GetProperty("failure").GetProperty("retryAt").GetString());
    }

    [Theory]
    [InlineData("{ \"statuses\": [404, \"3xx\"] }", 404, 3)]
    [InlineData("{ \"statuses\": [404, \"3xx\"] }", 302, 3)]
    [InlineData("{ \"statuses\": [404] }", 503, 3)]
    [InlineData("{ \"statuses\": [404] }", 400, 1)]
    [InlineData("{ \"exceptStatuses\": [501, \"4xx\"] }", 501, 1)]
    [InlineData("{ \"exceptStatuses\": [501, \"4xx\"] }", 429, 1)]
    [InlineData("{ \"exceptStatuses\": [501] }", 500, 3)]
    [InlineData("{ \"statuses\": [\"4xx\"], \"exceptStatuses\": [404] }", 404, 1)]
    public async Task Statuses_add_to_the_strategy_and_except_statuses_take_away(string retry, int status, int attempts)
    {
        var (result, server) = await RunAsync(", \"retry\": " + retry, TestServer.Status(status), chance: 0);
        await server.DisposeAsync();
        Assert.Equal(attempts, result.Attempts.Count);
    }

    [Theory]
    [InlineData("GET", "", 3)]
    [InlineData("HEAD", "", 3)]
    [InlineData("OPTIONS", "", 3)]
    [InlineData("PUT", "", 3)]
    [InlineData("DELETE", "", 3)]
    [InlineData("POST", "", 1)]
    [InlineData("PATCH", "", 1)]
    [InlineData("POST", ", \"idempotencyKey\": \"auto\"", 3)]
    public async Task Idempotent_methods_only_are_retried_when_asked_so(string method, string more, int attempts)
    {
        await using var server = await TestServer.StartAsync(TestServer.Status(500));
        await using var host = StepHost.Create(chance: 0);
        var result = await host.RunAsync($$"""{ "method": "{{method}}", "url": "http://server/", "retry": { "methods": "idempotent" }{{more}} }""".At(server));
        Assert.Equal(attempts, result.Attempts.Count);
    }

    [Fact]
    public async Task A_post_of_which_no_byte_left_is_retried_even_then()
    {
        await using var host = StepHost.Create(chance: 0);
        var result = await host.RunAsync($$"""{ "method": "POST", "url": "http://127.0.0.1:{{Steps.FreePort()}}/", "retry": { "methods": "idempotent" } }""");
        Assert.Equal(3, result.Attempts.Count);
        Assert.All(result.Attempts, attempt => Assert.Equal((FailureKind.Connect, DeliveryCertainty.NotSent), (attempt.Kind, attempt.Delivery)));
        Assert.Equal("connect", result.Attempts[0].RetryReason);
    }

    [Fact]
    public async Task Every_attempt_carries_the_same_key_and_the_same_bytes_and_is_in_the_ledger()
    {
        var answers = 0;
        var (result, server) = await RunAsync(
            """, "idempotencyKey": "auto", "retry": { "jitter": false }""", context => TestServer.Status(Interlocked.Increment(ref answers) == 3 ? 201 : 503)(context), 1, 1, 2);
        await using (server)
        {
            Assert.Equal(201, result.Succeeds().StatusCode);
            Assert.Equal(["same", "same", "same"], server.Seen.Select(seen => seen.Text));
            Assert.Single(server.Seen.Select(seen => seen.Header("Idempotency-Key")).Distinct());
            var attempts = result.AsJson().GetProperty("attempts");
            Assert.Equal("""{"number":1,"statusCode":503,"kind":"status","delivery":"answered","durationMs":0,"delayMs":1000,"retryReason":"status 503"}""", Compact(attempts[0]));
            Assert.Equal("""{"number":2,"statusCode":503,"kind":"status","delivery":"answered","durationMs":0,"delayMs":2000,"retryReason":"status 503"}""", Compact(attempts[1]));
            Assert.Equal("""{"number":3,"statusCode":201,"kind":null,"delivery":"answered","durationMs":0}""", Compact(attempts[2]));
        }
    }

    [Theory]
    [InlineData("tooLarge")]
    [InlineData("schema")]
    [InlineData("blocked")]
    public async Task What_can_never_get_better_is_not_retried(string kind)
    {
        await using var server = await TestServer.StartAsync(TestServer.Json("[1,2,3]"));
        await using var host = StepHost.Create(chance: 0, allowPrivateNetworks: kind != "blocked");
        var response = kind switch { "tooLarge" => """{ "maxSize": 2 }""", "schema" => """{ "schema": { "type": "object" } }""", _ => "{ }" };
        var result = await host.RunAsync($$"""{ "url": "http://server/", "response": {{response}}, "onFailure": "retryOnAllErrors" }""".At(server));
        Assert.Equal(kind, result.AsJson().GetProperty("failure").GetProperty("kind").GetString());
        Assert.Single(result.Attempts);
    }

    [Fact]
    public async Task Without_a_word_nothing_is_retried()
    {
        var (result, server) = await RunAsync("", TestServer.Status(503, ("Retry-After", "1")), chance: 0);
        await server.DisposeAsync();
        Assert.Single(result.Attempts);
    }

    [Fact]
    public async Task Cancelling_during_a_wait_keeps_what_happened()
    {
        var clock = new ManualClock();
        using var source = new CancellationTokenSource();
        await using var server = await TestServer.StartAsync(TestServer.Status(503));
        await using var host = StepHost.Create(clock: clock, chance: 1);
        var run = host.RunAsync("""{ "url": "http://server/", "retry": { } }""".At(server), cancellationToken: source.Token);
        await clock.WaitedForAsync(Second);
        await source.CancelAsync();
        var result = await run;
        result.Fails(FailureKind.Cancelled, DeliveryCertainty.Answered, "cancelled");
        Assert.Equal(503, Assert.Single(result.Attempts).StatusCode);
    }

    [Fact]
    public async Task The_total_timeout_during_a_wait_lets_the_last_outcome_stand()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(TestServer.Status(500));
        await using var host = StepHost.Create(clock: clock, chance: 1);
        var result = await host.RunAsync("""{ "url": "http://server/", "totalTimeout": 1, "retry": { "baseDelay": 5 } }""".At(server));
        result.Fails(FailureKind.Status, DeliveryCertainty.Answered, "500");
        Assert.Single(result.Attempts);
    }

    [Theory]
    [InlineData("{ \"maxAttempts\": 0 }", "$.retry.maxAttempts")]
    [InlineData("{ \"maxAttempts\": 101 }", "$.retry.maxAttempts")]
    [InlineData("{ \"maxAttempts\": 2, \"intervals\": [1, 2] }", "$.retry.maxAttempts")]
    [InlineData("{ \"baseDelay\": -1 }", "$.retry.baseDelay")]
    [InlineData("{ \"statuses\": [99] }", "$.retry.statuses")]
    [InlineData("{ \"intervals\": [\"2000h\"] }", "$.retry.intervals[0]")]
    [InlineData("{ \"maxDelay\": \"2000h\" }", "$.retry.maxDelay")]
    [InlineData("{ \"maxRetryAfter\": \"2000h\" }", "$.retry.maxRetryAfter")]
    public void A_refinement_that_makes_no_sense_is_an_error(string retry, string path) =>
        Assert.Equal(path, Assert.Single(new StepReader().Read($$"""{ "url": "http://a/", "retry": {{retry}} }""").Errors).Path);

    private static string Compact(System.Text.Json.JsonElement json) => System.Text.Json.JsonSerializer.Serialize(json);
}
