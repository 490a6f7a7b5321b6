using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace HttpRequestSteps.Tests;

/// <summary>Connections, settings, secrets, telemetry and every extension point, through dependency injection as a host uses them.</summary>
public sealed class HostTests
{
    [Fact]
    public async Task A_connection_gives_headers_query_and_credentials_and_the_step_wins()
    {
        await using var peer = await KestrelPeer.StartAsync();
        using var harness = new StepHarness(options => options.Connections["api"] = new StepConnection
        {
            BaseUrl = peer.Url,
            Headers = new Dictionary<string, TextList> { ["X-A"] = "connection", ["X-B"] = "{{ connection.name }}" },
            Query = new Dictionary<string, TextList?> { ["q"] = "connection", ["r"] = "1" },
            Authentication = new BearerAuthentication { Token = "connection-token" },
        });

        var result = await harness.RunAsync("""{ "connection": "api", "url": "/x", "headers": { "x-a": "step" }, "query": { "q": "step" } }""");
        await harness.RunAsync("""{ "connection": "api", "url": "/y", "authentication": { "type": "none" } }""");

        Assert.True(result.Succeeded, result.Failure?.Message);
        Assert.Equal("/x?q=step&r=1", peer.Seen[0].Target);
        Assert.Equal(("step", "api", "Bearer connection-token"), (peer.Seen[0].Header("X-A"), peer.Seen[0].Header("X-B"), peer.Seen[0].Header("Authorization")));
        Assert.Equal("", peer.Seen[1].Header("Authorization"));
    }

    [Fact]
    public async Task A_connections_credentials_do_not_go_to_a_host_it_does_not_allow()
    {
        await using var other = await KestrelPeer.StartAsync();
        using var harness = new StepHarness(options => options.Connections["api"] = new StepConnection
        {
            BaseUrl = "http://127.0.0.1:1",
            Authentication = new BearerAuthentication { Token = "connection-token" },
        });

        var result = await harness.Executor.ExecuteAsync(new HttpRequestStep { Connection = "api", Url = "{{ u }}" }, new StepInput { ["u"] = other.Url });

        Assert.Equal(FailureKind.Blocked, result.Failure!.Kind);
        Assert.Contains("AllowedHosts", result.Failure.Message, StringComparison.Ordinal);
        Assert.Empty(other.Seen);
    }

    [Fact]
    public async Task Concurrency_is_shared_by_all_steps_of_a_connection()
    {
        var release = new TaskCompletionSource();
        var entered = new SemaphoreSlim(0);
        await using var peer = await KestrelPeer.StartAsync(async _ =>
        {
            entered.Release();
            await release.Task;
        });
        using var harness = new StepHarness(options => options.Connections["api"] = new StepConnection { BaseUrl = peer.Url, RateLimit = new RateLimit { Concurrency = 2 } });

        var running = Enumerable.Range(0, 6).Select(i => harness.Executor.ExecuteAsync(new HttpRequestStep { Connection = "api", Url = $"/{i}" })).ToArray();
        await entered.WaitAsync();
        await entered.WaitAsync();
        Assert.Equal(2, peer.Seen.Count);
        release.SetResult();

        Assert.All(await Task.WhenAll(running), result => Assert.True(result.Succeeded, result.Failure?.Message));
        Assert.Equal(6, peer.Seen.Count);
    }

    [Fact]
    public async Task No_permit_in_time_is_kind_rateLimited()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var peer = await KestrelPeer.StartAsync();
        using var harness = new StepHarness(options => options.Connections["api"] = new StepConnection { BaseUrl = peer.Url, RateLimit = new RateLimit { Requests = 1, Per = RatePeriod.Hour } }, time: time);
        Assert.True((await harness.RunAsync("""{ "connection": "api", "url": "/1" }""")).Succeeded);

        var running = harness.RunAsync("""{ "connection": "api", "url": "/2", "totalTimeout": 30 }""");
        time.Advance(TimeSpan.FromSeconds(31));
        var result = await running;

