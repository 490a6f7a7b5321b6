namespace HttpRequestSteps.Tests.Faults;

/// <summary>C4: statuses, retries, limits.</summary>
public sealed class RetryFaults : FaultTests
{
    private const string Noon = "Tue, 10 Mar 2026 12:00:00 GMT";

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Runs a step that waits once, for exactly this long, and then succeeds.</summary>
    private async Task WaitsAsync(string retryAfter, TimeSpan wait, string date = Noon, string retry = "", [System.Runtime.CompilerServices.CallerMemberName] string test = "")
    {
        var clock = new ManualClock();
        await using var server = await TestServer.PlayAsync(TestServer.Status(429, ("Retry-After", retryAfter), ("Date", date)), TestServer.Ok);
        await using var host = Host(clock: clock);
        var run = RunAsync(host, $$"""{ "url": "http://server/", "timeout": 77, "retry": { "baseDelay": 3, "jitter": false{{retry}} } }""".At(server), test: test);
        await clock.PassAsync(wait);
        Assert.Equal(wait, (await run).Attempts[0].Delay);
    }

    [Fault("503 twice, then 200")]
    [Promise(Note = "the same key and the same bytes on each attempt")]
    public async Task F063_TwiceUnavailable()
    {
        await using var server = await TestServer.PlayAsync(TestServer.Status(503), TestServer.Status(503), TestServer.Ok);
        await using var host = Host();
        var result = await RunAsync(host, """{ "method": "POST", "url": "http://server/", "idempotencyKey": "auto", "retry": { "backoff": "none" }, "body": { "type": "raw", "content": "{{ run.id }}" } }""".At(server));
        Assert.Equal([503, 503, 200], result.Attempts.Select(static attempt => attempt.StatusCode));
        Assert.Single(server.Seen.Select(static seen => (seen.Header("Idempotency-Key"), seen.Text)).Distinct());
    }

    [Fault("429 with Retry-After in seconds")]
    [Promise(Note = "waits that long, at most `maxRetryAfter`")]
    public async Task F064_RetryAfterSeconds()
    {
        await WaitsAsync("7", 7 * Second);
        await WaitsAsync("86400", 300 * Second);
    }

    [Fault("429 with Retry-After as a date: ahead, past, far away, of a clock that is wrong")]
    [Promise(Note = "measured against the answer's own Date; a past one is no invitation to hammer")]
    public async Task F065_RetryAfterDate()
    {
        await WaitsAsync("Tue, 10 Mar 2026 12:00:09 GMT", 9 * Second);
        await WaitsAsync("Tue, 10 Mar 2026 11:00:00 GMT", 3 * Second);
        await WaitsAsync("Thu, 31 Dec 2099 23:59:59 GMT", 300 * Second);
        await WaitsAsync("Tue, 10 Mar 2026 17:00:09 GMT", 9 * Second, date: "Tue, 10 Mar 2026 17:00:00 GMT");
    }

    [Fault("Retry-After is garbage")]
    [Promise(Note = "the back-off decides")]
    public async Task F066_RetryAfterGarbage()
    {
        foreach (var garbage in new[] { "soon", "-1", "+5", "1.5", "1e3", "5s", "0x10", "five", "5, 6", "2026-03-10T12:00:09Z", "Tue, 99 Mar 2026 12:00:09 GMT", "12:00:09", "\"7\"" })
        {
            await WaitsAsync(garbage, 3 * Second);
        }
    }

    [Fault("Retry-After is longer than the total timeout")]
    [Promise(FailureKind.Status, DeliveryCertainty.Answered, Retried.No, Note = "`failure.retryAt` says when to come back; no wait")]
    public async Task F067_RetryAfterTooLong()
    {
        await using var server = await TestServer.StartAsync(TestServer.Status(503, ("Retry-After", "60"), ("Date", Noon)));
        await using var host = Host(clock: new ManualClock());
        var result = await CheckAsync(host, """{ "url": "http://server/", "totalTimeout": 30, "retry": { } }""".At(server));
        Assert.Equal(ManualClock.Noon + (60 * Second), result.Failure!.RetryAt);
        Assert.Single(result.Attempts);
    }

