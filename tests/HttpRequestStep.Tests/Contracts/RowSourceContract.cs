using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Serialization;
using HttpRequestSteps.Sync;
using HttpRequestSteps.Tests.Sync;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;

namespace HttpRequestSteps.Tests;

/// <summary>What every type of source must keep, a host's own included: derive, and say how rows get into it.</summary>
public abstract class RowSourceContract : IAsyncLifetime
{
    private const int Rows = 3000;

    private SyncHost _host = null!;

    private protected SyncHost Host => _host;

    /// <summary>Registers the type with the host.</summary>
    protected virtual void Register(HttpRequestSyncsBuilder builder)
    {
    }

    /// <summary>A source with the rows <c>id</c> from 1 and <c>name</c>, <c>n1</c> and so on.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="breaksAt">The row at which it cannot be read any further; null when it can.</param>
    protected abstract SyncSource Create(int rows, int? breaksAt);

    public virtual Task InitializeAsync()
    {
        _host = SyncHost.Create(services => Register(services.AddHttpRequestSyncs()));
        return Task.CompletedTask;
    }

    public virtual async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task It_gives_every_row_and_all_with_one_schema()
    {
        var names = new List<string?>();
        RowSchema? schema = null;
        await foreach (var row in _host.Rows(Create(Rows, null)))
        {
            schema ??= row.Schema;
            Assert.Equal(schema.Columns, row.Schema.Columns);
            names.Add((string?)row["name"]);
        }

        Assert.Equal(["id", "name"], schema!.Columns);
        Assert.Equal(Enumerable.Range(1, Rows).Select(id => $"n{id}").Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Reading_it_twice_gives_the_same()
    {
        var source = Create(Rows, null);
        Assert.Equal(await _host.ReadAsync(source), await _host.ReadAsync(source));
    }

    [Fact]
    public async Task Reading_it_twice_at_once_gives_the_same()
    {
        var source = Create(Rows, null);
        var reads = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => _host.ReadAsync(source))));
        Assert.All(reads, read => Assert.Equal(reads[0], read));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(Rows / 2)]
    [InlineData(Rows)]
    public async Task An_error_never_ends_it_silently(int at)
    {
        var source = Create(Rows, at);
        await Assert.ThrowsAsync<RowSourceException>(() => _host.ReadAsync(source));
    }

    [Fact]
    public async Task A_read_can_be_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var read = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in _host.Rows(Create(Rows, null), cancellation.Token).WithCancellation(cancellation.Token))
            {
                if (++read == 10)
                {
                    await cancellation.CancelAsync();
                }
            }
        });
        Assert.InRange(read, 10, Rows - 1);
    }

    [Fact]
    public async Task A_read_that_is_given_up_leaves_nothing_behind()
    {
        var source = Create(Rows, null);
        for (var i = 0; i < 20; i++)
        {
            await foreach (var _ in _host.Rows(source))
            {
                break;
            }
        }

        Assert.Equal(Rows, (await _host.ReadAsync(source)).Length);
    }

    [Fact]
    public async Task An_error_half_way_sends_nothing_and_removes_nothing()
    {
        await using var server = await TestServer.StartAsync();
        var definition = _host.Parse(SourceReading.Sync("""{ "type": "csv", "path": "x" }""", server.Url));
        definition = definition with { Triggers = definition.Triggers with { Removed = definition.Triggers.Added } };
        var first = await _host.RunAsync(definition with { Source = Create(Rows, null) });
        Assert.Equal((SyncOutcome.Succeeded, null), (first.Outcome, first.Message));
        var seen = server.Seen.Count;
        var second = await _host.RunAsync(definition with { Source = Create(Rows, 500) });
        Assert.Equal(SyncOutcome.Failed, second.Outcome);
        Assert.NotEmpty(second.Message!);
        Assert.Equal(seen, server.Seen.Count);
        Assert.Equal(new SyncRowCounts { Read = Rows, Unchanged = Rows }, (await _host.RunAsync(definition with { Source = Create(Rows, null) })).Rows);
    }

    [Fact]
    public void It_survives_a_round_trip()
    {
        var source = Create(10, null);
        if (source is RowsSource)
        {
            return; // Only for definitions written in C#.
        }

        var definition = _host.Parse(SourceReading.Sync("""{ "type": "csv", "path": "x" }""")) with { Source = source };
        var written = _host.Reader.Write(definition);
        Assert.Equal(written, _host.Reader.Write(_host.Reader.Parse(written)));
    }

    private protected static string Lines(string head, Func<int, string> row, string tail, int rows, int? breaksAt, string broken)
    {
        var text = new StringBuilder(head);
        for (var id = 1; id <= rows; id++)
        {
            text.Append(id == breaksAt ? broken : row(id)).Append('\n');
        }

        return text.Append(tail).ToString();
    }
}

