using System.Diagnostics.Metrics;
using System.Threading.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace HttpRequestSteps.Tests;

public sealed class ExtensionPointTests
{
    [Fact]
    public void The_chain_is_in_its_order()
    {
        using var services = new ServiceCollection().AddHttpRequestSteps().Services.BuildServiceProvider();
        var names = new List<string>();
        for (HttpMessageHandler? handler = services.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(StepClient.Name); handler is not null; handler = (handler as DelegatingHandler)?.InnerHandler)
        {
            names.Add(handler.GetType().Name);
        }

        Assert.Equal(
            ["TelemetryDelegatingHandler", "ContinueDelegatingHandler", "RetryDelegatingHandler", "CircuitDelegatingHandler", "RedirectDelegatingHandler", "ChallengeDelegatingHandler", "RateLimitDelegatingHandler", "AttemptDelegatingHandler", "AuthenticationDelegatingHandler", "SigningDelegatingHandler", "EgressDelegatingHandler", "TransportRouter"],
            names.Where(name => name != "LifetimeTrackingHttpMessageHandler"));
    }

    [Fact]
    public void The_names_of_the_diagnostics_do_not_move() =>
        Assert.Equal(("HttpRequestSteps", "http_request_step.duration", "http_request_step.attempts"), (StepDiagnostics.SourceName, StepDiagnostics.DurationMetric, StepDiagnostics.AttemptsMetric));

