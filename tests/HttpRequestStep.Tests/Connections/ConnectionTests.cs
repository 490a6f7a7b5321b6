using System.Threading.RateLimiting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HttpRequestSteps.Tests;

public sealed class ConnectionTests
{
    private static StepHost Host(TestServer server, string connection, string path = "/v1", TimeProvider? clock = null) =>
        StepHost.FromSettings($$"""{ "Connections": { "api": { "BaseUrl": "{{server.Url}}{{path}}"{{connection}} } } }""", clock);

    [Theory]
    [InlineData("/v1", "/orders", "/v1/orders")]
    [InlineData("/v1/", "orders", "/v1/orders")]
    [InlineData("/v1", "orders/{{ v }}", "/v1/orders/a%2Fb")]
    [InlineData("/v1", "", "/v1")]
    [InlineData("/v1/", "", "/v1/")]
    [InlineData("", "/orders", "/orders")]
    [InlineData("/v1?k=1", "orders?q=2", "/v1/orders?k=1&q=2")]
    [InlineData("/v1", "?q={{ v }}", "/v1?q=a%2Fb")]
    [InlineData("/a/../b", "x/../y", "/a/../b/x/../y")]
    public async Task A_relative_url_is_appended_to_the_base_url(string basePath, string url, string target)
    {
        await using var server = await TestServer.StartAsync();
        await using var host = Host(server, "", basePath);
        (await host.RunAsync($$"""{ "url": "{{url}}", "connection": "api" }""", new StepInput { ["v"] = "a/b" })).Succeeds();
        Assert.Equal(target, server.Last.Target);
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    public async Task A_value_cannot_climb_out_of_the_base_url(string value)
    {
        await using var server = await TestServer.StartAsync();
        await using var host = Host(server, "");
        Assert.Equal(FailureKind.Template, (await host.RunAsync("""{ "url": "{{ v }}/x", "connection": "api" }""".Replace("{{ v }}", "a/{{ v }}", StringComparison.Ordinal), new StepInput { ["v"] = value })).Failure!.Kind);
        Assert.Empty(server.Seen);
    }

    [Fact]
    public async Task Headers_query_and_credentials_are_inherited_and_the_step_wins()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = Host(server, """, "Headers": { "X-App": "app", "X-Both": "connection" }, "Query": { "c": "1", "both": "connection" }, "Authentication": { "type": "bearer", "token": "connection-token" }""");
        (await host.RunAsync("""{ "url": "a", "connection": "api" }""")).Succeeds();
        Assert.Equal(("app", "connection", "Bearer connection-token", "/v1/a?c=1&both=connection"), (server.Last.Header("X-App"), server.Last.Header("X-Both"), server.Last.Header("Authorization"), server.Last.Target));
        (await host.RunAsync("""{ "url": "a", "connection": "API", "headers": { "x-both": "step" }, "query": { "both": "step" }, "authentication": { "type": "header", "headers": { "X-Key": "step-key" } } }""")).Succeeds();
        Assert.Equal(("app", "step", null, "step-key", "/v1/a?both=step&c=1"), (server.Last.Header("X-App"), server.Last.Header("X-Both"), server.Last.Header("Authorization"), server.Last.Header("X-Key"), server.Last.Target));
        (await host.RunAsync("""{ "url": "a", "connection": "api", "authentication": { "type": "none" } }""")).Succeeds();
        Assert.Null(server.Last.Header("Authorization"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(""", "AllowedHosts": ["api.example.com"]""")]
    [InlineData(""", "AllowedHosts": ["127.0.0.1"]""")]
    public async Task What_a_connection_carries_goes_only_where_it_may(string allowedHosts)
    {
        await using var other = await TestServer.StartAsync();
        await using var server = await TestServer.StartAsync();
        await using var host = Host(server, """, "Authentication": { "type": "bearer", "token": "connection-token" }""" + allowedHosts);
        var result = await host.RunAsync($$"""{ "url": "{{other.Url}}/x", "connection": "api" }""");
        result.Fails(FailureKind.Blocked, DeliveryCertainty.NotSent, "AllowedHosts");
        Assert.Empty(other.Seen);
    }

    [Fact]
    public async Task Allowed_hosts_open_other_origins()
    {
        await using var other = await TestServer.StartAsync();
        await using var server = await TestServer.StartAsync();
        await using var host = Host(server, $$""", "Authentication": { "type": "bearer", "token": "connection-token" }, "AllowedHosts": ["127.0.0.1:{{other.Port}}"]""");
        (await host.RunAsync($$"""{ "url": "{{other.Url}}/x", "connection": "api" }""")).Succeeds();
        Assert.Equal("Bearer connection-token", other.Last.Header("Authorization"));
        (await host.RunAsync("""{ "url": "x", "connection": "api" }""")).Fails(FailureKind.Blocked, DeliveryCertainty.NotSent, "AllowedHosts");
    }

    [Fact]
    public async Task The_rate_of_a_connection_is_shared_by_its_steps_and_retries_count()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(TestServer.Status(500));
        await using var host = Host(server, """, "RateLimit": { "requests": 2, "per": "minute" }""", clock: clock);
        (await host.RunAsync("""{ "url": "a", "connection": "api", "retry": { "maxAttempts": 2, "backoff": "none" } }""")).Fails(FailureKind.Status, DeliveryCertainty.Answered, "500");
        var waiting = host.RunAsync("""{ "url": "b", "connection": "api" }""");
        await clock.WaitedForAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(2, server.Seen.Count);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(500, (await waiting).StatusCode);
        Assert.Equal(["/v1/a", "/v1/a", "/v1/b"], server.Seen.Select(seen => seen.Target));
    }

    [Fact]
    public async Task No_permit_within_the_total_timeout_is_kind_rate_limited()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync();
        await using var host = Host(server, """, "RateLimit": { "requests": 1, "per": "day" }""", clock: clock);
        (await host.RunAsync("""{ "url": "a", "connection": "api" }""")).Succeeds();
        var run = host.RunAsync("""{ "url": "b", "connection": "api", "totalTimeout": 7 }""");
        await clock.WaitedForAsync(TimeSpan.FromDays(1));
        clock.Advance(TimeSpan.FromSeconds(7));
        (await run).Fails(FailureKind.RateLimited, DeliveryCertainty.NotSent, "connection \"api\"");
        Assert.Single(server.Seen);
    }

