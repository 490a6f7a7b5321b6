using HttpRequestSteps.Sync;
using HttpRequestSteps.Tests.Sync;
using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Tests.Faults;

/// <summary>Tests of faults of syncs. Every request of theirs carries the planted secret, which neither a report nor the state may show.</summary>
public abstract class SyncFaultTests
{
    private protected static SyncHost Host(Action<IServiceCollection>? configure = null, SyncHost? earlier = null) => SyncHost.Create(
        services =>
        {
            services.AddHttpRequestSteps(static options => options.Secrets[Planted.Name] = Planted.Secret);
            configure?.Invoke(services);
        },
        earlier);

    /// <summary>A sync of rows to one destination, a request at a time: in batches of this size, or a request for each row.</summary>
    private protected static SyncDefinition Rows(TestServer server, SyncSource source, int? batchSize = 10) => new()
    {
        Name = "rows",
        Source = source,
        PrimaryKey = "id",
        RateLimit = new RateLimit { Requests = 100_000, Concurrency = 1 },
        Triggers = new SyncTriggers { Added = Trigger(server, "POST", batchSize), Changed = Trigger(server, "PUT", batchSize), Removed = Trigger(server, "DELETE", batchSize) },
    };

    private protected static SyncTrigger Trigger(TestServer server, string method, int? batchSize, string? body = null) => new()
    {
        BatchSize = batchSize is { } size ? (BatchSize)size : null,
        Step = new HttpRequestStep
        {
            Method = method,
            Url = server.Url + "/rows",
            Headers = new Dictionary<string, TextList> { ["X-Planted"] = Planted.Liquid },
            Body = new JsonBody { Value = TextTree.Parse(body ?? (batchSize is null ? "\"{{ row }}\"" : "\"{{ rows }}\"")) },
            IdempotencyKey = "auto",
        },
    };

    private protected static async Task<SyncReport> RunAsync(SyncHost host, SyncDefinition definition, SyncRunOptions? options = null, CancellationToken cancellationToken = default)
    {
        var report = await host.RunAsync(definition, options, cancellationToken).WaitAsync(StepHost.Patience, CancellationToken.None);
        Planted.IsNotIn(report.ToJson());
        if (Directory.Exists(host.StateFolder))
        {
            foreach (var file in Directory.EnumerateFiles(host.StateFolder, "*", SearchOption.AllDirectories).Where(static file => Path.GetFileName(file) != "lock"))
            {
                Assert.True(File.ReadAllBytes(file).AsSpan().IndexOf("pl4nted-s3cret"u8) < 0, $"{file} shows the secret");
            }
        }

        return report;
    }

    /// <summary>The run failed or stopped, and says why.</summary>
    private protected static void Stops(SyncReport report, SyncOutcome outcome, string why)
    {
        Assert.True(report.Outcome == outcome, report.ToJson());
        Assert.Contains(why, report.Message, StringComparison.Ordinal);
    }
}
