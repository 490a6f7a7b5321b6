using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fluid;
using HttpRequestSteps.Sync;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Benchmarks.Syncing;

/// <summary>A first run: every row is sent, a hundred in a request, a hundred requests at once, to Kestrel on the loopback. The lanes by hand keep nothing that would survive a crash.</summary>
internal static partial class DeliveryLanes
{
    private const int BatchSize = 100;
    private const int Concurrency = 100;
    private const long WarmUpRows = 1_000_000;

    // As one would write it for a CRM that takes arrays of contacts: all ten columns, nested, some through filters.
    private const string Template = """{"contacts":[{% for row in rows %}{"id":"{{ row.id }}","properties":{"email":"{{ row.email | downcase }}","name":"{{ row.name | upcase }}","score":{{ row.score }},"active":{{ row.active }},"visits":{{ row.visits }}},"address":{"city":"{{ row.city }}","country":"{{ row.country | default: 'none' }}"},"created":"{{ row.created }}","tags":["crm","{{ row.note }}"],},{% endfor %}]}""";

    public static async Task<Lap> RunAsync(string lane, long rows, string folder)
    {
        await using var server = CreateServer();
        var received = new Received();
        server.Run(received.TakeAsync);
        await server.StartAsync();

        // A host runs its syncs again and again: what counts is code that has been compiled for speed.
        await RunAsync(lane, Math.Min(rows, WarmUpRows), server.Urls.First(), Path.Combine(folder, "warm-up"));
        var before = received.Requests;
        var lap = await RunAsync(lane, rows, server.Urls.First(), folder);
        return (received.Requests - before) * BatchSize >= rows ? lap : throw new InvalidOperationException($"Only {received.Requests - before} requests came.");
    }

    private static async Task<Lap> RunAsync(string lane, long rows, string url, string folder) => lane switch
    {
        "raw" => await LoopAsync(rows, url, Raw(rows)),
        "hand" => await LoopAsync(rows, url, ByHand),
        "naive" => await LoopAsync(rows, url, Naive()),
        "mapping" => await SyncAsync(rows, url, folder, Mapping),
        _ => await SyncAsync(rows, url, folder, new JsonTemplateBody { Template = Template }),
    };

    private static MappingBody Mapping => new()
    {
        Root = "contacts",
        Fields =
        [
            new MappingField { To = "id", From = "id" },
            new MappingField { To = "properties.email", From = "email" },
            new MappingField { To = "properties.name", From = "name" },
            new MappingField { To = "properties.score", From = "score" },
            new MappingField { To = "properties.active", From = "active" },
            new MappingField { To = "properties.visits", From = "visits" },
            new MappingField { To = "address.city", From = "city" },
            new MappingField { To = "address.country", From = "country" },
            new MappingField { To = "created", From = "created" },
            new MappingField { To = "tags[0]", Value = JsonElement.Parse("\"crm\"") },
            new MappingField { To = "tags[1]", From = "note" },
        ],
    };

    private static async Task<Lap> SyncAsync(long rows, string url, string folder, StepBody body)
    {
        await using var services = new ServiceCollection().AddHttpRequestSteps(options => options.Egress.AllowPrivateNetworks = true).Services.AddHttpRequestSyncs().Services.BuildServiceProvider();
        var definition = new SyncDefinition
        {
            Name = "rows",
            Source = new RowsSource(_ => GeneratedRows.ReadAsync(rows, isNext: false)),
            PrimaryKey = "id",
            RateLimit = new RateLimit { Requests = 1_000_000, Concurrency = Concurrency },
            Triggers = new SyncTriggers { Added = new SyncTrigger { BatchSize = BatchSize, Step = new HttpRequestStep { Method = "POST", Url = url + "/rows", Body = body } } },
        };
        var stop = Lap.Begin();
        var report = await services.GetRequiredService<ISyncEngine>().RunAsync(definition, new SyncRunOptions { StateDirectory = folder });
        return report.Outcome == SyncOutcome.Succeeded && report.Triggers["added"].Delivered == rows ? stop() : throw new InvalidOperationException(report.ToJson());
    }

    private static async Task<Lap> LoopAsync(long rows, string url, Func<Row[], HttpContent> render)
    {
        using var client = new HttpClient(new SocketsHttpHandler());
        var stop = Lap.Begin();
        await Parallel.ForEachAsync(Batches(rows), new ParallelOptions { MaxDegreeOfParallelism = Concurrency }, async (batch, cancellationToken) =>
        {
            using var content = render(batch);
            using var response = await client.PostAsync(url + "/rows", content, cancellationToken);
            response.EnsureSuccessStatusCode();
            await response.Content.CopyToAsync(Stream.Null, cancellationToken);
        });
        return stop();
    }

    private static IEnumerable<Row[]> Batches(long rows)
    {
        foreach (var ids in GeneratedRows.Ids(rows, isNext: false).Chunk(BatchSize))
        {
            yield return Array.ConvertAll(ids, id =>
            {
                var row = new Row(GeneratedRows.Schema);
                GeneratedRows.Fill(row, id, isNext: false);
                return row;
            });
        }
    }

    /// <summary>The same bytes each time, made before: what is left is the sockets, HttpClient, Kestrel and the rows.</summary>
    private static Func<Row[], HttpContent> Raw(long rows)
    {
        var body = ByHand(Batches(rows).First()).ReadAsByteArrayAsync().GetAwaiter().GetResult();
        return _ =>
        {
            var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            return content;
        };
    }

    private static ByteArrayContent ByHand(Row[] batch)
    {
        var stream = new MemoryStream(32 * 1024);
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("contacts");
            foreach (var row in batch)
            {
                writer.WriteStartObject();
                writer.WriteNumber("id", (long)row[0]!);
                writer.WriteStartObject("properties");
                writer.WriteString("email", (string)row[1]!);
                writer.WriteString("name", (string)row[2]!);
                writer.WriteNumber("score", (double)row[5]!);
                writer.WriteBoolean("active", (bool)row[6]!);
                writer.WriteNumber("visits", (long)row[7]!);
                writer.WriteEndObject();
                writer.WriteStartObject("address");
                writer.WriteString("city", (string)row[3]!);
                writer.WriteString("country", (string)row[4]!);
                writer.WriteEndObject();
                writer.WriteString("created", (DateTime)row[8]!);
                writer.WriteStartArray("tags");
                writer.WriteStringValue("crm");
                writer.WriteStringValue((string)row[9]!);
                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        var content = new ByteArrayContent(stream.GetBuffer(), 0, (int)stream.Length);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private static Func<Row[], HttpContent> Naive()
    {
        var template = new FluidParser().Parse(Template);
        var options = new TemplateOptions();
        return batch =>
        {
            var context = new TemplateContext(options);
            context.SetValue("rows", batch.Select(row => row.ToDictionary(column => column.Key, column => column.Value)).ToArray());
            return new StringContent(TrailingCommas().Replace(template.Render(context), "$1"), Encoding.UTF8, "application/json");
        };
    }

    // Nothing that watches files: those of the state change all the time.
    private static WebApplication CreateServer()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        return builder.Build();
    }

    [GeneratedRegex(@",\s*([\]}])")]
    private static partial Regex TrailingCommas();

    private sealed class Received
    {
        private long _requests;

        public long Requests => Interlocked.Read(ref _requests);

        public async Task TakeAsync(HttpContext context)
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            Interlocked.Increment(ref _requests);
        }
    }
}
