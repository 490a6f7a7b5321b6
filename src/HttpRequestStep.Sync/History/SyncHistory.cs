using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace HttpRequestSteps.Sync;

/// <summary>What the state of a sync tells: its runs, the rows that could not be delivered, and the last requests with their answers. Can be read while a run is under way.</summary>
public sealed class SyncHistory : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly string _directory;
    private readonly string _sync;

    private SyncHistory(SqliteConnection connection, string directory, string sync)
    {
        _connection = connection;
        _directory = directory;
        _sync = sync;
    }

    /// <summary>Opens the history of a sync.</summary>
    /// <param name="stateDirectory">The folder that holds the state of syncs.</param>
    /// <param name="sync">The name of the sync.</param>
    /// <exception cref="DirectoryNotFoundException">The sync has no state there.</exception>
    /// <exception cref="CorruptStateException">The state is damaged.</exception>
    public static SyncHistory Open(string stateDirectory, string sync)
    {
        ArgumentException.ThrowIfNullOrEmpty(stateDirectory);
        ArgumentException.ThrowIfNullOrEmpty(sync);
        var directory = Path.Combine(Path.GetFullPath(stateDirectory), sync);
        var file = Path.Combine(directory, "state.db");
        if (!File.Exists(file))
        {
            throw new DirectoryNotFoundException($"There is no state of a sync \"{sync}\" in {stateDirectory}: it has not run yet, or its state is elsewhere.");
        }

        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ConnectionString);
        try
        {
            connection.Open();
            using var command = new SqliteCommand("pragma query_only = true; select count(*) from run", connection);
            command.ExecuteScalar();
            return new SyncHistory(connection, directory, sync);
        }
        catch (SqliteException exception)
        {
            connection.Dispose();
            throw LedgerFailures.Of(exception, directory);
        }
    }

    /// <summary>The last runs, the newest first.</summary>
    public IReadOnlyList<SyncRunSummary> Runs(int limit = 20) => Read(
        "select number, id, state, outcome, started, ended, message, rows, counters from run order by number desc limit $limit",
        reader =>
        {
            var counters = Json(reader, 8, StateJsonContext.Default.RunCounters) ?? new RunCounters();
            return new SyncRunSummary
            {
                Number = reader.GetInt64(0),
                RunId = reader.GetString(1),
                IsOver = reader.GetString(2) is RunStates.Finished or RunStates.Abandoned,
                Outcome = Text(reader, 3) is { } outcome ? Enum.Parse<SyncOutcome>(outcome, ignoreCase: true) : null,
                Started = Time(reader.GetString(4)),
                Ended = Text(reader, 5) is { } ended ? Time(ended) : null,
                Message = Text(reader, 6),
                Rows = Json(reader, 7, StateJsonContext.Default.SyncRowCounts) ?? new SyncRowCounts(),
                Added = counters.Added.ToCounts(),
                Changed = counters.Changed.ToCounts(),
                Removed = counters.Removed.ToCounts(),
                Requests = new SyncRequestCounts { Sent = counters.Sent, Retries = counters.Retries },
            };
        },
        ("$limit", limit));

    /// <summary>The rows that are not delivered, the last failed first.</summary>
    public IReadOnlyList<SyncFailedRow> FailedRows(int limit = 100) => Read(
        "select key, change, state, status, error, attempts, first_at, last_at, given_up, attempted_row, attempted_schema from failed_row order by last_at desc, key limit $limit",
        reader => new SyncFailedRow
        {
            Key = reader.GetString(0),
            Change = (ChangeKind)reader.GetInt32(1),
            State = Enum.Parse<SyncRowState>(((RowState)reader.GetInt32(2)).ToString()),
            StatusCode = reader.IsDBNull(3) ? null : reader.GetInt32(3),
            Error = Text(reader, 4),
            Attempts = reader.GetInt32(5),
            FirstFailed = Time(reader.GetString(6)),
            LastFailed = Time(reader.GetString(7)),
            IsGivenUp = reader.GetInt32(8) != 0,
            Row = reader.IsDBNull(9) ? null : Decode(reader.GetFieldValue<byte[]>(9), reader.GetInt32(10)),
        },
        ("$limit", limit));

    /// <summary>How many rows are not delivered.</summary>
    public long CountFailedRows() => Read("select count(*) from failed_row", static reader => reader.GetInt64(0))[0];

    /// <summary>The last requests with their answers, the newest first; secrets redacted, bodies cut after 64 KiB. Of each run the first twenty that succeeded and the first two hundred that failed are kept, and of all these the last hundred.</summary>
    public IReadOnlyList<SyncRequest> Requests(int limit = 20) => Read(
        "select run, at, change, rows, keys, method, url, request_headers, request_body, status, outcome, error, response_headers, response_body, duration_ms from request_log order by id desc limit $limit",
        static reader => new SyncRequest
        {
            Run = reader.GetInt64(0),
            At = Time(reader.GetString(1)),
            Change = (ChangeKind)reader.GetInt32(2),
            Rows = reader.GetInt32(3),
            Keys = Text(reader, 4),
            Method = Text(reader, 5),
            Url = Text(reader, 6),
            RequestHeaders = Lines(reader, 7),
            RequestBody = Text(reader, 8),
            StatusCode = reader.IsDBNull(9) ? null : reader.GetInt32(9),
            Outcome = reader.GetString(10),
            Error = Text(reader, 11),
            ResponseHeaders = Lines(reader, 12),
            ResponseBody = Text(reader, 13),
            DurationMs = reader.GetDouble(14),
        },
        ("$limit", limit));

    /// <summary>Lets the next run try the rows again that were given up.</summary>
    /// <returns>How many rows the next run tries again.</returns>
    /// <exception cref="SyncBusyException">A run is under way.</exception>
    public long Retry()
    {
        using var state = SyncState.Open(_directory, _sync, TimeProvider.System, new SyncProbe());
        return state.RetryFailedRows();
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private Dictionary<string, object?> Decode(byte[] row, int schema)
    {
        var columns = Read("select columns from row_schema where id = $id", static reader => reader.GetString(0), ("$id", schema))[0];
        return new RowCodec(new RowSchema(JsonSerializer.Deserialize(columns, StateJsonContext.Default.StringArray)!)).Decode(row).ToDictionary(column => column.Key, column => column.Value);
    }

    private List<T> Read<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
#pragma warning disable CA2100 // Every statement is a constant of this class.
        using var command = new SqliteCommand(sql, _connection);
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        try
        {
            var rows = new List<T>();
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                rows.Add(read(reader));
            }

            return rows;
        }
        catch (Exception exception)
        {
            throw LedgerFailures.Of(exception, _directory);
        }
    }

    private static T? Json<T>(SqliteDataReader reader, int column, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class => reader.IsDBNull(column) ? null : JsonSerializer.Deserialize(reader.GetString(column), type);

    private static string? Text(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static string[] Lines(SqliteDataReader reader, int column) => Text(reader, column)?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