    [Fault("500 for a minute at 100 requests a second, each to be tried three times")]
    [Promise(FailureKind.Status, DeliveryCertainty.Answered, Retried.Yes, Note = "at most 1.2 times as many requests as there are steps; a retry that the budget denies is told in the message and in the attempts")]
    public async Task F068_Outage()
    {
        const int Seconds = 60;
        const int PerSecond = 100;
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(TestServer.Status(500));
        await using var host = Host(clock: clock);
        var step = host.Reader.Parse("""{ "url": "http://server/", "retry": { "maxAttempts": 3, "backoff": "none" } }""".At(server));
        var results = new List<StepResult>();
        for (var second = 0; second < Seconds; second++)
        {
            results.AddRange(await Task.WhenAll(Enumerable.Range(0, PerSecond - 1).Select(_ => host.RunAsync(step))));
            results.Add(await RunAsync(host, """{ "url": "http://server/", "retry": { "maxAttempts": 3, "backoff": "none" } }""".At(server)));
            clock.Advance(Second);
        }

        Assert.InRange(server.Seen.Count, (Seconds * PerSecond) + 100, Seconds * PerSecond * 1.2);
        Assert.All(results, static result => Assert.Equal(result.Attempts.Count < 3, result.Failure!.Message.Contains("the retry budget of 127.0.0.1", StringComparison.Ordinal)));
        Assert.All(results.Where(static result => result.Attempts.Count < 3), static result => Assert.Equal("no retry: the retry budget of the destination is spent", result.Attempts[^1].RetryReason));
    }

    [Fault("a POST without a key times out after it was sent")]
    [Promise(FailureKind.Timeout, DeliveryCertainty.Unknown, Retried.No, Note = "with `\"methods\": \"idempotent\"`; the default retries all methods")]
    [Differs("`\"retry\": { }` alone repeats a POST too, as the contract says; without a `retry` nothing is repeated")]
    public async Task F069_PostWithoutKeyTimesOut()
    {
        var clock = new ManualClock();
        await using var server = Play.Then(_ =>
        {
            clock.Advance(5 * Second);
            return Task.CompletedTask;
        });
        await using var host = Host(clock: clock);
        await CheckAsync(host, """{ "method": "POST", "url": "http://server/", "timeout": 5, "retry": { "methods": "idempotent", "backoff": "none" }, "body": { "type": "raw", "content": "x" } }""".At(server));
        Assert.Equal(2, server.Heads.Count);
        await server.QuietAsync();
    }

