using Microsoft.Data.Sqlite;

namespace HttpRequestSteps.Sync;

/// <summary>What an exception says of the ledger: that it is damaged, or that the disk does not take or give it now.</summary>
internal static class LedgerFailures
{
    // SQLITE_NOMEM, READONLY, INTERRUPT, IOERR, FULL, CANTOPEN, PROTOCOL, PERM
    private static readonly int[] OfTheDisk = [7, 8, 9, 10, 13, 14, 15, 3];

    /// <summary>The exception in words of ours; one that is ours already is left as it is.</summary>
    public static Exception Of(Exception exception, string directory) => exception switch
    {
        // BUSY, LOCKED: another run is kept out before, by a lock of ours.
        SqliteException { SqliteErrorCode: 5 or 6 } sqlite => new StateWriteException($"state.db in {directory}", sqlite, "Another program holds it open, such as one to look into databases: close it there"),
        SqliteException sqlite when OfTheDisk.Contains(sqlite.SqliteErrorCode) =>
            new StateWriteException($"state.db in {directory}", sqlite),
        CorruptStateException or SyncBusyException or SyncStopException or RowSourceException or IOException or UnauthorizedAccessException or OperationCanceledException or OutOfMemoryException => exception,
        _ => new CorruptStateException($"The ledger of the sync in {directory} (state.db) is damaged: {exception.Message} Restore the folder from a backup, or delete it to begin anew.", exception),
    };
}
