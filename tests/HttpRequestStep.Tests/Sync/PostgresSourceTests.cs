using HttpRequestSteps.Sync;
using Npgsql;

namespace HttpRequestSteps.Tests.Sync;

/// <summary>The source <c>sql</c> against a real PostgreSQL, wired as the command line wires it.</summary>
public sealed class PostgresSourceTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static SyncHost Host() => SyncHost.Create(services => services.AddHttpRequestSyncs().AddDatabaseProvider("postgres", NpgsqlDataSource.Create));

    private SqlSource Source(string query) => new() { Provider = "postgres", ConnectionString = server.ConnectionString, Query = query };

    [PostgresFact]
    public async Task Values_come_in_their_types()
    {
        await using var host = Host();
        Assert.Equal(
            ["id=1 i=Int32:2 b=9007199254740993 n=Decimal:1.10 d=Double:2.5 t='ä' y=true z=null g=Guid:0f8fad5b-d9cb-469f-a165-70867728950e day=DateOnly:02/29/2024 ts=DateTime:2024-02-29T12:00:00.0000000Z j={\"a\": 1.50} l=[1,2] x=0x0AFF".Replace("id=1", "id=Int32:1", StringComparison.Ordinal)],
            await host.ReadAsync(Source("""
                SELECT 1 AS id, 2 AS i, 9007199254740993 AS b, 1.10 AS n, 2.5::float8 AS d, 'ä' AS t, true AS y, NULL::text AS z, '0f8fad5b-d9cb-469f-a165-70867728950e'::uuid AS g,
                       '2024-02-29'::date AS day, '2024-02-29T12:00Z'::timestamptz AS ts, '{"a":1.50}'::jsonb AS j, ARRAY[1,2] AS l, '\x0aff'::bytea AS x
                """)));
    }

    [PostgresFact]
    public async Task It_keeps_the_contract_of_sources()
    {
        var contract = new Contract(Source);
        await contract.InitializeAsync();
        try
        {
            await contract.It_gives_every_row_and_all_with_one_schema();
            await contract.Reading_it_twice_gives_the_same();
            await contract.Reading_it_twice_at_once_gives_the_same();
            await contract.An_error_never_ends_it_silently(1);
            await contract.An_error_never_ends_it_silently(1500);
            await contract.An_error_never_ends_it_silently(3000);
            await contract.A_read_can_be_cancelled();
            await contract.A_read_that_is_given_up_leaves_nothing_behind();
            await contract.An_error_half_way_sends_nothing_and_removes_nothing();
            contract.It_survives_a_round_trip();
        }
        finally
        {
            await contract.DisposeAsync();
        }
    }

    [PostgresFact]
    public async Task A_read_that_is_given_up_does_not_read_the_rest()
    {
        await using var host = Host();
        await foreach (var row in host.Rows(Source("SELECT i AS id, repeat('x', 1000) AS v FROM generate_series(1, 100000000) i")))
        {
            Assert.Equal(2, row.Count);
            break;
        }
    }

    [PostgresFact]
    public async Task A_query_under_way_is_cancelled_and_ends_in_time()
    {
        await using var host = Host();
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.ReadAsync(Source("SELECT 1 AS id, pg_sleep(60)::text AS s"), cancellation.Token));
        var late = await Assert.ThrowsAsync<RowSourceException>(() => host.ReadAsync(Source("SELECT 1 AS id, pg_sleep(60)::text AS s") with { Timeout = TimeSpan.FromMilliseconds(300) }));
        Assert.Contains("took longer than 0.3 s", late.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task No_message_holds_the_password()
    {
        await using var host = Host();
        var wrong = PostgresServer.Password + "x";
        foreach (var source in new[]
        {
            Source($"SELECT '{PostgresServer.Password}'::int AS id"),
            Source("SELECT 1 AS id") with { ConnectionString = server.ConnectionString.Replace(PostgresServer.Password, wrong, StringComparison.Ordinal) },
            Source("SELECT 1 AS id") with { ConnectionString = server.ConnectionString.Replace("Port=", "Prot=", StringComparison.Ordinal) },
            Source("SELECT 1 AS id") with { ConnectionString = $"Host=127.0.0.1;Port=1;Password={PostgresServer.Password}" },
        })
        {
            var exception = await Assert.ThrowsAsync<RowSourceException>(() => host.ReadAsync(source));
            Assert.DoesNotContain(PostgresServer.Password, exception.ToString(), StringComparison.Ordinal);
        }
    }

    [PostgresFact]
    public async Task Columns_without_a_name_are_refused()
    {
        await using var host = Host();
        Assert.Contains("column 2 of the query has no name", (await Assert.ThrowsAsync<RowSourceException>(() => host.ReadAsync(Source("SELECT 1 AS id, 1 + 1")))).Message, StringComparison.Ordinal);
        Assert.Contains("Two columns of the query have the name \"id\"", (await Assert.ThrowsAsync<RowSourceException>(() => host.ReadAsync(Source("SELECT 1 AS id, 2 AS id")))).Message, StringComparison.Ordinal);
    }

    private sealed class Contract(Func<string, SqlSource> source) : RowSourceContract
    {
        protected override void Register(HttpRequestSyncsBuilder builder) => builder.AddDatabaseProvider("postgres", NpgsqlDataSource.Create);

        protected override SyncSource Create(int rows, int? breaksAt) => source(FormattableString.Invariant($"SELECT i::int8 AS id, 'n' || (i + 0 / (i - {breaksAt ?? -1})) AS name FROM generate_series(1, {rows}) i"));
    }
}
