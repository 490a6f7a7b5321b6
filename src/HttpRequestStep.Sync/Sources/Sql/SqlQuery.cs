using System.Data;
using System.Data.Common;

namespace HttpRequestSteps.Sync;

/// <summary>One query under way. Whatever goes wrong in it is a <see cref="RowSourceException"/> that gives away nothing of how the database is reached.</summary>
internal sealed class SqlQuery : IAsyncDisposable
{
    private readonly SqlSource _source;
    private readonly TimeSpan _timeout;
    private readonly Redactor _redactor;
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenSource _clock;
    private readonly CancellationTokenSource _either;
    private DatabaseConnection? _database;
    private DbCommand? _command;
    private DbDataReader? _reader;
    private CancellationTokenRegistration _interrupting;
    private bool[] _json = [];
    private long _rows;
    private bool _isRead;

    public SqlQuery(SqlSource source, TimeSpan timeout, Redactor redactor, TimeProvider time, CancellationToken cancellationToken)
    {
        _source = source;
        _timeout = timeout;
        _redactor = redactor;
        _cancellationToken = cancellationToken;
        _clock = new CancellationTokenSource(timeout, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _clock.Token);
    }

    /// <summary>Sends the query. The row takes the values of each row in turn.</summary>
    public async Task<Row> OpenAsync(Func<DatabaseConnection> connect)
    {
        _database = Connect(connect);
        try
        {
            await _database.Connection.OpenAsync(_either.Token).ConfigureAwait(false);
            _command = _database.Connection.CreateCommand();
#pragma warning disable CA2100 // The query is what the author of the definition wrote; no value goes into it.
            _command.CommandText = _source.Query;
#pragma warning restore CA2100
            if (_database.Interrupt is null)
            {
                // The driver's own clock only where ours has failed. SQLite means by it how long a lock is waited for.
                _command.CommandTimeout = (int)_timeout.TotalSeconds + 2;
            }

            _interrupting = _database.Interrupt is { } interrupt ? _either.Token.Register(interrupt) : default;
            _reader = await _command.ExecuteReaderAsync(CommandBehavior.SequentialAccess | CommandBehavior.SingleResult, _either.Token).ConfigureAwait(false);
            _json = SqlValues.Json(_reader);
            return new Row(SqlValues.Schema(_reader));
        }
        catch (Exception exception) when (exception is not RowSourceException)
        {
            throw Failure(exception, "The query");
        }
    }

    public async ValueTask<bool> MoveNextAsync(Row row)
    {
        try
        {
            // A driver that has the row at hand need not look.
            _cancellationToken.ThrowIfCancellationRequested();
            _clock.CancelAfter(_timeout);
            if (!await _reader!.ReadAsync(_either.Token).ConfigureAwait(false))
            {
                _isRead = true;
                return false;
            }

            _rows++;
            for (var i = 0; i < row.Count; i++)
            {
                row[i] = SqlValues.Of(_reader.GetValue(i), _json[i]);
            }

            return true;
        }
        catch (Exception exception)
        {
            throw Failure(exception, $"The query, after {_rows} rows,");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_command is not null && !_isRead)
        {
            // Else closing would read what is left of the result.
            Cancel(_command);
        }

        if (_reader is not null)
        {
            await CloseAsync(_reader).ConfigureAwait(false);
        }

        await _interrupting.DisposeAsync().ConfigureAwait(false);
        if (_command is not null)
        {
            await CloseAsync(_command).ConfigureAwait(false);
        }

        if (_database is not null)
        {
            await CloseAsync(_database).ConfigureAwait(false);
        }

        _either.Dispose();
        _clock.Dispose();
    }

    private DatabaseConnection Connect(Func<DatabaseConnection> connect)
    {
        try
        {
            return connect();
        }
        catch (RowSourceException exception)
        {
            throw new RowSourceException(_redactor.Redact(exception.Message));
        }
        catch (Exception exception)
        {
            // What a driver says about a connection string may quote any part of it.
            throw new RowSourceException($"The connection string is not one of \"{_source.Provider}\" ({exception.GetType().Name}).");
        }
    }

    private Exception Failure(Exception exception, string what)
    {
        if (_cancellationToken.IsCancellationRequested)
        {
            return new OperationCanceledException(_cancellationToken);
        }

        if (_clock.IsCancellationRequested)
        {
            return new RowSourceException($"{what} took longer than {_timeout.TotalSeconds:0.###} s (\"timeout\").");
        }

        var message = $"{what} failed: {_redactor.Redact(exception.Message)}";
        return _redactor.IsIn(exception.ToString()) ? new RowSourceException(message) : new RowSourceException(message, exception);
    }

    private static void Cancel(DbCommand command)
    {
        try
        {
            command.Cancel();
        }
        catch (Exception exception) when (exception is DbException or InvalidOperationException or NotSupportedException)
        {
            // It is only about time: the connection is closed next.
        }
    }

    private static async ValueTask CloseAsync(IAsyncDisposable part)
    {
        try
        {
            await part.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is DbException or InvalidOperationException or IOException)
        {
            // Closing what has failed may fail again; the first failure is the one that counts, and rows that were read stay read.
        }
    }
}