    [Fact]
    public async Task Concurrency_is_shared_by_the_steps_of_a_connection()
    {
        var under = 0;
        var most = 0;
        await using var server = await TestServer.StartAsync(async context =>
        {
            var now = Interlocked.Increment(ref under);
            InterlockedMax(ref most, now);
            await Task.Yield();
            Interlocked.Decrement(ref under);
            await TestServer.Ok(context);
        });
        await using var host = Host(server, """, "RateLimit": { "concurrency": 2 }""");
        var steps = new[] { "a", "b", "c" }.Select(url => host.Reader.Parse($$"""{ "url": "{{url}}", "connection": "api" }""")).ToArray();
        var results = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => host.RunAsync(steps[i % 3])));
        Assert.All(results, result => result.Succeeds());
        Assert.InRange(most, 1, 2);
    }

    [Fact]
    public async Task An_unknown_connection_is_an_error_that_names_the_known_ones()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = Host(server, "");
        var error = Assert.Single(host.Reader.Read("""{ "url": "http://a/", "connection": "apii" }""").Errors);
        Assert.Equal("$.connection", error.Path);
        Assert.Contains("did you mean \"api\"", error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Known: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_error_of_the_settings_is_reported_at_once()
    {
        using var services = FromConfiguration(new()
        {
            ["Connections:a:BaseUrl"] = "ftp://x/",
            ["Connections:a:Headers:Host"] = "x",
            ["Connections:b:RateLimit:per"] = "second",
            ["Connections:b:AllowedHosts:0"] = "not a host",
            ["Connections:c:Authentication:type"] = "bearer",
            ["Connections:c:Authentication:token"] = "t",
            ["Connections:d:RateLimiter"] = "redis",
            ["Connections:d:RateLimit:requests"] = "1",
            ["Egress:AllowedNetworks:0"] = "nonsense",
            ["Connections:e:RetryBudget:ratio"] = "-1",
            ["Connections:e:RetryBudget:minimumPerSecond"] = "-1",
            ["Connections:f:CircuitBreaker:failureRatio"] = "1.5",
            ["Connections:f:CircuitBreaker:minimumThroughput"] = "1",
            ["Connections:f:CircuitBreaker:samplingDuration"] = "10ms",
            ["Connections:f:CircuitBreaker:breakDuration"] = "25h",
            ["Limits:MaxTimeout"] = "0",
            ["Limits:MaxIdleTime"] = "0",
            ["Limits:MaxDecodingRatio"] = "-1",
            ["Defaults:RetryBudget:ratio"] = "1000",
        }).BuildServiceProvider();
        var exception = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate());
        foreach (var path in new[] { "$.connections.a.baseUrl", "$.connections.a.headers.Host", "$.connections.b.rateLimit", "$.connections.b.allowedHosts[0]", "$.connections.c.allowedHosts", "$.connections.d.rateLimiter", "$.egress.allowedNetworks", "$.limits.maxTimeout", "$.limits.maxIdleTime", "$.limits.maxDecodingRatio", "$.defaults.retryBudget.ratio", "$.connections.e.retryBudget.ratio", "$.connections.e.retryBudget.minimumPerSecond", "$.connections.f.circuitBreaker.failureRatio", "$.connections.f.circuitBreaker.minimumThroughput", "$.connections.f.circuitBreaker.samplingDuration", "$.connections.f.circuitBreaker.breakDuration" })
        {
            Assert.Contains(exception.Failures, failure => failure.StartsWith(path, StringComparison.Ordinal));
        }

        Assert.Equal(17, exception.Failures.Count());
    }

    [Fact]
    public void An_unknown_property_of_the_settings_stops_the_host_at_start()
    {
        using var services = FromConfiguration(new() { ["Connectons:a:BaseUrl"] = "http://x/", ["Limits:MaxTimout"] = "1" }).BuildServiceProvider();
        var failures = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate()).Failures.ToArray();
        Assert.Equal(2, failures.Length);
        Assert.Contains(failures, failure => failure.Contains("did you mean \"connections\"", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_reload_takes_effect_and_one_that_does_not_hold_keeps_the_former_settings()
    {
        await using var first = await TestServer.StartAsync();
        await using var second = await TestServer.StartAsync();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Connections:api:BaseUrl"] = first.Url, ["Egress:AllowPrivateNetworks"] = "true" }).Build();
        await using var services = new ServiceCollection().AddHttpRequestSteps(configuration).Services.BuildServiceProvider();
        var step = new HttpRequestStep { Url = "x", Connection = "api" };
        var executor = services.GetRequiredService<IHttpRequestStepExecutor>();
        (await executor.ExecuteAsync(step)).Succeeds();
        configuration["Connections:api:BaseUrl"] = second.Url;
        configuration.Reload();
        (await executor.ExecuteAsync(step)).Succeeds();
        Assert.Equal((1, 1), (first.Seen.Count, second.Seen.Count));
        configuration["Connections:api:BaseUrl"] = "ftp://nonsense";
        Record.Exception(configuration.Reload);
        (await executor.ExecuteAsync(step)).Succeeds();
        Assert.Equal(2, second.Seen.Count);
    }

    [Fact]
    public void A_limiter_is_made_once_and_lives_as_long_as_its_connection_and_limits()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Connections:api:BaseUrl"] = "https://example.com",
            ["Connections:api:RateLimiter"] = "counted",
            ["Connections:api:RateLimit:0:Requests"] = "5",
        }).Build();
        var builder = new ServiceCollection().AddHttpRequestSteps(configuration);
        builder.AddRateLimiter<CountedLimiters>("counted");
        CountedLimiters made;
        using (var services = builder.Services.BuildServiceProvider())
        {
            made = services.GetRequiredService<CountedLimiters>();
            services.GetRequiredService<IStartupValidator>().Validate();
            Assert.Equal(0, made.Count);
            Reload("Connections:api:Timeout", "5");
            Assert.Equal(1, made.Count);
            Reload("Connections:api:RateLimit:0:Requests", "-1");
            Reload("Connections:api:RateLimit:0:Requests", "5");
            Assert.Equal(1, made.Count);
            Reload("Connections:api:RateLimit:0:Requests", "6");
            Assert.Equal(2, made.Count);

            void Reload(string key, string value)
            {
                configuration[key] = value;
                Record.Exception(configuration.Reload);
                Assert.NotNull(services.GetRequiredService<SettingsStore>().Current.Connections["api"].Limiter);
            }
        }

        Assert.Equal(1, made.Disposed);
    }

    [Fact]
    public async Task A_limiter_that_cannot_be_made_is_a_mistake_of_the_settings()
    {
        await using var host = StepHost.FromSettings(
            """{ "connections": { "api": { "baseUrl": "https://example.com", "rateLimiter": "broken", "rateLimit": { "requests": 5 } } } }""", build: builder => builder.AddRateLimiter<BrokenLimiters>("broken"));
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.Executor.ExecuteAsync(new HttpRequestStep { Url = "/x", Connection = "api" }));
        Assert.Equal("$.connections.api.rateLimiter: The rate limiter \"broken\" cannot be made: no store", Assert.Single(exception.Failures));
    }

    private sealed class BrokenLimiters : IRateLimiterFactory
    {
        public RateLimiter Create(string connection, RateLimits limits) => throw new InvalidOperationException("no store");
    }

    private sealed class CountedLimiters : IRateLimiterFactory
    {
        public int Count { get; private set; }

        public int Disposed { get; private set; }

        public RateLimiter Create(string connection, RateLimits limits)
        {
            Count++;
            return new Counted(this);
        }

        private sealed class Counted(CountedLimiters owner) : RateLimiter
        {
            public override TimeSpan? IdleDuration => null;

            public override RateLimiterStatistics? GetStatistics() => null;

            protected override RateLimitLease AttemptAcquireCore(int permitCount) => throw new NotSupportedException();

            protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) => throw new NotSupportedException();

            protected override void Dispose(bool disposing)
            {
                owner.Disposed++;
                base.Dispose(disposing);
            }
        }
    }

    private static IServiceCollection FromConfiguration(Dictionary<string, string?> values) =>
        new ServiceCollection().AddHttpRequestSteps(new ConfigurationBuilder().AddInMemoryCollection(values).Build()).Services;

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); value > seen; seen = Volatile.Read(ref target))
        {
            Interlocked.CompareExchange(ref target, value, seen);
        }
    }

    [Fact]
    public void A_mistake_of_form_in_the_settings_does_not_hide_one_of_meaning()
    {
        using var services = FromConfiguration(new() { ["Connections:a:Tmeout"] = "1", ["Connections:a:BaseUrl"] = "ftp://x", ["Egress:AllowedNetworks:0"] = "nonsense" }).BuildServiceProvider();
        var failures = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate()).Failures.ToArray();
        Assert.Equal(3, failures.Length);
        Assert.Single(failures, failure => failure.Contains("$.Connections.a.Tmeout", StringComparison.Ordinal));
        Assert.Single(failures, failure => failure.Contains("$.Connections.a.BaseUrl", StringComparison.Ordinal));
        Assert.Single(failures, failure => failure.Contains("AllowedNetworks", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reload_that_does_not_hold_is_logged_and_secrets_go_on()
    {
        await using var server = await TestServer.StartAsync();
        var logs = new Microsoft.Extensions.Logging.Testing.FakeLogCollector();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Secrets:a"] = "secret-a", ["Egress:AllowPrivateNetworks"] = "true" }).Build();
        var collection = new ServiceCollection().AddHttpRequestSteps(configuration).Services;
        collection.AddSingleton<Microsoft.Extensions.Logging.ILoggerProvider>(new Microsoft.Extensions.Logging.Testing.FakeLoggerProvider(logs));
        await using var services = collection.BuildServiceProvider();
        var executor = services.GetRequiredService<IHttpRequestStepExecutor>();
        var step = new HttpRequestStep { Url = server.Url, Authentication = new BearerAuthentication { Token = "{{ secrets.a }}" } };
        (await executor.ExecuteAsync(step)).Succeeds();
        configuration["Defaults:Timeout"] = "soon";
        Record.Exception(configuration.Reload);
        (await executor.ExecuteAsync(step)).Succeeds();
        Assert.Equal("Bearer secret-a", server.Last.Header("Authorization"));
        var record = Assert.Single(logs.GetSnapshot(), record => record.Id.Id == StepEventIds.SettingsRefused);
        Assert.Contains("$.Defaults.Timeout", record.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reload_that_throws_whatever_it_is_is_logged_and_the_former_settings_stay()
    {
        await using var server = await TestServer.StartAsync();
        var logs = new Microsoft.Extensions.Logging.Testing.FakeLogCollector();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Egress:AllowPrivateNetworks"] = "true" }).Build();
        var collection = new ServiceCollection().AddHttpRequestSteps(configuration).Services;
        var fails = false;
        collection.PostConfigure<HttpRequestStepsOptions>(_ =>
        {
            if (fails)
            {
                throw new TimeZoneNotFoundException();
            }
        });
        collection.AddSingleton<Microsoft.Extensions.Logging.ILoggerProvider>(new Microsoft.Extensions.Logging.Testing.FakeLoggerProvider(logs));
        await using var services = collection.BuildServiceProvider();
        var executor = services.GetRequiredService<IHttpRequestStepExecutor>();
        var step = new HttpRequestStep { Url = server.Url };
        (await executor.ExecuteAsync(step)).Succeeds();
        fails = true;
        configuration.Reload();
        (await executor.ExecuteAsync(step)).Succeeds();
        var record = Assert.Single(logs.GetSnapshot(), record => record.Id.Id == StepEventIds.SettingsRefused);
        Assert.IsType<TimeZoneNotFoundException>(record.Exception);
    }

    [Fact]
    public async Task A_port_that_is_not_allowed_is_named()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = StepHost.FromSettings($$"""{ "Connections": { "api": { "BaseUrl": "{{server.Url}}", "AllowedHosts": ["127.0.0.1"], "Authentication": { "type": "bearer", "token": "t-123456" } } } }""");
        (await host.RunAsync("""{ "connection": "api", "url": "/" }""")).Fails(FailureKind.Blocked, DeliveryCertainty.NotSent, $"127.0.0.1:{server.Port}");
    }

    [Fact]
    public void An_address_of_ipv6_is_an_allowed_host() =>
        Assert.True(HostPattern.TryParse("[::1]:8765")!.Matches(new Uri("http://[::1]:8765/")));

    [Fact]
    public async Task What_is_meant_for_https_does_not_go_over_http_to_the_same_host()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = StepHost.FromSettings($$"""{ "Connections": { "api": { "BaseUrl": "https://127.0.0.1", "AllowedHosts": ["127.0.0.1:{{server.Port}}"], "Authentication": { "type": "bearer", "token": "t-123456" } } } }""");
        (await host.RunAsync("""{ "connection": "api", "url": "http://server/" }""".At(server))).Fails(FailureKind.Blocked, DeliveryCertainty.NotSent, "may not be used");
        Assert.Empty(server.Seen);
    }
}
