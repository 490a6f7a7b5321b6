using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace HttpRequestSteps.Sync;

/// <summary>The state of one sync in one folder: the ledger, the snapshot and the plan of the run. One process holds it at a time, and each opening has a number that every write carries.</summary>
internal sealed class SyncState : IDisposable
{
    private const string LedgerFile = "state.db";

    private readonly StateLock _lock;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);
    private readonly long _epoch;
    private readonly TimeProvider _time;
    private SqliteTransaction? _transaction;

    private SyncState(string directory, StateLock stateLock, SqliteConnection connection, TimeProvider time, SyncProbe probe)
    {
        Directory = directory;
        _lock = stateLock;
        Connection = connection;
        _time = time;
        Probe = probe;
        Create();
        _epoch = NextEpoch();
    }

    public string Directory { get; }

    public SyncProbe Probe { get; }

    /// <summary>The secret that the hashes of rows begin with.</summary>
    public long Seed { get; private set; }

    private SqliteConnection Connection { get; }

    /// <summary>Opens the state of a sync, or begins it.</summary>
    /// <exception cref="SyncBusyException">Another process holds it.</exception>
    /// <exception cref="CorruptStateException">It is damaged, or of a newer version.</exception>
    public static SyncState Open(string directory, string sync, TimeProvider time, SyncProbe probe)
    {
        Disk.CreateFolder(directory);
        var stateLock = StateLock.Take(directory, sync);
        CheckLedger(directory, stateLock);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(directory, LedgerFile), Pooling = false }.ConnectionString);
        try
        {
            connection.Open();
            return new SyncState(directory, stateLock, connection, time, probe);
        }
        catch (Exception exception)
        {
            connection.Dispose();
            stateLock.Dispose();
            throw LedgerFailures.Of(exception, directory);
        }
    }

    /// <summary>A folder with rows in it and no ledger is no new one: to take it for that would send every row again, and no removal.</summary>
    private static void CheckLedger(string directory, StateLock stateLock)
    {
        if (new FileInfo(Path.Combine(directory, LedgerFile)) is not { Exists: true, Length: > 0 } && System.IO.Directory.EnumerateFiles(directory, "snapshot-*").Any())
        {
            stateLock.Dispose();
            throw new CorruptStateException($"The ledger of the sync in {directory} is missing or empty, and the rows that were delivered are there. Restore the folder from a backup, or delete it to begin anew.");
        }
    }

    public string PathOf(string file) => Path.Combine(Directory, file);

    /// <summary>Does what belongs together, or nothing of it.</summary>
    /// <exception cref="SyncBusyException">Another process has taken the state over.</exception>
    public void Write(Action write)
    {
        if (_transaction is not null)
        {
            write();
            return;
        }

        try
        {
            using var transaction = _transaction = Connection.BeginTransaction(deferred: false);
            CheckEpoch();
            write();
            transaction.Commit();
        }
        catch (SqliteException exception)
        {
            throw LedgerFailures.Of(exception, Directory);
        }
        finally
        {
            _transaction = null;
        }
    }

    public void Dispose()
    {
        foreach (var command in _commands.Values)
        {
            command.Dispose();
        }

        Connection.Dispose();
        _lock.Dispose();
    }

    /// <summary>The run that was interrupted after its plan was sealed; older ones that were not are abandoned.</summary>
    public RunRecord? FindSealed()
    {
        Write(() => Execute("update run set state = 'abandoned', outcome = coalesce(outcome, 'failed'), ended = coalesce(ended, $now), message = coalesce(message, 'It ended before its plan was complete; nothing was sent.') where state = 'reading'", ("$now", Now())));
        return QueryRun("state = 'sealed'");
    }

    /// <summary>The run whose snapshot counts.</summary>
    public RunRecord? FindDelivered() => QueryRun("number = (select value from meta where name = 'snapshot')");

    public RunRecord BeginRun(string definition)
    {
        var run = new RunRecord { Number = Number("select coalesce(max(number), 0) + 1 from run"), Id = Guid.CreateVersion7(_time.GetUtcNow()).ToString("N"), State = RunStates.Reading, Definition = definition, Started = _time.GetUtcNow() };
        run = run with { Snapshot = string.Create(CultureInfo.InvariantCulture, $"snapshot-{run.Number}"), Plan = string.Create(CultureInfo.InvariantCulture, $"plan-{run.Number}") };
        Write(() => Execute(
            "insert into run(number, id, state, started, definition, snapshot, plan) values($number, $id, $state, $started, $definition, $snapshot, $plan)",
            ("$number", run.Number), ("$id", run.Id), ("$state", run.State), ("$started", Text(run.Started)), ("$definition", definition), ("$snapshot", run.Snapshot), ("$plan", run.Plan)));
        return run;
    }

    /// <summary>From here on requests may be sent, and the plan is kept until every row of it has its outcome.</summary>
    public void Seal(RunRecord run) => Write(() => Execute(
        """
        update run set state = 'sealed', row_schema = $schema, key_kinds = $kinds, compared = $compared, duplicates = $duplicates, batches = $batches, rows = $rows, counters = $counters
        where number = $number
        """,
        ("$number", run.Number), ("$schema", run.Schema), ("$kinds", run.KeyKinds), ("$compared", JsonSerializer.Serialize(run.Compared, StateJsonContext.Default.StringArray)), ("$duplicates", (int)run.Duplicates),
        ("$batches", run.Batches), ("$rows", JsonSerializer.Serialize(run.Rows, StateJsonContext.Default.SyncRowCounts)), ("$counters", Json(run.Counters))));

    /// <summary>A run that ends without having sent anything, or anything that counts.</summary>
    public void Abandon(RunRecord run, SyncOutcome outcome, string message) => Write(() =>
    {
        Execute(
            "update run set state = 'abandoned', outcome = $outcome, ended = $now, message = $message, rows = $rows where number = $number",
            ("$number", run.Number), ("$outcome", Name(outcome)), ("$now", Now()), ("$message", message), ("$rows", JsonSerializer.Serialize(run.Rows, StateJsonContext.Default.SyncRowCounts)));
        Execute("delete from piece where run = $number", ("$number", run.Number));
        Execute("update failed_row set settled_run = null where settled_run = $number", ("$number", run.Number));
    });

    /// <summary>The rows of the run are now the rows as last delivered, but for those that failed.</summary>
    public void Finish(RunRecord run, SyncOutcome outcome, string? message) => Write(() =>
    {
        Execute("update run set state = 'finished', outcome = $outcome, ended = $now, message = $message where number = $number", ("$number", run.Number), ("$outcome", Name(outcome)), ("$now", Now()), ("$message", message));
        Execute("insert into meta(name, value) values('snapshot', $number) on conflict(name) do update set value = excluded.value", ("$number", run.Number));
        Execute("delete from piece where run = $number", ("$number", run.Number));
        Execute("delete from failed_row where settled_run = $number", ("$number", run.Number));
        Execute("update run set counters = $counters where number = $number", ("$number", run.Number), ("$counters", Json(run.Counters)));
        Probe.Reach(SyncPoint.Finishing);
    });

    /// <summary>What a run that is not over has come to.</summary>
    public void Note(RunRecord run, SyncOutcome outcome, string? message) => Write(() => Execute(
        "update run set outcome = $outcome, message = $message where number = $number", ("$number", run.Number), ("$outcome", Name(outcome)), ("$message", message)));

    /// <summary>Deletes the files that no run needs any more.</summary>
    public void DeleteOrphans()
    {
        var needed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var run in new[] { FindDelivered(), QueryRun("state in ('sealed', 'reading')") })
        {
            needed.Add(run?.Snapshot ?? string.Empty);
            needed.Add(run?.State == RunStates.Finished ? string.Empty : run?.Plan ?? string.Empty);
        }

        foreach (var file in System.IO.Directory.EnumerateFiles(Directory))
        {
            var name = Path.GetFileName(file);
            if ((name.StartsWith("snapshot-", StringComparison.Ordinal) || name.StartsWith("plan-", StringComparison.Ordinal)) && !needed.Contains(name))
            {
                File.Delete(file);
            }
        }
    }

    /// <summary>The number of a schema.</summary>
    public int SchemaId(RowSchema schema)
    {
        var columns = JsonSerializer.Serialize([.. schema.Columns], StateJsonContext.Default.StringArray);
        Write(() => Execute("insert into row_schema(columns) values($columns) on conflict do nothing", ("$columns", columns)));
        return (int)Number("select id from row_schema where columns = $columns", ("$columns", columns));
    }

    public RowSchema FindSchema(int id)
    {
        var schemas = Query("select columns from row_schema where id = $id", static reader => new RowSchema(JsonSerializer.Deserialize(reader.GetString(0), StateJsonContext.Default.StringArray)!), ("$id", id));
        return schemas is [var schema] ? schema : throw new CorruptStateException($"The ledger of the sync in {Directory} (state.db) is damaged: the schema {id} of its rows is missing. Restore the folder from a backup, or delete it to begin anew.");
    }

    public IReadOnlyList<FailedRow> FailedRows(int partition) => Query(
        "select key_hash, change, state, delivered_hash, delivered_row, delivered_schema, attempted_hash, attempted_row, attempted_schema, first_run, given_up, (select definition from run where number = last_run) from failed_row where part = $part",
        static reader => new FailedRow
        {
            Key = Hash(reader.GetFieldValue<byte[]>(0)),
            Change = (ChangeKind)reader.GetInt32(1),
            State = (RowState)reader.GetInt32(2),
            Delivered = reader.IsDBNull(3) ? null : Hash(reader.GetFieldValue<byte[]>(3)),
            DeliveredRow = reader.IsDBNull(4) ? null : reader.GetFieldValue<byte[]>(4),
            DeliveredSchema = reader.GetInt32(5),
            Attempted = Hash(reader.GetFieldValue<byte[]>(6)),
            AttemptedRow = reader.IsDBNull(7) ? null : reader.GetFieldValue<byte[]>(7),
            AttemptedSchema = reader.GetInt32(8),
            FirstRun = reader.GetInt64(9),
            IsGivenUp = reader.GetInt32(10) != 0,
            Definition = reader.IsDBNull(11) ? null : reader.GetString(11),
        },
        ("$part", partition));

    /// <summary>How many rows come back in the next run.</summary>
    public long CountFailedRows() => Number("select count(*) from failed_row where given_up = 0 and settled_run is null");

    /// <summary>Lets the next run try again what was given up.</summary>
    public long RetryFailedRows()
    {
        Write(() => Execute("update failed_row set given_up = 0, first_at = $now where given_up = 1", ("$now", Now())));
        return CountFailedRows();
    }

    /// <summary>There is nothing left to send of the row, if this run comes to its end.</summary>
    public void SettleFailedRow(UInt128 key, long run) => Execute("update failed_row set settled_run = $run where key_hash = $key", ("$run", run), ("$key", Bytes(key)));

    public void DeleteFailedRow(UInt128 key) => Execute("delete from failed_row where key_hash = $key", ("$key", Bytes(key)));

    /// <summary>Records that a row could not be delivered. What is known of the row as last delivered stays, and so does a doubt.</summary>
    public void PutFailedRow(in FailedRowWrite row) => Execute(
        """
        insert into failed_row(key_hash, part, key, change, state, delivered_hash, attempted_hash, attempted_row, attempted_schema, first_run, last_run, attempts, first_at, last_at, status, error)
        values($key_hash, $part, $key, $change, $state, $delivered, $attempted, $row, $schema, $first_run, $run, $attempts, $now, $now, $status, $error)
        on conflict(key_hash) do update set
            change = excluded.change, state = max(state, excluded.state), attempted_hash = excluded.attempted_hash, attempted_row = excluded.attempted_row, attempted_schema = excluded.attempted_schema,
            first_run = excluded.first_run, last_run = excluded.last_run, attempts = attempts + excluded.attempts, last_at = excluded.last_at, status = excluded.status, error = excluded.error,
            settled_run = null, given_up = case when $give_up is not null and first_at <= $give_up then 1 else 0 end
        """,
        ("$key_hash", Bytes(row.Change.Key)), ("$part", SnapshotFormat.Partition(row.Change.Key)), ("$key", row.KeyText), ("$change", (int)row.Change.Change), ("$state", (int)row.State),
        ("$delivered", row.Change.Delivered is { } delivered ? Bytes(delivered) : null), ("$attempted", Bytes(row.Change.Hash)), ("$row", row.Row), ("$schema", row.Change.Schema),
        ("$first_run", row.Change.FirstRun), ("$run", row.Run), ("$attempts", row.Attempts), ("$now", Now()), ("$status", row.Status), ("$error", row.Error),
        ("$give_up", row.GiveUpAfter is { } after ? Text(_time.GetUtcNow() - after) : null));

    /// <summary>The rows as last delivered of those that failed and are only in the snapshot that is about to go.</summary>
    public IEnumerable<UInt128> FailedWithoutDeliveredRow(int partition) => Query(
        "select key_hash from failed_row where part = $part and delivered_hash is not null and delivered_row is null", static reader => Hash(reader.GetFieldValue<byte[]>(0)), ("$part", partition));

    /// <summary>Why most of the rows failed that this run could not deliver.</summary>
    public string? MostFrequentError(long run) => Scalar("select error from failed_row where last_run = $run group by error order by count(*) desc limit 1", ("$run", run)) as string;

    public bool LacksDeliveredRows() => Scalar("select 1 from failed_row where delivered_hash is not null and delivered_row is null limit 1") is not null;

    public void PutDeliveredRow(UInt128 key, byte[] row, int schema) => Execute(
        "update failed_row set delivered_row = $row, delivered_schema = $schema where key_hash = $key", ("$key", Bytes(key)), ("$row", row), ("$schema", schema));

    public void PutPiece(long run, in PieceRecord piece) => Execute(
        """
        insert into piece(run, batch, first, count, state, attempt, request_hash) values($run, $batch, $first, $count, $state, $attempt, $hash)
        on conflict(run, batch, first) do update set count = excluded.count, state = excluded.state, attempt = excluded.attempt, request_hash = excluded.request_hash
        """,
        ("$run", run), ("$batch", piece.Batch), ("$first", piece.First), ("$count", piece.Count), ("$state", (int)piece.State), ("$attempt", piece.Attempt), ("$hash", piece.RequestHash is { } hash ? Bytes(hash) : null));

    /// <summary>The first batch that is not over, and where it begins in the plan.</summary>
    public (long Through, long Offset) Progress(long run) =>
        Query("select done_through, done_offset from run where number = $run", static reader => (reader.GetInt64(0), reader.GetInt64(1)), ("$run", run)).FirstOrDefault();

    /// <summary>Undoes a run that was only to see what it would do.</summary>
    public void Forget(RunRecord run)
    {
        Write(() => Execute("delete from run where number = $number", ("$number", run.Number)));
        File.Delete(PathOf(run.Snapshot!));
        File.Delete(PathOf(run.Plan!));
    }

    public void DeletePiece(long run, long batch, int first) =>
        Execute("delete from piece where run = $run and batch = $batch and first = $first", ("$run", run), ("$batch", batch), ("$first", first));

    public IReadOnlyList<int> SchemaIds() => Query("select id from row_schema", static reader => reader.GetInt32(0));

    /// <summary>Keeps a request, and the last hundred.</summary>
    public void PutRequest(RequestLogEntry entry)
    {
        Execute(
            """
            insert into request_log(run, at, change, rows, keys, method, url, request_headers, request_body, status, outcome, error, response_headers, response_body, duration_ms)
            values($run, $at, $change, $rows, $keys, $method, $url, $request_headers, $request_body, $status, $outcome, $error, $response_headers, $response_body, $duration)
            """,
            ("$run", entry.Run), ("$at", Text(entry.At)), ("$change", (int)entry.Change), ("$rows", entry.Rows), ("$keys", entry.Keys), ("$method", entry.Method), ("$url", entry.Url),
            ("$request_headers", entry.RequestHeaders), ("$request_body", entry.RequestBody), ("$status", entry.Status), ("$outcome", entry.Outcome), ("$error", entry.Error),
            ("$response_headers", entry.ResponseHeaders), ("$response_body", entry.ResponseBody), ("$duration", entry.DurationMs));
        Execute("delete from request_log where id <= (select max(id) - 100 from request_log)");
    }

    /// <summary>What a run has done so far: every batch before <paramref name="doneThrough"/> is over, and needs no pieces any more.</summary>
    public void PutProgress(long run, long doneThrough, long doneOffset, RunCounters counters)
    {
        Execute("delete from piece where run = $run and batch < $through", ("$run", run), ("$through", doneThrough));
        Execute(
            "update run set done_through = $through, done_offset = $offset, counters = $counters where number = $run",
            ("$run", run), ("$through", doneThrough), ("$offset", doneOffset), ("$counters", Json(counters)));
    }

    /// <summary>The permits of a window that count, by the part of it they were granted in.</summary>
    public IReadOnlyDictionary<long, int> Limit(TimeSpan window) =>
        Query("select permits from limit_state where window_ms = $window", static reader => JsonSerializer.Deserialize(reader.GetString(0), StateJsonContext.Default.DictionaryInt64Int32)!, ("$window", (long)window.TotalMilliseconds)).FirstOrDefault() ?? [];

    public void PutLimit(TimeSpan window, Dictionary<long, int> permits) => Execute(
        "insert into limit_state(window_ms, permits) values($window, $permits) on conflict(window_ms) do update set permits = excluded.permits",
        ("$window", (long)window.TotalMilliseconds), ("$permits", JsonSerializer.Serialize(permits, StateJsonContext.Default.DictionaryInt64Int32)));

    /// <summary>How many requests the destination could take at once when it was last tried.</summary>
    public int? Concurrency() => Scalar("select value from meta where name = 'concurrency'") is long concurrency ? (int)concurrency : null;

    public void PutConcurrency(int concurrency) =>
        Execute("insert into meta(name, value) values('concurrency', $value) on conflict(name) do update set value = excluded.value", ("$value", concurrency));

    public IReadOnlyList<PieceRecord> Pieces(long run) => Query(
        "select batch, first, count, state, attempt, request_hash from piece where run = $run order by batch, first",
        static reader => new PieceRecord(
            reader.GetInt64(0), reader.GetInt32(1), reader.GetInt32(2), (PieceState)reader.GetInt32(3), reader.GetInt32(4), reader.IsDBNull(5) ? null : Hash(reader.GetFieldValue<byte[]>(5))),
        ("$run", run));

    private static UInt128 Hash(byte[] bytes) => MemoryMarshal.Read<UInt128>(bytes);

    private static byte[] Bytes(UInt128 hash)
    {
        var bytes = new byte[16];
        MemoryMarshal.Write(bytes, in hash);
        return bytes;
    }

    private static string Json(RunCounters counters) => JsonSerializer.Serialize(counters, StateJsonContext.Default.RunCounters);

    private static string Name(SyncOutcome outcome) => JsonNamingPolicy.CamelCase.ConvertName(outcome.ToString());

    private static string Text(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);

    private string Now() => Text(_time.GetUtcNow());

    private void Create()
    {
        // FULL: a lost mark of what was in flight is the one thing that could hide a difference.
        Execute("pragma journal_mode = wal");
        Execute("pragma synchronous = full");
        var version = (int)Number("pragma user_version");
        if (version > StateSchema.Version)
        {
            throw new CorruptStateException($"The state in {Directory} was written by a newer version of this software (format {version}; this one reads {StateSchema.Version}).");
        }

        using var transaction = _transaction = Connection.BeginTransaction();
        Execute(StateSchema.Tables);
        Execute($"pragma user_version = {StateSchema.Version}");
        Execute("insert into meta(name, value) values('seed', $seed) on conflict do nothing", ("$seed", MemoryMarshal.Read<long>(RandomNumberGenerator.GetBytes(8))));
        Seed = Number("select value from meta where name = 'seed'");
        transaction.Commit();
        _transaction = null;
    }

    private long NextEpoch()
    {
        using var transaction = _transaction = Connection.BeginTransaction(deferred: false);
        Execute("insert into meta(name, value) values('epoch', 1) on conflict(name) do update set value = value + 1");
        var epoch = Number("select value from meta where name = 'epoch'");
        transaction.Commit();
        _transaction = null;
        return epoch;
    }

    private void CheckEpoch()
    {
        if (Number("select value from meta where name = 'epoch'") != _epoch)
        {
            throw new SyncBusyException($"Another process has taken over the state in {Directory}. This run writes nothing more.");
        }
    }

    private RunRecord? QueryRun(string where) => Query(
        $"select number, id, state, definition, snapshot, plan, row_schema, key_kinds, compared, duplicates, batches, done_through, done_offset, started, rows, counters from run where {where} order by number desc limit 1",
        static reader => new RunRecord
        {
            Number = reader.GetInt64(0),
            Id = reader.GetString(1),
            State = reader.GetString(2),
            Definition = reader.GetString(3),
            Snapshot = reader.IsDBNull(4) ? null : reader.GetString(4),
            Plan = reader.IsDBNull(5) ? null : reader.GetString(5),
            Schema = reader.IsDBNull(6) ? 0 : reader.GetInt32(6),
            KeyKinds = reader.IsDBNull(7) ? null : reader.GetString(7),
            Compared = reader.IsDBNull(8) ? [] : JsonSerializer.Deserialize(reader.GetString(8), StateJsonContext.Default.StringArray)!,
            Duplicates = (DuplicateKeys)reader.GetInt32(9),
            Batches = reader.GetInt64(10),
            DoneThrough = reader.GetInt64(11),
            DoneOffset = reader.GetInt64(12),
            Started = DateTimeOffset.Parse(reader.GetString(13), CultureInfo.InvariantCulture),
            Rows = reader.IsDBNull(14) ? new() : JsonSerializer.Deserialize(reader.GetString(14), StateJsonContext.Default.SyncRowCounts)!,
            Counters = reader.IsDBNull(15) ? new() : JsonSerializer.Deserialize(reader.GetString(15), StateJsonContext.Default.RunCounters)!,
        }).FirstOrDefault();

    private void Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) => Command(sql, parameters).ExecuteNonQuery();

    private object? Scalar(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) => Ask(Command(sql, parameters), static command => command.ExecuteScalar());

    /// <exception cref="CorruptStateException">It is none.</exception>
    private long Number(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) => Ask(Command(sql, parameters), static command => Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture));

    /// <exception cref="CorruptStateException">What is there is not what was written.</exception>
    private List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> parameters) => Ask(Command(sql, parameters), command =>
    {
        var rows = new List<T>();
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    });

    private T Ask<T>(SqliteCommand command, Func<SqliteCommand, T> ask)
    {
        try
        {
            return ask(command);
        }
        catch (Exception exception)
        {
            throw LedgerFailures.Of(exception, Directory);
        }
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
#pragma warning disable CA2100 // Every statement is a constant of this class.
            command = new SqliteCommand(sql, Connection);
#pragma warning restore CA2100
            _commands.Add(sql, command);
            foreach (var (name, _) in parameters)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = name });
            }
        }

        command.Transaction = _transaction;
        for (var i = 0; i < parameters.Length; i++)
        {
            command.Parameters[i].Value = parameters[i].Value ?? DBNull.Value;
        }

        return command;
    }
}

/// <summary>A row that could not be delivered, as it is written.</summary>
internal readonly record struct FailedRowWrite(RowChange Change, RowState State, string KeyText, byte[] Row, long Run, int Attempts, int? Status, string? Error, TimeSpan? GiveUpAfter = null);