    [Fact]
    public async Task A_step_is_measured_with_its_outcome()
    {
        await using var server = await TestServer.StartAsync(TestServer.Status(404));
        await using var host = StepHost.Create();
        var measured = new List<(string Name, Dictionary<string, object?> Tags)>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, listening) => { if (instrument.Meter.Name == StepDiagnostics.SourceName && ReferenceEquals(instrument.Meter.Scope, host.Services.GetRequiredService<IMeterFactory>())) { listening.EnableMeasurementEvents(instrument); } } };
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => measured.Add((instrument.Name, new(tags.ToArray()))));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => measured.Add(($"{instrument.Name}={value}", new(tags.ToArray()))));
        listener.Start();
        await host.RunAsync("""{ "url": "http://server/" }""".At(server));
        Assert.Equal(["http_request_step.attempts=1", "http_request_step.duration"], measured.Select(one => one.Name).Order(StringComparer.Ordinal));
        Assert.Equal(("GET", "127.0.0.1", 404, "404", "Failed"), (measured[0].Tags["http.request.method"], measured[0].Tags["server.address"], measured[0].Tags["http.response.status_code"], measured[0].Tags["error.type"], measured[0].Tags["http_request_step.outcome"]));
    }

    [Fact]
    public void Adding_twice_adds_nothing_twice()
    {
        var services = new ServiceCollection();
        services.AddHttpRequestSteps();
        var count = services.Count;
        services.AddHttpRequestSteps();
        Assert.Equal(count, services.Count);
        using var provider = services.BuildServiceProvider();
        Assert.Equal(11, provider.GetRequiredService<Microsoft.Extensions.Options.IOptionsMonitor<HttpClientFactoryOptions>>().Get(StepClient.Name).HttpMessageHandlerBuilderActions.Count(action => action.Method.Name.Contains("AddHttpMessageHandler", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_name_given_twice_is_refused()
    {
        await using var authentication = StepHost.Create(build: builder => builder.AddAuthentication<TenantAuthentication, TenantHandler>("bearer"));
        Assert.Contains("\"bearer\"", Assert.Throws<InvalidOperationException>(() => authentication.Reader).Message, StringComparison.Ordinal);
        await using var strategy = StepHost.Create(build: builder => builder.AddRetryStrategy<OnTeapot>("transient"));
        Assert.Contains("\"transient\" is registered twice", Assert.Throws<InvalidOperationException>(() => strategy.Reader).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hosts_authentication_is_used_validated_and_fails_closed()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = StepHost.Create(build: builder => builder.AddAuthentication<TenantAuthentication, TenantHandler>("tenant"));
        (await host.RunAsync("""{ "url": "http://server/", "authentication": { "type": "tenant", "tenant": "{{ t }}" } }""".At(server), new StepInput { ["t"] = "acme" })).Succeeds();
        Assert.Equal("token-of-acme", server.Last.Header("X-Tenant"));
        Assert.Equal("$.authentication.tenant", Assert.Single(host.Reader.Read("""{ "url": "http://a/", "authentication": { "type": "tenant", "tenant": "" } }""").Errors).Path);
        var own = await host.RunAsync("""{ "url": "http://server/", "authentication": { "type": "tenant", "tenant": "own-words" } }""".At(server));
        own.Fails(FailureKind.Authentication, DeliveryCertainty.NotSent, "No credentials: the vault is closed");
        var foreign = await host.RunAsync("""{ "url": "http://server/", "authentication": { "type": "tenant", "tenant": "throws" } }""".At(server));
        foreign.Fails(FailureKind.Authentication, DeliveryCertainty.NotSent, "InvalidOperationException");
        Assert.DoesNotContain("http://internal", foreign.ToJson(), StringComparison.Ordinal);
        Assert.Single(server.Seen);
    }

    [Fact]
    public async Task A_hosts_body_is_read_and_sent()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = StepHost.Create(build: builder => builder.AddBodySerializer<CsvBody, CsvSerializer>("csv"));
        (await host.RunAsync("""{ "method": "POST", "url": "http://server/", "body": { "type": "csv", "cells": ["a", "{{ v }}"] } }""".At(server), new StepInput { ["v"] = "b" })).Succeeds();
        Assert.Equal(("a,b", "text/csv"), (server.Last.Text, server.Last.Header("Content-Type")));
    }

    [Fact]
    public async Task A_hosts_strategies_are_asked_by_name()
    {
        await using var server = await TestServer.StartAsync(TestServer.Status(418));
        await using var host = StepHost.Create(build: builder => builder.AddRetryStrategy<OnTeapot>("teapot").AddContinueStrategy<OnTeapot>("teapot"), chance: 0);
        var result = await host.RunAsync("""{ "url": "http://server/", "onFailure": { "retry": "teapot", "continue": "teapot" } }""".At(server));
        Assert.Equal((StepOutcome.Continued, 3), (result.Outcome, result.Attempts.Count));
    }

    [Fact]
    public async Task A_hosts_rate_limiter_is_asked_for_every_wire_request()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = StepHost.FromSettings($$"""{ "connections": { "api": { "baseUrl": "{{server.Url}}", "rateLimiter": "one", "rateLimit": { "requests": 5 } } } }""", build: builder => builder.AddRateLimiter<OnePermit>("one"));
        (await host.RunAsync("""{ "url": "a", "connection": "api" }""")).Succeeds();
        (await host.RunAsync("""{ "url": "a", "connection": "api" }""")).Fails(FailureKind.RateLimited, DeliveryCertainty.NotSent, "no permit");
        Assert.Single(server.Seen);
    }

    [Fact]
    public async Task A_hosts_secrets_are_asked_before_the_settings()
    {
        await using var host = StepHost.Create(options => { options.Secrets["a"] = "settings-a"; options.Secrets["b"] = "settings-b"; }, builder => builder.AddSecretResolver<Vault>());
        var preview = await host.RenderAsync("""{ "url": "http://a/{{ secrets.a | size }}/{{ secrets.b | size }}" }""");
        Assert.Equal("http://a/5/10", preview.Url);
    }

    [Fact]
    public async Task A_hosts_file_store_finds_and_keeps_files()
    {
        await using var server = await TestServer.StartAsync(TestServer.Body("kept"u8.ToArray(), "text/plain"));
        await using var host = StepHost.Create(build: builder => builder.AddFileStore<MemoryStore>());
        var result = (await host.RunAsync("""{ "method": "POST", "url": "http://server/x.txt", "body": { "type": "file", "file": "ref-{{ n }}" }, "response": { "type": "file" } }""".At(server), new StepInput { ["n"] = 1 })).Succeeds();
        Assert.Equal("content of ref-1", server.Last.Text);
        Assert.Equal("x.txt:text/plain:4:kept", result.Body.File);
    }

    internal sealed record TenantAuthentication : StepAuthentication
    {
        public required Text Tenant { get; init; }
    }

    internal sealed class TenantHandler : AuthenticationHandler<TenantAuthentication>
    {
        protected override void Validate(TenantAuthentication authentication, DefinitionContext context)
        {
            if (authentication.Tenant.Value.Length == 0)
            {
                context.Report("tenant", "A tenant is needed.");
            }
        }

        protected override ValueTask ApplyAsync(TenantAuthentication authentication, AuthenticationContext context, CancellationToken cancellationToken)
        {
            var tenant = context.Render(authentication.Tenant);
            context.SetHeader("X-Tenant", tenant switch
            {
                "own-words" => throw new StepAuthenticationException("the vault is closed"),
                "throws" => throw new InvalidOperationException("http://internal/secret"),
                _ => "token-of-" + tenant,
            });
            return default;
        }
    }

    internal sealed record CsvBody : StepBody
    {
        public required IReadOnlyList<Text> Cells { get; init; }
    }

    internal sealed class CsvSerializer : BodySerializer<CsvBody>
    {
        protected override ValueTask<RenderedBody?> RenderAsync(CsvBody body, RenderContext context, CancellationToken cancellationToken) =>
            new(RenderedBody.FromText(string.Join(',', body.Cells.Select(context.Render)), "text/csv"));
    }

    internal sealed class OnTeapot : IRetryStrategy, IContinueStrategy
    {
        public bool ShouldRetry(in AttemptOutcome outcome) => outcome.StatusCode == 418;

        public bool ShouldContinue(in AttemptOutcome outcome) => outcome.StatusCode == 418;
    }

    internal sealed class OnePermit : IRateLimiterFactory
    {
        public RateLimiter Create(string connection, RateLimits limits) =>
            new TokenBucketRateLimiter(new() { TokenLimit = 1, QueueLimit = 0, TokensPerPeriod = 1, ReplenishmentPeriod = TimeSpan.FromDays(1), AutoReplenishment = false });
    }

    internal sealed class Vault : ISecretResolver
    {
        public ValueTask<string?> ResolveAsync(string name, CancellationToken cancellationToken) => new(name == "a" ? "vault" : null);
    }

    internal sealed class MemoryStore : IFileStore
    {
        public ValueTask<StepFile?> FindAsync(string reference, CancellationToken cancellationToken) =>
            new(StepFile.FromBytes(reference, System.Text.Encoding.UTF8.GetBytes("content of " + reference)));

        public async Task<string> SaveAsync(ReceivedFile file, Stream content, CancellationToken cancellationToken)
        {
            using var reader = new StreamReader(content);
            return Steps.Invariant($"{file.Name}:{file.ContentType}:{file.Length}:{await reader.ReadToEndAsync(cancellationToken)}");
        }
    }
}
