using HttpRequestSteps.Sync;
using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Tests.Sync;

/// <summary>The requests that a sync keeps for whoever looks for a mistake.</summary>
public sealed class RequestLogTests
{
    private static SyncDefinition Definition(TestServer server, HttpRequestStep step) => new()
    {
        Name = "rows",
        Source = TestRows.Numbered(3),
        PrimaryKey = "id",
        Triggers = new SyncTriggers { Added = new SyncTrigger { Step = step with { Method = "POST", Url = server.Url + "/rows" } } },
        RateLimit = new RateLimit { Requests = 1000, Concurrency = 1 },
    };

    [Fact]
    public async Task A_kept_request_has_the_bytes_of_the_one_that_was_sent()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = SyncHost.Create();
        var step = new HttpRequestStep
        {
            Url = server.Url,
            Headers = new Dictionary<string, TextList> { ["X-Now"] = "{{ 'now' | date: '%Y-%m-%dT%H:%M:%S.%L' }}" },
            Body = new FormDataBody { Fields = [new FormDataText { Name = "id", Value = "{{ row.id }} {{ 'now' | date: '%s.%L' }}" }] },
        };
        var report = await host.RunAsync(Definition(server, step));
        Assert.Equal((SyncOutcome.Succeeded, null), (report.Outcome, report.Message));
        using var history = SyncHistory.Open(host.StateFolder, "rows");
        var kept = history.Requests();
        Assert.Equal(server.Seen.Select(request => request.Text).Order(StringComparer.Ordinal), kept.Select(request => request.RequestBody!).Order(StringComparer.Ordinal));
        Assert.All(kept, request => Assert.Contains("X-Now: " + server.Last.Header("X-Now"), request.RequestHeaders));
    }

    [Fact]
    public async Task A_request_that_cannot_be_shown_is_kept_without_it_and_harms_no_delivery()
    {
        await using var server = await TestServer.StartAsync();
        await using var host = SyncHost.Create(services =>
        {
            var inner = services.Last(service => service.ServiceType == typeof(IHttpRequestStepExecutor));
            services.AddSingleton<IHttpRequestStepExecutor>(provider => new Unshowable((IHttpRequestStepExecutor)(inner.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!))));
        });
        var report = await host.RunAsync(Definition(server, new HttpRequestStep { Url = server.Url, Body = new JsonBody { Value = TextTree.Parse("\"{{ row }}\"") } }));
        Assert.Equal((SyncOutcome.Succeeded, null, 3L), (report.Outcome, report.Message, report.Triggers["added"].Delivered));
        using var history = SyncHistory.Open(host.StateFolder, "rows");
        Assert.All(history.Requests(), request => Assert.Equal((null, 200, "succeeded"), (request.Method, request.StatusCode!.Value, request.Outcome)));
        Assert.Equal(["1", "2", "3"], history.Requests().Select(request => request.Keys!).Order());
    }

    private sealed class Unshowable(IHttpRequestStepExecutor inner) : IHttpRequestStepExecutor
    {
        public Task<StepResult> ExecuteAsync(HttpRequestStep step, StepInput? input = null, CancellationToken cancellationToken = default) => inner.ExecuteAsync(step, input, cancellationToken);

        public Task<RenderedRequestPreview> RenderAsync(HttpRequestStep step, StepInput? input = null, CancellationToken cancellationToken = default) => throw new InvalidOperationException("a host's own part");

        public IReadOnlyList<DefinitionError> Validate(HttpRequestStep step) => inner.Validate(step);
    }
}