public sealed class CsvSourceContractTests : RowSourceContract
{
    protected override SyncSource Create(int rows, int? breaksAt)
    {
        Host.Write("rows.csv", Lines("id,name\n", id => $"{id},n{id}", string.Empty, rows, breaksAt, "1,2,3"));
        return new CsvSource { Path = "rows.csv" };
    }
}

public sealed class JsonLinesSourceContractTests : RowSourceContract
{
    protected override SyncSource Create(int rows, int? breaksAt)
    {
        Host.Write("rows.jsonl", Lines(string.Empty, id => $$"""{"id":{{id}},"name":"n{{id}}"}""", string.Empty, rows, breaksAt, """{"id":1,"name":"""));
        return new JsonLinesSource { Path = "rows.jsonl" };
    }
}

public sealed class JsonLinesWithColumnsContractTests : RowSourceContract
{
    protected override SyncSource Create(int rows, int? breaksAt)
    {
        Host.Write("rows.jsonl", Lines(string.Empty, id => $$"""{"name":"n{{id}}","more":[{{id}}],"id":{{id}}}""", string.Empty, rows, breaksAt, "[]"));
        return new JsonLinesSource { Path = "rows.jsonl", Columns = ["id", "name"] };
    }
}

public sealed class JsonSourceContractTests : RowSourceContract
{
    protected override SyncSource Create(int rows, int? breaksAt)
    {
        var text = Lines("""{ "meta": { "rows": [1, {}] }, "data": { "rows": [""" + "\n", id => (id == 1 ? string.Empty : ",") + $$"""{"id":{{id}},"name":"n{{id}}"}""", """], "more": [1] } }""", rows, breaksAt, """,{"id":1,"name" }""");
        Host.Write("rows.json", text);
        return new JsonSource { Path = "rows.json", Rows = "data.rows" };
    }
}

public sealed class SqliteSourceContractTests : RowSourceContract
{
    protected override SyncSource Create(int rows, int? breaksAt)
    {
        var path = Path.Combine(Host.Folder, "rows.db");
        using (var connection = new SqliteConnection($"Data Source={path};Pooling=false"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = FormattableString.Invariant($"""
                DROP TABLE IF EXISTS people;
                CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL, extra TEXT);
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows}) INSERT INTO people SELECT i, 'n' || i, CASE WHEN i = {breaksAt ?? -1} THEN 'no json' ELSE '1' END FROM n;
                """);
            command.ExecuteNonQuery();
        }

        return new SqlSource { Provider = "sqlite", ConnectionString = "Data Source=rows.db", Query = "SELECT id, CASE WHEN json(extra) = '1' THEN name END AS name FROM people ORDER BY id" };
    }
}

public sealed class RowsSourceContractTests : RowSourceContract
{
    protected override SyncSource Create(int rows, int? breaksAt) => new RowsSource(token => RowsAsync(rows, breaksAt, token));

    internal static async IAsyncEnumerable<Row> RowsAsync(int rows, int? breaksAt, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var row = new Row(new RowSchema("id", "name"));
        for (var id = 1; id <= rows; id++)
        {
            await Task.CompletedTask;
            cancellationToken.ThrowIfCancellationRequested();
            (row[0], row[1]) = id == breaksAt ? throw new RowSourceException("broken") : (id, $"n{id}");
            yield return row;
        }
    }
}

public sealed partial class HostSourceContractTests : RowSourceContract
{
    protected override void Register(HttpRequestSyncsBuilder builder) => builder.AddSource<CountingSource, CountingReader>("counting", CountingJson.Default);

    protected override SyncSource Create(int rows, int? breaksAt) => new CountingSource { Rows = rows, BreaksAt = breaksAt };

    [Fact]
    public async Task A_definition_names_it_from_end_to_end()
    {
        await using var server = await TestServer.StartAsync();
        Assert.Equal(new SyncRowCounts { Read = 3, Added = 3 }, (await Host.RunAsync(SourceReading.Sync("""{ "type": "counting", "rows": 3 }""", server.Url))).Rows);
        Assert.Equal("""[{"id":1,"name":"n1"},{"id":2,"name":"n2"},{"id":3,"name":"n3"}]""", string.Concat("[", string.Join(',', server.Last.Text.Trim('[', ']').Split("},").Select(row => row.TrimEnd('}') + "}").Order(StringComparer.Ordinal)), "]"));

        var errors = Host.Reader.Read(SourceReading.Sync("""{ "type": "counting", "rows": -1 }""")).Errors;
        Assert.Equal(("$.source.rows", "A number of rows from 0."), (errors.Single().Path, errors.Single().Message));
        Assert.Equal("$.source.row", Host.Reader.Read(SourceReading.Sync("""{ "type": "counting", "row": 1, "rows": 1 }""")).Errors.Single().Path);
    }

