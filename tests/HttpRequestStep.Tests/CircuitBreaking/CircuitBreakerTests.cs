using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Tests;

public sealed class CircuitBreakerTests
{
    private const string Step = """{ "connection": "api", "url": "/" }""";

    private static readonly TimeSpan Break = TimeSpan.FromSeconds(15);

    private readonly ManualClock _clock = new();

    private StepHost Host(TestServer server, RateLimits? limits = null) => StepHost.Create(
        options =>
        {
            options.Connections["api"] = new StepConnection { BaseUrl = server.Url, RateLimit = limits, CircuitBreaker = new CircuitBreaker { MinimumThroughput = 2 } };
            options.Connections["other"] = new StepConnection { BaseUrl = server.Url, CircuitBreaker = new CircuitBreaker { MinimumThroughput = 2 } };
        },
        clock: _clock);

    private static async Task OpenAsync(StepHost host)
    {
        (await host.RunAsync(Step)).Fails(FailureKind.Status, DeliveryCertainty.Answered, "500");
        (await host.RunAsync(Step)).Fails(FailureKind.Status, DeliveryCertainty.Answered, "500");
        (await host.RunAsync(Step)).Fails(FailureKind.RateLimited, DeliveryCertainty.NotSent, "The circuit of the connection \"api\" is open");
    }

    [Fact]
    public async Task An_open_circuit_sends_nothing_and_says_when_to_come_back()
    {
        await using var server = await TestServer.StartAsync(TestServer.Status(500));
        await using var host = Host(server);
        await OpenAsync(host);
        _clock.Advance(TimeSpan.FromSeconds(14));
        var result = await host.RunAsync(Step);
        Assert.Equal(ManualClock.Noon + Break, result.Failure!.RetryAt);
        Assert.Contains("on trial at 12:00:15 UTC", result.Failure.Message, StringComparison.Ordinal);
        Assert.Equal(2, server.Seen.Count);
    }

    [Fact]
    public async Task It_ends_the_retries_of_the_step_that_opened_it()
    {
        await using var server = await TestServer.StartAsync(TestServer.Status(500));
        await using var host = Host(server);
        var result = await host.RunAsync("""{ "connection": "api", "url": "/", "retry": { "maxAttempts": 5, "backoff": "none" } }""");
        result.Fails(FailureKind.RateLimited, DeliveryCertainty.Unknown, "is open");
        Assert.Equal([FailureKind.Status, FailureKind.Status, FailureKind.RateLimited], result.Attempts.Select(attempt => attempt.Kind));
        Assert.Equal(DeliveryCertainty.NotSent, result.Attempts[^1].Delivery);
    }

    [Fact]
    public async Task Another_connection_to_the_same_server_is_not_affected()
    {
        await using var server = await TestServer.StartAsync(TestServer.Status(500));
        await using var host = Host(server);
        await OpenAsync(host);
        (await host.RunAsync("""{ "connection": "other", "url": "/" }""")).Fails(FailureKind.Status, DeliveryCertainty.Answered, "500");
        Assert.Equal(500, (await host.RunAsync($$"""{ "url": "{{server.Url}}" }""")).StatusCode);
    }

    [Fact]
    public async Task A_trial_that_fails_opens_it_again_and_one_that_succeeds_closes_it()
    {
        await using var server = await TestServer.PlayAsync(TestServer.Status(500), TestServer.Status(500), TestServer.Status(503), TestServer.Ok);
        await using var host = Host(server);
        await OpenAsync(host);
        _clock.Advance(Break);
        (await host.RunAsync(Step)).Fails(FailureKind.Status, DeliveryCertainty.Answered, "503");
        (await host.RunAsync(Step)).Fails(FailureKind.RateLimited, DeliveryCertainty.NotSent, "12:00:30");
        _clock.Advance(Break);
        (await host.RunAsync(Step)).Succeeds();
        (await host.RunAsync(Step)).Succeeds();
        var events = host.Logs.GetSnapshot().Where(record => record.Id.Id is StepEventIds.CircuitOpened or StepEventIds.CircuitClosed).ToArray();
        Assert.Equal([StepEventIds.CircuitOpened, StepEventIds.CircuitOpened, StepEventIds.CircuitClosed], events.Select(record => record.Id.Id));
        Assert.Equal("The circuit of the connection \"api\" is open: too many of its requests failed, and nothing is sent for 15 s", events[0].Message);
    }

    [Fact]
    public async Task A_trial_that_is_cancelled_does_not_close_it()
    {
        using var cancel = new CancellationTokenSource();
        await using var server = await TestServer.PlayAsync(TestServer.Status(500), TestServer.Status(500), async context =>
        {
            await cancel.CancelAsync();
            await TestServer.Ok(context);
        });
        await using var host = Host(server);
        await OpenAsync(host);
        _clock.Advance(Break);
        Assert.Equal(FailureKind.Cancelled, (await host.RunAsync(Step, cancellationToken: cancel.Token)).Failure?.Kind);
        (await host.RunAsync(Step)).Fails(FailureKind.RateLimited, DeliveryCertainty.NotSent, "is open");
    }

    [Fact]
    public async Task Client_errors_and_what_was_not_sent_open_nothing()
    {
        await using var server = await TestServer.StartAsync(TestServer.Status(429));
        await using var host = Host(server);
        for (var i = 0; i < 10; i++)
        {
            (await host.RunAsync(Step)).Fails(FailureKind.Status, DeliveryCertainty.Answered, "429");
            (await host.RunAsync("""{ "connection": "api", "url": "http://169.254.169.254/" }""")).Fails(FailureKind.Blocked, DeliveryCertainty.NotSent, "");
        }
    }

