using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Threading.RateLimiting;
using HttpRequestSteps.Sync;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HttpRequestSteps.Benchmarks.Syncing;

/// <summary>What a rate limit is worth at the receiver: a server that notes when each request arrives, and a hundred workers that send what they are let. Not a benchmark of time: <c>dotnet run -c Release -- sync-limits</c>.</summary>
internal static class SyncLimitsLane
{
    public const string Name = "sync-limits";

    private const int Rate = 1000;
    private const int Workers = 100;
    private const int Seconds = 6;

    public static async Task RunAsync()
    {
        var arrivals = new ConcurrentQueue<long>();
        await using var server = await StartAsync(arrivals);
        Console.WriteLine("| limiter | utilisation | most arrivals in any second | in any 100 ms |");
        Console.WriteLine("|---|---:|---:|---:|");
        for (var run = 1; run <= 3; run++)
        {
            var bucket = new TokenBucketRateLimiterOptions { TokenLimit = Rate, TokensPerPeriod = Rate, ReplenishmentPeriod = TimeSpan.FromSeconds(1), QueueLimit = int.MaxValue };
            await LaneAsync("TokenBucketRateLimiter of .NET", new TokenBucketRateLimiter(bucket));
            await LaneAsync("a connection's: exact where granted", new ExactRateLimiter([new(Rate, TimeSpan.FromSeconds(1))], TimeProvider.System));
            await LaneAsync("a sync's: exact where it arrives", SyncLimiters.Create([new RateLimit { Requests = Rate }], TimeProvider.System));
            await SyncAsync();
        }

        async Task LaneAsync(string name, RateLimiter limiter)
        {
            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = Workers });
            await Task.WhenAll(Enumerable.Range(0, Workers).Select(async _ => (await client.GetAsync(server.Urls.First())).Dispose()));
            arrivals.Clear();
            var end = Stopwatch.GetTimestamp() + (Seconds * Stopwatch.Frequency);
            await Task.WhenAll(Enumerable.Range(0, Workers).Select(async _ =>
            {
                while (Stopwatch.GetTimestamp() < end)
                {
                    using var lease = await limiter.AcquireAsync();
                    using var response = await client.GetAsync(server.Urls.First());
                }
            }));
            limiter.Dispose();
            Report(name, [.. arrivals]);
        }

        async Task SyncAsync()
        {
            var services = new ServiceCollection();
            services.AddHttpRequestSteps(options => options.Egress.AllowPrivateNetworks = true);
            services.AddHttpRequestSyncs();
            await using var provider = services.BuildServiceProvider();
            var folder = Directory.CreateTempSubdirectory("sync-limits-");
            try
            {
                await File.WriteAllLinesAsync(Path.Combine(folder.FullName, "rows.csv"), Enumerable.Range(0, Rate * Seconds).Select(id => $"{id},n{id}").Prepend("id,name"));
                var definition = provider.GetRequiredService<SyncReader>().Parse($$$"""
                    {
                      "name": "limits", "source": { "type": "csv", "path": "rows.csv" }, "primaryKey": "id",
                      "triggers": { "added": { "step": { "method": "PUT", "url": "{{{server.Urls.First()}}}/{{ row.id }}", "body": { "type": "json", "value": { "name": "{{ row.name }}" } } } } }
                    }
                    """);
                arrivals.Clear();
                var report = await provider.GetRequiredService<ISyncEngine>().RunAsync(definition, new SyncRunOptions { BaseDirectory = folder.FullName, StateDirectory = Path.Combine(folder.FullName, "state") });
                Report($"a whole sync ({report.Outcome})", [.. arrivals]);
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }
    }

    private static async Task<WebApplication> StartAsync(ConcurrentQueue<long> arrivals)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.Run(async context =>
        {
            arrivals.Enqueue(Stopwatch.GetTimestamp());
            await context.Request.Body.CopyToAsync(Stream.Null);
        });
        await server.StartAsync();
        return server;
    }

    private static void Report(string name, long[] arrivals)
    {
        Array.Sort(arrivals);
        var took = Stopwatch.GetElapsedTime(arrivals[0], arrivals[^1]).TotalSeconds;
        var used = (arrivals.Length - 1) / took / Rate;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {used:P1} | {Most(arrivals, Stopwatch.Frequency)} | {Most(arrivals, Stopwatch.Frequency / 10)} |"));
    }

    private static int Most(long[] arrivals, long window)
    {
        var (most, first) = (0, 0);
        for (var last = 0; last < arrivals.Length; last++)
        {
            while (arrivals[last] - arrivals[first] >= window)
            {
                first++;
            }

            most = Math.Max(most, last - first + 1);
        }

        return most;
    }
}
