using System.Globalization;
using System.Net;
using System.Text.Json;
using HttpRequestSteps.Sync;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace HttpRequestSteps.Tests.Sync;

/// <summary>
/// Random histories: rows come, change and go, the destination takes, refuses, fails and lies about it, and runs break off anywhere.
/// Whatever happened, one good run later the destination holds what the source holds. A failing history is named by its seed.
/// </summary>
public sealed class SyncHistoryPropertyTests
{
    private const int Runs = 8;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, int.Parse(Environment.GetEnvironmentVariable("SYNC_HISTORIES") ?? "60", CultureInfo.InvariantCulture))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task After_any_history_one_good_run_makes_the_destination_what_the_source_is(int seed)
    {
        var random = new Random(seed);
        var destination = new Destination(random);
        var probe = new BreakingProbe(random);
        await using var host = SyncHost.Create(services =>
        {
            services.AddSingleton<SyncProbe>(probe);
            services.AddSingleton<Chance>(new NoWait());
            services.AddHttpClient(StepClient.Name).ConfigurePrimaryHttpMessageHandler(() => destination);
        });
        var source = new Dictionary<int, string>();
        var definition = Definition(random, source);
        for (var run = 0; run < Runs; run++)
        {
            Change(source, random, run);
            destination.IsFaulty = true;
            probe.IsArmed = random.Next(3) == 0;
            await host.RunAsync(definition);
            probe.IsArmed = false;
        }

        destination.IsFaulty = false;
        var last = await host.RunAsync(definition);
        Assert.True(last.Outcome == SyncOutcome.Succeeded, $"seed {seed}: {last.ToJson()}");
        Assert.Equal(0, last.PendingRows);
        Assert.Equal(Sorted(source), Sorted(destination.Model));
        Assert.Equal(0, (await host.RunAsync(definition)).Requests.Sent);
        Assert.Equal(destination.Bodies.Count, destination.Bodies.Select(body => body.Key).Distinct().Count());
    }

    private static IEnumerable<KeyValuePair<int, string>> Sorted(IEnumerable<KeyValuePair<int, string>> rows) => rows.OrderBy(row => row.Key);

    private static SyncDefinition Definition(Random random, Dictionary<int, string> source)
    {
        BatchSize? batch = random.Next(3) switch { 0 => null, 1 => 3, _ => 10 };
        SyncTrigger Trigger(string method) => new()
        {
            BatchSize = batch,
            Step = new HttpRequestStep { Method = method, Url = "http://destination.test/rows", Body = new JsonBody { Value = TextTree.Parse(batch is null ? "\"{{ row }}\"" : "\"{{ rows }}\"") }, IdempotencyKey = "auto" },
        };
        return new SyncDefinition
        {
            Name = "rows",
            Source = new RowsSource(token => TestRows.Async(source.Select(row => new Row(TestRows.Contact, row.Key, row.Value, "x")), token)),
            PrimaryKey = "id",
            RateLimit = new RateLimit { Requests = 1_000_000, Concurrency = random.Next(1, 4) },
            Triggers = new SyncTriggers { Added = Trigger("POST"), Changed = Trigger("PUT"), Removed = Trigger("DELETE") },
            Guard = new SyncGuard { MaxRemoved = RemovedLimit.Rows(1000) },
            Errors = new SyncErrors { Attempts = random.Next(1, 3) },
        };
    }

    private static void Change(Dictionary<int, string> source, Random random, int run)
    {
        for (var changes = random.Next(1, 15); changes > 0; changes--)
        {
            var id = random.Next(1, 25);
            switch (random.Next(4))
            {
                case 0 when source.Count > 1:
                    source.Remove(id);
                    break;
                case 1:
                    // Back to what it may have been before.
                    source[id] = "v" + random.Next(0, run + 1).ToString(CultureInfo.InvariantCulture);
                    break;
                default:
                    source[id] = "v" + run.ToString(CultureInfo.InvariantCulture);
                    break;
            }
        }
    }

    /// <summary>Takes rows or not, and tells the truth or not.</summary>
    private sealed class Destination(Random random) : HttpMessageHandler
    {
        private readonly Lock _lock = new();

        public bool IsFaulty { get; set; }

        public Dictionary<int, string> Model { get; } = [];

        /// <summary>Every body with the key it came with.</summary>
        public HashSet<KeyValuePair<string, string>> Bodies { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var text = await request.Content!.ReadAsStringAsync(cancellationToken);
            lock (_lock)
            {
                Bodies.Add(new(request.Headers.GetValues("Idempotency-Key").Single(), text));
                var (takes, status) = IsFaulty ? Whim(request.Method) : (true, 200);
                if (takes)
                {
                    Apply(request.Method, JsonElement.Parse(text));
                }

                return status > 0 ? new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent("{}") } : throw new HttpRequestException(HttpRequestError.ResponseEnded);
            }
        }

        private (bool Takes, int Status) Whim(HttpMethod method) => random.Next(12) switch
        {
            0 => (false, 422),
            1 => (false, 500),
            2 => (true, 500),
            3 => (true, 0),
            4 => (false, 0),
            5 => (false, 413),

            // To a removal it says that the row is gone, and that is true.
            6 => (method == HttpMethod.Delete, 404),
            _ => (true, 200),
        };

        private void Apply(HttpMethod method, JsonElement json)
        {
            JsonElement[] rows = json.ValueKind == JsonValueKind.Array ? [.. json.EnumerateArray()] : [json];
            foreach (var row in rows)
            {
                var id = row.GetProperty("id").GetInt32();
                if (method == HttpMethod.Delete)
                {
                    Model.Remove(id);
                }
                else
                {
                    Model[id] = row.GetProperty("name").GetString()!;
                }
            }
        }
    }

    /// <summary>Breaks a run off at a random point, as if the process had ended there: what it would still have done is not done.</summary>
    private sealed class BreakingProbe(Random random) : SyncProbe
    {
        private int _left;

        public bool IsArmed
        {
            set => _left = value ? random.Next(1, 60) : 0;
        }

        public override void Reach(SyncPoint point)
        {
            if (Volatile.Read(ref _left) > 0 && Interlocked.Decrement(ref _left) == 0)
            {
                throw new IOException("the process ends here");
            }
        }
    }
}