    [Fault("the same with a key")]
    [Promise(Note = "sent again with the same key; one effect at a server that knows it")]
    public async Task F070_PostWithKeyTimesOut()
    {
        var clock = new ManualClock();
        var requests = 0;
        await using var server = RawServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            if (Interlocked.Increment(ref requests) == 1)
            {
                clock.Advance(5 * Second);
                await connection.WaitForCloseAsync();
            }

            await connection.WriteAsync(Play.Head("Content-Length: 0"));
        });
        await using var host = Host(clock: clock);
        var result = await RunAsync(host, """{ "method": "POST", "url": "http://server/", "timeout": 5, "idempotencyKey": "auto", "retry": { "methods": "idempotent", "backoff": "none" }, "body": { "type": "raw", "content": "x" } }""".At(server));
        Assert.Equal([FailureKind.Timeout, null], result.Attempts.Select(static attempt => attempt.Kind));
        Assert.Single(server.Heads.Select(static head => head.Split("\r\n").Single(static line => line.StartsWith("Idempotency-Key", StringComparison.OrdinalIgnoreCase))).Distinct());
    }

    [Fault("OAuth 2.0: a token is refused once, or for ever; the token endpoint refuses; 100 steps at once")]
    [Promise(Case = "once", Note = "one new token, and the request once more in the same attempt; one token request for all steps")]
    [Promise(FailureKind.Status, DeliveryCertainty.Answered, Retried.No, Case = "for ever", Note = "no loop")]
    [Promise(FailureKind.Authentication, DeliveryCertainty.NotSent, Retried.No, Case = "the token endpoint refuses")]
    [Differs("there is no flag that says to connect anew: the message names the OAuth error")]
    public async Task F071_TokenRefused()
    {
        var tokens = 0;
        await using var server = await TestServer.StartAsync(context => context.Request.Path == "/token"
            ? TestServer.Json($$"""{ "access_token": "t{{Interlocked.Increment(ref tokens)}}", "token_type": "Bearer", "expires_in": 3600 }""")(context)
            : TestServer.Status(context.Request.Path == "/once" && tokens > 1 ? 200 : 401)(context));
        await using var refuses = await TestServer.StartAsync(TestServer.Body(400, """{ "error": "invalid_grant" }"""u8.ToArray(), "application/json"));
        string Step(string path, string tokenUrl) => $$"""
            { "url": "{{server.Url}}{{path}}", "authentication": { "type": "oauth2", "grant": "clientCredentials", "tokenUrl": "{{tokenUrl}}/token", "clientId": "c", "clientSecret": "{{Planted.Liquid}}" } }
            """;
        await using (var host = Host())
        {
            Assert.Single((await RunAsync(host, Step("/once", server.Url), "once")).Attempts);
            Assert.Equal(2, tokens);
            await RunAsync(host, Step("/never", server.Url), "for ever");
            Assert.Equal(3, tokens);
            await CheckAsync(host, Step("/once", refuses.Url), "the token endpoint refuses");
        }

        var before = tokens;
        await using var many = Host();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => RunAsync(many, Step("/once", server.Url), "once")));
        Assert.Equal(before + 1, tokens);
    }

    [Fault("Digest: a stale nonce; an algorithm nobody knows; auth-int alone")]
    [Promise(Case = "stale nonce", Note = "answered once more")]
    [Promise(FailureKind.Authentication, DeliveryCertainty.Answered, Retried.No, Case = "unknown")]
    public async Task F072_DigestChallenges()
    {
        var guard = new DigestGuard { Password = Planted.Secret, UsesPerNonce = 1 };
        await using var server = await TestServer.StartAsync(guard.Guard(TestServer.Ok));
        await using var host = Host();
        const string Step = """{ "url": "http://server/", "authentication": { "type": "digest", "username": "u", "password": "{{ secrets.planted }}" } }""";
        await CheckAsync(host, Step.At(server), "stale nonce");
        Assert.Equal(["none", "right", "stale", "right"], guard.Verdicts);
        foreach (var challenge in new[] { "Digest realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=NOPE", "Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\"" })
        {
            await using var other = await TestServer.StartAsync(TestServer.Status(401, ("WWW-Authenticate", challenge)));
            await CheckAsync(host, Step.At(other), "unknown");
        }
    }

    [Fault("410: gone for ever")]
    [Promise(FailureKind.Status, DeliveryCertainty.Answered, Retried.No)]
    [Differs("there is no hint to disable the step: the status is in the result")]
    public async Task F073_Gone()
    {
        await using var server = await TestServer.StartAsync(TestServer.Status(410));
        await using var host = Host();
        Assert.Equal(410, (await CheckAsync(host, """{ "url": "http://server/" }""".At(server))).StatusCode);
    }

    [Fault("200 with an error in the body")]
    [Promise(FailureKind.Schema, DeliveryCertainty.Answered, Retried.No, Note = "if `response.schema` says what success looks like")]
    public async Task F074_ErrorInSuccess()
    {
        await using var server = await TestServer.StartAsync(TestServer.Json("""{ "ok": false, "error": "no_such_channel" }"""));
        await using var host = Host();
        await CheckAsync(host, """{ "url": "http://server/", "response": { "schema": { "properties": { "ok": { "const": true } } } } }""".At(server));
    }

    [Fault("more steps than the rate limit allows")]
    [Promise(Note = "no window ever holds more than the limit")]
    public async Task F075_RateLimit()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync();
        await using var host = Host(
            options => options.Connections["api"] = new StepConnection { BaseUrl = server.Url, RateLimit = new RateLimit { Requests = 10 } },
            clock);
        var runs = Enumerable.Range(0, 30).Select(_ => RunAsync(host, """{ "connection": "api", "url": "/", "timeout": 77 }""")).ToArray();
        for (var second = 1; second <= 3; second++)
        {
            while (runs.Count(static run => run.IsCompleted) < second * 10)
            {
                await Task.WhenAny(runs.Where(static run => !run.IsCompleted));
            }

            Assert.Equal(second * 10, server.Seen.Count);
            clock.Advance(Second);
        }

        await Task.WhenAll(runs);
    }

    [Fault("the clock is set back an hour, or on a day, during a back-off")]
    [Promise(Note = "the wait stays what it was")]
    public async Task F076_ClockIsSet()
    {
        foreach (var jump in new[] { TimeSpan.FromHours(-1), TimeSpan.FromDays(1) })
        {
            var clock = new ManualClock();
            await using var server = await TestServer.PlayAsync(TestServer.Status(503), TestServer.Ok);
            await using var host = Host(clock: clock);
            var run = RunAsync(host, """{ "url": "http://server/", "timeout": 77, "retry": { "baseDelay": 3, "jitter": false } }""".At(server));
            await clock.WaitedForAsync(3 * Second);
            clock.AdjustTime(clock.GetUtcNow() + jump);
            Assert.Single(server.Seen);
            clock.Advance(3 * Second);
            await run;
        }
    }

    [Fault("the host shuts down during a back-off")]
    [Promise(FailureKind.Cancelled, DeliveryCertainty.Answered, Retried.No, Note = "at once, with the attempts so far")]
    public async Task F077_ShutdownDuringBackoff()
    {
        var clock = new ManualClock();
        using var stopping = new CancellationTokenSource();
        await using var server = await TestServer.StartAsync(TestServer.Status(503));
        await using var host = Host(clock: clock);
        var run = RunAsync(host, """{ "url": "http://server/", "timeout": 77, "retry": { "baseDelay": 3, "jitter": false } }""".At(server), cancellationToken: stopping.Token);
        await clock.WaitedForAsync(3 * Second);
        await stopping.CancelAsync();
        Assert.Equal(503, Assert.Single((await run).Attempts).StatusCode);
    }

    [Fault("a circuit breaker half open, with 50 steps waiting")]
    [Promise(FailureKind.RateLimited, DeliveryCertainty.NotSent, Retried.No, Case = "open", Note = "no byte is sent, `failure.retryAt` says when to come back")]
    [Promise(Case = "the one on trial", Note = "one request is let through; all others are refused until it has its answer")]
    public async Task F078_CircuitHalfOpen()
    {
        const string Step = """{ "connection": "api", "url": "/" }""";
        var clock = new ManualClock();
        var answers = new TaskCompletionSource<int>();
        var tried = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        answers.SetResult(500);
        await using var server = await TestServer.StartAsync(async context =>
        {
            tried.TrySetResult();
            await TestServer.Status(await answers.Task)(context);
        });
        await using var host = Host(
            options => options.Connections["api"] = new StepConnection { BaseUrl = server.Url, CircuitBreaker = new CircuitBreaker { MinimumThroughput = 4 } },
            clock);
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(500, (await host.RunAsync(Step)).StatusCode);
        }

        var refused = await CheckAsync(host, Step, "open");
        Assert.Equal(clock.GetUtcNow() + (15 * Second), refused.Failure!.RetryAt);
        Assert.Equal(4, server.Seen.Count);

        answers = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        tried = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        clock.Advance(15 * Second);
        var trial = RunAsync(host, Step, "the one on trial");
        await tried.Task.WaitAsync(StepHost.Patience);
        await Task.WhenAll(Enumerable.Range(0, 49).Select(_ => RunAsync(host, Step, "open")));
        Assert.Equal(5, server.Seen.Count);

        answers.SetResult(200);
        await trial;
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => RunAsync(host, Step, "the one on trial")));
        Assert.Equal(55, server.Seen.Count);
    }
}