    internal sealed record CountingSource : SyncSource
    {
        public required int Rows { get; init; }

        public int? BreaksAt { get; init; }
    }

    internal sealed class CountingReader : IRowSource<CountingSource>
    {
        public IEnumerable<DefinitionError> Validate(CountingSource source)
        {
            if (source.Rows < 0)
            {
                yield return new DefinitionError("rows", "A number of rows from 0.");
            }
        }

        public IAsyncEnumerable<Row> ReadAsync(CountingSource source, RowSourceContext context, CancellationToken cancellationToken) =>
            RowsSourceContractTests.RowsAsync(source.Rows, source.BreaksAt, cancellationToken);
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(CountingSource))]
    internal sealed partial class CountingJson : JsonSerializerContext;
}

/// <summary>An API of pages of 100 rows. Its state is the number of its rows.</summary>
public abstract class HttpSourceContract : RowSourceContract
{
    private protected const int PageSize = 100;

    private TestServer _server = null!;
    private int _rows;
    private int? _breaksAt;

    protected abstract HttpPagination Pagination { get; }

    /// <summary>The first row of the page that is asked for, from 0.</summary>
    protected abstract int Start(HttpRequest request);

    /// <summary>How the page tells of the next one, which begins after so many rows; null when there is none.</summary>
    protected virtual string Next(HttpContext context, int? next) => "null";

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _server = await TestServer.StartAsync(AnswerAsync);
    }

    public override async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override SyncSource Create(int rows, int? breaksAt)
    {
        (_rows, _breaksAt) = (rows, breaksAt);
        return new HttpSource { Step = new HttpRequestStep { Url = _server.Url + "/rows", Query = new Dictionary<string, TextList?> { ["limit"] = "100" } }, Items = "data.items", Pagination = Pagination };
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var start = Start(context.Request);
        if (_breaksAt is { } at && at > start && at <= start + PageSize)
        {
            await TestServer.Status(500)(context);
            return;
        }

        var ids = Enumerable.Range(start + 1, Math.Max(0, Math.Min(PageSize, _rows - start)));
        var next = Next(context, start + PageSize < _rows ? start + PageSize : null);
        await TestServer.Json($$"""{ "data": { "items": [{{string.Join(',', ids.Select(id => $$"""{"id":{{id}},"name":"n{{id}}"}"""))}}] }, "next": {{next}} }""")(context);
    }

    private protected static int Number(HttpRequest request, string name) => request.Query.TryGetValue(name, out var value) ? int.Parse(value!, System.Globalization.CultureInfo.InvariantCulture) : 0;
}

public sealed class LinkPaginationContractTests : HttpSourceContract
{
    protected override HttpPagination Pagination => new LinkPagination();

    protected override int Start(HttpRequest request) => Number(request, "start");

    protected override string Next(HttpContext context, int? next)
    {
        context.Response.Headers.Link = next is null ? "</rows>; rel=\"first\"" : $"</rows>; rel=\"first\", </rows?start={next}&limit=100>; title=\"a, b; rel=x\"; rel=\"next last\"";
        return "null";
    }
}

public sealed class NextUrlPaginationContractTests : HttpSourceContract
{
    protected override HttpPagination Pagination => new NextUrlPagination { Path = "next" };

    protected override int Start(HttpRequest request) => Number(request, "start");

    protected override string Next(HttpContext context, int? next) => next is null ? "null" : $"\"http://{context.Request.Host}/rows?start={next}&limit=100\"";
}

public sealed class CursorPaginationContractTests : HttpSourceContract
{
    protected override HttpPagination Pagination => new CursorPagination { Path = "next", Parameter = "after" };

    protected override int Start(HttpRequest request) => request.Query.TryGetValue("after", out var cursor) ? int.Parse(cursor.ToString()["{{ secrets.x }}&".Length..], System.Globalization.CultureInfo.InvariantCulture) : 0;

    // A cursor is data, whatever it looks like.
    protected override string Next(HttpContext context, int? next) => next is null ? "\"\"" : $"\"{{{{ secrets.x }}}}&{next}\"";
}

public sealed class PagePaginationContractTests : HttpSourceContract
{
    protected override HttpPagination Pagination => new PagePagination { First = 0 };

    protected override int Start(HttpRequest request) => Number(request, "page") * PageSize;
}

public sealed class OffsetPaginationContractTests : HttpSourceContract
{
    protected override HttpPagination Pagination => new OffsetPagination { Parameter = "skip" };

    protected override int Start(HttpRequest request) => Number(request, "skip");
}