    [Fact]
    public async Task What_tells_nothing_counts_neither_as_a_failure_nor_as_a_success()
    {
        CancellationTokenSource? cancel = null;
        await using var server = await TestServer.StartAsync(async context =>
        {
            await (cancel?.CancelAsync() ?? Task.CompletedTask);
            await TestServer.Status(500)(context);
        });
        await using var host = Host(server);
        (await host.RunAsync(Step)).Fails(FailureKind.Status, DeliveryCertainty.Answered, "500");
        for (var i = 0; i < 3; i++)
        {
            using (cancel = new CancellationTokenSource())
            {
                Assert.Equal(FailureKind.Cancelled, (await host.RunAsync(Step, cancellationToken: cancel.Token)).Failure?.Kind);
            }

            cancel = null;
            (await host.RunAsync("""{ "connection": "api", "url": "/", "authentication": { "type": "oauth2", "grant": "clientCredentials", "tokenUrl": "http://169.254.169.254/", "clientId": "a", "clientSecret": "b" } }""")).Fails(FailureKind.Blocked, DeliveryCertainty.NotSent, "");
        }

        (await host.RunAsync(Step)).Fails(FailureKind.Status, DeliveryCertainty.Answered, "500");
        (await host.RunAsync(Step)).Fails(FailureKind.RateLimited, DeliveryCertainty.NotSent, "is open");
    }

    [Fact]
    public async Task A_step_that_is_refused_takes_no_permit()
    {
        await using var server = await TestServer.StartAsync(TestServer.Status(500));
        await using var host = Host(server, new RateLimit { Requests = 2, Per = RatePeriod.Day });
        await OpenAsync(host);
        Assert.Equal(2, server.Seen.Count);
    }

    /// <summary>A host with this connection, whose settings can be loaded anew.</summary>
    private (ServiceProvider Services, IConfigurationRoot Configuration) Reloading(TestServer server)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Egress:AllowPrivateNetworks"] = "true",
            ["Connections:api:BaseUrl"] = server.Url,
            ["Connections:api:CircuitBreaker:minimumThroughput"] = "2",
        }).Build();
        return (new ServiceCollection().AddSingleton<TimeProvider>(_clock).AddHttpRequestSteps(configuration).Services.BuildServiceProvider(), configuration);
    }

    private static async Task<FailureKind?> RunAsync(ServiceProvider services) =>
        (await services.GetRequiredService<IHttpRequestStepExecutor>().ExecuteAsync(new HttpRequestStep { Connection = "api", Url = "/" })).Failure?.Kind;

    private static async Task OpenAsync(ServiceProvider services) =>
        Assert.Equal([FailureKind.Status, FailureKind.Status, FailureKind.RateLimited], [await RunAsync(services), await RunAsync(services), await RunAsync(services)]);

    private static void Load(IConfigurationRoot configuration, string key, string? value)
    {
        configuration[key] = value;
        configuration.Reload();
    }

    [Fact]
    public async Task Settings_that_change_it_begin_anew_and_others_do_not()
    {
        await using var server = await TestServer.StartAsync(TestServer.Status(500));
        var (services, configuration) = Reloading(server);
        await using var disposed = services;
        await OpenAsync(services);
        Load(configuration, "Defaults:Timeout", "7");
        Assert.Equal(FailureKind.RateLimited, await RunAsync(services));
        Load(configuration, "Connections:api:CircuitBreaker:breakDuration", "5");
        Assert.Equal(FailureKind.Status, await RunAsync(services));
    }

    [Fact]
    public async Task Settings_that_are_refused_or_only_checked_change_nothing()
    {
        await using var server = await TestServer.StartAsync(TestServer.Status(500));
        var (services, configuration) = Reloading(server);
        await using var disposed = services;
        await OpenAsync(services);
        services.GetRequiredService<SettingsReader>().Validate("""{ "HttpRequestSteps": { "Connections": { "api": { "BaseUrl": "https://a.example", "CircuitBreaker": { "minimumThroughput": 3 } } } } }"""u8.ToArray());
        Load(configuration, "Defaults:Timeout", "7");
        Assert.Equal(FailureKind.RateLimited, await RunAsync(services));

        configuration["Limits:MaxTimeout"] = "0";
        Load(configuration, "Connections:api:CircuitBreaker:breakDuration", "5");
        configuration["Limits:MaxTimeout"] = null;
        Load(configuration, "Connections:api:CircuitBreaker:breakDuration", null);
        Assert.Equal(FailureKind.RateLimited, await RunAsync(services));
    }

    [Fact]
    public async Task A_connection_that_is_removed_is_forgotten_while_its_last_request_ends()
    {
        IConfigurationRoot? loaded = null;
        var removes = false;
        await using var server = await TestServer.StartAsync(context =>
        {
            if (removes)
            {
                removes = false;
                Load(loaded!, "Connections:api:CircuitBreaker:minimumThroughput", null);
            }

            return TestServer.Status(500)(context);
        });
        var (services, configuration) = Reloading(server);
        await using var disposed = services;
        loaded = configuration;
        Assert.Equal(FailureKind.Status, await RunAsync(services));
        removes = true;
        Assert.Equal(FailureKind.Status, await RunAsync(services));
        Load(configuration, "Connections:api:CircuitBreaker:minimumThroughput", "2");
        await OpenAsync(services);
    }
}