        Assert.Equal((FailureKind.RateLimited, DeliveryCertainty.NotSent), (result.Failure!.Kind, result.Failure.Delivery));
        Assert.Single(peer.Seen);
    }

    [Fact]
    public void Settings_that_do_not_hold_stop_the_host_with_every_error()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["S:Connections:a:BaseUrl"] = "ftp://x",
            ["S:Connections:a:RateLimit:requests"] = "0",
            ["S:Connections:b:BaseUrl"] = "https://example.com",
            ["S:Connections:b:AllowedHosts:0"] = "not a host",
            ["S:Connections:b:Authentication:type"] = "header",
            ["S:Connections:b:Authentication:headers:Bad Name"] = "x",
            ["S:Egress:AllowedNetworks:0"] = "10.0.0.0/99",
        }).Build();
        using var services = new ServiceCollection().AddHttpRequestSteps(configuration.GetSection("S")).Services.BuildServiceProvider();

        var exception = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptionsMonitor<HttpRequestStepsOptions>>().CurrentValue);

        var failures = string.Join('\n', exception.Failures);
        foreach (var path in new[] { "$.connections.a.baseUrl", "$.connections.a.rateLimit", "$.connections.b.allowedHosts[0]", "$.connections.b.authentication.headers['Bad Name']", "$.egress.allowedNetworks[0]" })
        {
            Assert.Contains(path, failures, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_unknown_setting_names_the_nearest_known_one()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["S:Limits:MaxTimeot"] = "1m" }).Build();
        using var services = new ServiceCollection().AddHttpRequestSteps(configuration.GetSection("S")).Services.BuildServiceProvider();

        var exception = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<HttpRequestStepsOptions>>().Value);

        Assert.Contains("did you mean \"maxTimeout\"", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_are_followed_when_they_change_and_a_bad_change_keeps_the_former()
    {
        await using var peer = await KestrelPeer.StartAsync();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["S:Connections:api:BaseUrl"] = peer.Url + "/one",
            ["S:Egress:AllowPrivateNetworks"] = "true",
        }).Build();
        using var services = new ServiceCollection().AddHttpRequestSteps(configuration.GetSection("S")).Services.BuildServiceProvider();
        var executor = services.GetRequiredService<IHttpRequestStepExecutor>();
        var step = new HttpRequestStep { Connection = "api", Url = "x" };
        await executor.ExecuteAsync(step);

        configuration["S:Connections:api:BaseUrl"] = peer.Url + "/two";
        configuration.Reload();
        await executor.ExecuteAsync(step);

        Assert.Equal(["/one/x", "/two/x"], peer.Seen.Select(seen => seen.Target));
    }

    [Fact]
    public async Task No_secret_leaves_through_results_exceptions_logs_or_traces()
    {
        string[] secrets = ["s3cret-bearer", "s3cret/+query=&", "s3cret-header", "s3cret-proxy", "s3cret-hmac"];
        var activities = new List<Activity>();
        using var listener = new ActivityListener { ShouldListenTo = _ => true, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded, ActivityStopped = activities.Add };
        ActivitySource.AddActivityListener(listener);
        await using var proxy = new ProxyPeer("u", "other");
        await using var peer = await KestrelPeer.StartAsync(context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        });
        using var harness = new StepHarness(options =>
        {
            for (var i = 0; i < secrets.Length; i++)
            {
                options.Secrets["s" + i] = secrets[i];
            }
        });
        string[] definitions =
        [
            $$"""{ "name": "planted", "url": "{{peer.Url}}/{{ "{{ secrets.s0 }}" }}", "authentication": { "type": "bearer", "token": "{{ "{{ secrets.s0 }}" }}" }, "signing": { "type": "github", "secret": "{{ "{{ secrets.s4 }}" }}" } }""",
            $$"""{ "url": "{{peer.Url}}", "query": { "a": "{{ "{{ secrets.s1 }}" }}" }, "headers": { "X-S": "{{ "{{ secrets.s2 }}" }}" } }""",
            $$"""{ "url": "{{peer.Url}}", "authentication": { "type": "query", "query": { "k": "{{ "{{ secrets.s1 }}" }}" } } }""",
            $$"""{ "url": "https://127.0.0.1:9/", "proxy": { "host": "127.0.0.1", "port": {{proxy.Port}}, "username": "u", "password": "{{ "{{ secrets.s3 }}" }}" } }""",
            $$"""{ "url": "https://{{ "{{ secrets.s1 }}" }}.example.com/" }""",
            $$"""{ "url": "{{peer.Url}}", "headers": { "X-S": "{{ "{{ secrets.s2 }}" }}ü" } }""",
        ];

        var seen = new List<string>();
        foreach (var definition in definitions)
        {
            var result = await harness.RunAsync(definition);
            seen.Add(result.ToJson());
            seen.Add(Assert.Throws<HttpRequestStepException>(result.EnsureSucceeded).ToString());
        }

        seen.AddRange(harness.Logs.GetSnapshot().Select(log => log.Message + log.Exception));
        seen.AddRange(activities.SelectMany(activity => activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}").Append(activity.DisplayName).Append(activity.StatusDescription ?? "")));
        Assert.Contains(seen, text => text.Contains("planted", StringComparison.Ordinal));
        foreach (var form in secrets.SelectMany(secret => new[] { secret, Uri.EscapeDataString(secret), Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(secret)) }))
        {
            Assert.DoesNotContain(seen, text => text.Contains(form, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task One_log_line_one_span_and_one_measurement_for_each_step()
    {
        var durations = new List<KeyValuePair<string, object?>[]>();
        using var meters = new MeterListener();
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == StepDiagnostics.SourceName && instrument.Name == StepDiagnostics.DurationMetric)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        var host = "127.0.0.1";
        meters.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            lock (durations)
            {
                durations.Add(tags.ToArray());
            }
        });
        meters.Start();
        await using var peer = await KestrelPeer.StartAsync();
        using var harness = new StepHarness();

        await harness.RunAsync($$"""{ "name": "observed", "url": "{{peer.Url}}/x?token=abc" }""");

        var log = Assert.Single(harness.Logs.GetSnapshot(), log => log.Category == StepDiagnostics.SourceName);
        Assert.Equal(1, log.Id.Id);
        Assert.Contains($"Step observed GET {peer.Url}/x?* answered 200 after 1 attempt", log.Message, StringComparison.Ordinal);
        Assert.Contains(durations, tags => tags.Contains(new("http.response.status_code", 200)) && tags.Contains(new("server.address", host)));
        Assert.DoesNotContain(harness.Logs.GetSnapshot(), entry => entry.Category!.StartsWith("System.Net.Http.HttpClient", StringComparison.Ordinal));
    }

    [Fact]
    public void The_chain_is_read_back_in_its_order()
    {
        using var harness = new StepHarness();
        var handler = harness.Services.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(StepClient.Name);

        var names = new List<string>();
        for (var link = handler; link is not null; link = (link as DelegatingHandler)?.InnerHandler)
        {
            names.Add(link.GetType().Name);
        }

        Assert.Equal(
            ["TelemetryDelegatingHandler", "ContinueDelegatingHandler", "RetryDelegatingHandler", "RedirectDelegatingHandler", "RateLimitDelegatingHandler", "AttemptDelegatingHandler", "AuthenticationDelegatingHandler", "SigningDelegatingHandler", "EgressDelegatingHandler", "TransportRouter"],
            names.Where(name => name is not ("LifetimeTrackingHttpMessageHandler" or "MetricsHandler")));
    }

    [Fact]
    public void Registering_twice_adds_nothing_twice_and_a_name_given_twice_is_refused()
    {
        var services = new ServiceCollection();
        services.AddHttpRequestSteps();
        var count = services.Count;
        services.AddHttpRequestSteps();
        Assert.Equal(count, services.Count);

        services.AddHttpRequestSteps().AddRetryStrategy<OnTeapots>("transient");
        using var provider = services.BuildServiceProvider();
        Assert.Contains("\"transient\"", Assert.Throws<InvalidOperationException>(() => provider.GetRequiredService<IHttpRequestStepExecutor>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hosts_own_body_strategies_limiter_and_secrets_are_used()
    {
        await using var peer = await KestrelPeer.StartAsync(context =>
        {
            context.Response.StatusCode = 418;
            return Task.CompletedTask;
        });
        using var harness = new StepHarness(
            options => options.Connections["api"] = new StepConnection { BaseUrl = peer.Url, RateLimit = new RateLimit { Requests = 5 }, RateLimiter = "counting" },
            builder => builder
                .AddBodySerializer<CsvBody, CsvBodySerializer>("csv")
                .AddRetryStrategy<OnTeapots>("teapots")
                .AddContinueStrategy<OnTeapots>("teapots")
                .AddRateLimiter<CountingLimiterFactory>("counting")
                .AddSecretResolver<Vault>(),
            chance: 0);

        var result = await harness.RunAsync("""
            { "connection": "api", "method": "POST", "url": "/", "body": { "type": "csv", "cells": ["{{ a }}", "{{ secrets.fromVault }}"] }, "onFailure": { "retry": "teapots", "continue": "teapots" } }
            """, """{ "a": "1" }""");

        Assert.Equal(StepOutcome.Continued, result.Outcome);
        Assert.Equal(3, peer.Seen.Count);
        Assert.Equal(("1,vault-value\r\n", "text/csv"), (peer.Last.Text, peer.Last.Header("Content-Type")));
        Assert.Equal(3, CountingLimiterFactory.Granted);
        Assert.DoesNotContain("vault-value", result.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_name_lists_the_known_ones()
    {
        using var harness = new StepHarness(extend: builder => builder.AddRetryStrategy<OnTeapots>("teapots"));

        var error = Assert.Single(harness.Reader.Read("""{ "url": "https://example.com", "onFailure": { "retry": "teapot" } }""").Errors);

        Assert.Equal("$.onFailure.retry", error.Path);
        Assert.Contains("did you mean \"teapots\"", error.Message, StringComparison.Ordinal);
        Assert.Contains("\"never\", \"serverErrors\", \"transient\", \"allErrors\", \"teapots\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ten_thousand_steps_leave_nothing_behind()
    {
        using var harness = new StepHarness(extend: builder => builder.HttpClient.ConfigurePrimaryHttpMessageHandler(() => new NoAnswer()));
        var pool = harness.Services.GetRequiredService<TransportPool>();
        var weak = await RunManyAsync(harness);
        for (var i = 0; i < 5 && weak.Any(reference => reference.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.Equal(0, pool.Count);
        Assert.InRange(weak.Count(reference => reference.IsAlive), 0, 2);
    }

    [Fact]
    public async Task Distinct_steps_of_one_profile_share_one_transport_and_the_pool_is_bounded()
    {
        await using var peer = await KestrelPeer.StartAsync();
        using var harness = new StepHarness();
        var pool = harness.Services.GetRequiredService<TransportPool>();
        for (var i = 0; i < 100; i++)
        {
            await harness.Executor.ExecuteAsync(new HttpRequestStep { Url = $"{peer.Url}/{i}" });
        }

        Assert.Equal(1, pool.Count);
        for (var i = 0; i < 300; i++)
        {
            var profile = new TransportProfile(new ProxyAddress("127.0.0.1", 1000 + i, null, null), null, harness.Services.GetRequiredService<SettingsStore>().Current.Egress);
            pool.Rent(profile).Release();
        }

        Assert.Equal(256, pool.Count);
    }

    private static async Task<WeakReference[]> RunManyAsync(StepHarness harness)
    {
        var weak = new WeakReference[10_000];
        for (var i = 0; i < weak.Length; i++)
        {
            var step = new HttpRequestStep { Url = $"https://example.com/{i}/{{{{ i }}}}" };
            Assert.True((await harness.Executor.ExecuteAsync(step, new StepInput { ["i"] = i })).Succeeded);
            weak[i] = new WeakReference(step);
        }

        return weak;
    }

    private sealed class NoAnswer : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(new HttpResponseMessage());
    }

    private sealed record CsvBody : StepBody
    {
        public required IReadOnlyList<Text> Cells { get; init; }
    }

    private sealed class CsvBodySerializer : BodySerializer<CsvBody>
    {
        protected override ValueTask<RenderedBody?> RenderAsync(CsvBody body, RenderContext context, CancellationToken cancellationToken) =>
            new(RenderedBody.FromText(string.Join(',', body.Cells.Select(context.Render)) + "\r\n", "text/csv"));
    }

    private sealed class OnTeapots : IRetryStrategy, IContinueStrategy
    {
        public bool ShouldRetry(in AttemptOutcome outcome) => outcome.StatusCode == 418;

        public bool ShouldContinue(in AttemptOutcome outcome) => outcome.StatusCode == 418;
    }

    private sealed class CountingLimiterFactory : IRateLimiterFactory
    {
        public static int Granted { get; private set; }

        public RateLimiter Create(string connection, RateLimits limits) => new Counting();

        private sealed class Counting : RateLimiter
        {
            private readonly ConcurrencyLimiter _inner = new(new ConcurrencyLimiterOptions { PermitLimit = 1, QueueLimit = 1 });

            public override TimeSpan? IdleDuration => null;

            public override RateLimiterStatistics? GetStatistics() => null;

            protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) => _inner.AcquireAsync(permitCount, cancellationToken);

            protected override RateLimitLease AttemptAcquireCore(int permitCount)
            {
                Granted++;
                return _inner.AttemptAcquire(permitCount);
            }
        }
    }

    private sealed class Vault : ISecretResolver
    {
        public ValueTask<string?> ResolveAsync(string name, CancellationToken cancellationToken) => new(name == "fromVault" ? "vault-value" : null);
    }
}
