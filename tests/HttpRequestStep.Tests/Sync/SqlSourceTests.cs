using HttpRequestSteps.Sync;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace HttpRequestSteps.Tests.Sync;

public sealed class SqlSourceTests : IAsyncDisposable
{
    private const string Password = "s3cret-of-the-database";

    private readonly SyncHost _host;

    public SqlSourceTests()
    {
        _host = SyncHost.Create(services => services.AddHttpRequestSteps(options => options.Secrets = new Dictionary<string, string> { ["db"] = "Data Source=f.db", ["bad"] = $"Data Source=f.db;Passwort={Password}" }));
    }

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_host.Folder, "f.db")};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A test's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static string Source(string query, string more = "") => $$"""{ "type": "sql", "provider": "sqlite", "connectionString": "Data Source=f.db", "query": "{{query}}"{{more}} }""";

    [Fact]
    public async Task Values_come_as_the_database_has_them()
    {
        Execute("CREATE TABLE t (id INTEGER, v); INSERT INTO t VALUES (1, 'text'), (2, 2), (3, 2.5), (4, NULL), (5, x'0AFF'), (6, '2'), (7, 9007199254740993)");
        Assert.Equal(
            ["id=1 v='text'", "id=2 v=2", "id=3 v=Double:2.5", "id=4 v=null", "id=5 v=0x0AFF", "id=6 v='2'", "id=7 v=9007199254740993"],
            await _host.ReadAsync(Source("SELECT id, v FROM t ORDER BY id")));
    }

    [Fact]
    public async Task What_a_table_of_SQLite_says_of_its_columns_binds_no_value()
    {
        Execute("CREATE TABLE t (id INTEGER PRIMARY KEY, j json, b BOOLEAN, d DATE); INSERT INTO t VALUES (1, 'no json', 1, '2024-02-29'), (2, '[1]', 'yes', 5)");
        Assert.Equal(["id=1 j='no json' b=1 d='2024-02-29'", "id=2 j='[1]' b='yes' d=5"], await _host.ReadAsync(Source("SELECT * FROM t")));
    }

    [Theory]
    [InlineData("SELECT 1 AS id, 2 AS id", "Two columns of the query have the name \"id\"")]
    [InlineData("SELECT 1 AS \\\"\\\"", "The column 1 of the query has no name")]
    [InlineData("CREATE TEMP TABLE x (a)", "The query returns no rows: a SELECT is needed.")]
    [InlineData("SELECT x FROM nowhere", "The query failed: SQLite Error 1: 'no such table: nowhere'")]
    [InlineData("DELETE FROM t", "The query failed: SQLite Error 8: 'attempt to write a readonly database'")]
    public async Task A_query_that_does_not_hold_is_an_error(string query, string message)
    {
        Execute("CREATE TABLE t (id)");
        Assert.StartsWith(message, await _host.FailureAsync(Source(query)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_an_error_and_is_not_made()
    {
        Assert.Contains("There is no such SQLite file as the connection string names. It was looked for in", await _host.FailureAsync(Source("SELECT 1 AS id")), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_host.Folder, "f.db")));
    }

    [Theory]
    [InlineData("shop.db", "where it is the path of a file, write Filename=FILE.")]
    [InlineData("Data Sauce=shop.db", "expected Filename=FILE")]
    public async Task A_connection_string_that_is_none_is_told_and_not_quoted(string connectionString, string message)
    {
        var told = await _host.FailureAsync($$"""{ "type": "sql", "provider": "sqlite", "connectionString": "{{connectionString}}", "query": "SELECT 1 AS id" }""");
        Assert.Contains(message, told, StringComparison.Ordinal);
        Assert.DoesNotContain("shop", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_string_may_be_a_secret()
    {
        Execute("CREATE TABLE t (id)");
        Assert.Equal(["id=1"], await _host.ReadAsync(Source("SELECT 1 AS id").Replace("\"Data Source=f.db\"", "\"{{ secrets.db }}\"", StringComparison.Ordinal)));
        Assert.Equal(["id=1"], await _host.ReadAsync(Source("SELECT 1 AS id").Replace("\"Data Source=f.db\"", """{ "value": "Data Source=f.db", "secret": true }""", StringComparison.Ordinal)));
        Assert.Contains("The secret \"dbb\" is not known", await _host.FailureAsync(Source("SELECT 1 AS id").Replace("Data Source=f.db", "{{ secrets.dbb }}", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{ secrets.bad }}")]
    [InlineData($"Data Source=f.db;{Password}")]
    [InlineData($"Data Source=/nowhere/{Password}/f.db")]
    [InlineData($"Data Source=f.db;Password={Password}")]
    public async Task No_message_says_how_the_database_is_reached(string connectionString)
    {
        var report = await _host.RunAsync(SourceReading.Sync(Source($"SELECT id, '{Password}' FROM nowhere").Replace("Data Source=f.db", connectionString, StringComparison.Ordinal)));
        Assert.Equal(SyncOutcome.Failed, report.Outcome);
        Assert.DoesNotContain(Password, report.ToJson(), StringComparison.Ordinal);
        Assert.DoesNotContain("Data Source", report.ToJson(), StringComparison.Ordinal);
        Assert.DoesNotContain("Data Source", new SqlSource { Provider = "sqlite", ConnectionString = "Data Source=x", Query = "x" }.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_that_takes_too_long_ends()
    {
        Execute("CREATE TABLE t (id)");
        const string endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) AS id FROM n";
        Assert.Equal("The query took longer than 0.2 s (\\\"timeout\\\").".Replace("\\", string.Empty, StringComparison.Ordinal), await _host.FailureAsync(Source(endless, """, "timeout": 0.2 """)));
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var source = _host.Parse(SourceReading.Sync(Source(endless))).Source;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Run(() => _host.ReadAsync(source, cancellation.Token)));
    }

    [Theory]
    [InlineData("""{ "type": "sql", "provider": "sqlit", "connectionString": "x", "query": "x" }""", "$.source.provider", "Unknown database \"sqlit\"; did you mean \"sqlite\". Known: \"sqlite\".")]
    [InlineData("""{ "type": "sql", "provider": "sqlite", "query": "x" }""", "$.source.connectionString", "A connection string is needed for \"sqlite\".")]
    [InlineData("""{ "type": "sql", "provider": "sqlite", "connectionString": "x", "query": " " }""", "$.source.query", "A query is needed.")]
    [InlineData("""{ "type": "sql", "provider": "sqlite", "connectionString": "{{ secrets.db", "query": "x" }""", "$.source.connectionString", "The template does not parse")]
    [InlineData("""{ "type": "sql", "provider": "sqlite", "connectionString": "x", "query": "x", "timeout": 0 }""", "$.source.timeout", "A time above zero is needed")]
    public void What_does_not_hold_is_told_at_its_place(string source, string path, string message)
    {
        var error = Assert.Single(_host.Reader.Read(SourceReading.Sync(source)).Errors);
        Assert.Equal(path, error.Path);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_adds_databases_of_its_own()
    {
        var path = Path.Combine(_host.Folder, "f.db");
        Execute("CREATE TABLE t (id)");
        await using var database = SqliteFactory.Instance.CreateDataSource($"Data Source={path};Pooling=false");
        await using var host = SyncHost.Create(services => services.AddHttpRequestSyncs()
            .AddDatabase("warehouse", database)
            .AddDatabase("found", _ => database)
            .AddDatabaseProvider("lite", text => SqliteFactory.Instance.CreateDataSource($"{text};Pooling=false")));
        Assert.Equal(["id=1"], await host.ReadAsync("""{ "type": "sql", "provider": "warehouse", "query": "SELECT 1 AS id" }"""));
        Assert.Equal(["id=1"], await host.ReadAsync("""{ "type": "sql", "provider": "found", "query": "SELECT 1 AS id" }"""));
        Assert.Equal(["id=1"], await host.ReadAsync(new SqlSource { Provider = "lite", ConnectionString = $"Data Source={path}", Query = "SELECT 1 AS id" }));
        var error = Assert.Single(host.Reader.Read(SourceReading.Sync("""{ "type": "sql", "provider": "warehouse", "connectionString": "x", "query": "SELECT 1" }""")).Errors);
        Assert.Equal("$.source.connectionString", error.Path);
    }

    [Fact]
    public void The_command_line_knows_postgres()
    {
        using var host = HttpRequestSteps.Cli.StepHost.Create([], new Dictionary<string, string>(), allowPrivate: false, state: ".httpstep");
        Assert.Empty(host.SyncReader.Read(SourceReading.Sync("""{ "type": "sql", "provider": "postgres", "connectionString": "Host=h", "query": "SELECT 1 AS id" }""")).Errors);
    }

    [Fact]
    public async Task Two_databases_of_one_name_are_refused()
    {
        await using var host = SyncHost.Create(services => services.AddHttpRequestSyncs().AddDatabaseProvider("sqlite", SqliteFactory.Instance.CreateDataSource));
        Assert.Contains("\"sqlite\" is registered twice", Assert.Throws<InvalidOperationException>(() => host.Engine).Message, StringComparison.Ordinal);
    }
}
