using HttpRequestSteps.Sync;
using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Tests.Sync;

/// <summary>A sync that tells a destination all three kinds of changes at one address, and a host that runs it without waiting between attempts.</summary>
internal static class Upserting
{
    public static SyncHost Host() => SyncHost.Create(services => services.AddSingleton<Chance>(new NoWait()));

    public static SyncDefinition Upserts(TestServer server, SyncSource source, BatchSize? batchSize = null) => new()
    {
        Name = "rows",
        Source = source,
        PrimaryKey = "id",
        Triggers = new SyncTriggers
        {
            Added = new SyncTrigger { BatchSize = batchSize, Step = Step(server, "POST", batchSize is null) },
            Changed = new SyncTrigger { BatchSize = batchSize, Step = Step(server, "PUT", batchSize is null) },
            Removed = new SyncTrigger { BatchSize = batchSize, Step = Step(server, "DELETE", batchSize is null) },
        },
    };

    public static HttpRequestStep Step(TestServer server, string method, bool isSingle) => new()
    {
        Method = method,
        Url = server.Url + "/rows",
        Body = new JsonBody { Value = TextTree.Parse(isSingle ? "\"{{ row }}\"" : "\"{{ rows }}\"") },
    };
}

/// <summary>Chance makes every wait between attempts zero.</summary>
internal sealed class NoWait : Chance
{
    public override double NextDouble() => 0;
}
