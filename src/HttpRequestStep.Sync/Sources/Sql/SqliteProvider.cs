using Microsoft.Data.Sqlite;

namespace HttpRequestSteps.Sync;

/// <summary>SQLite as a database of rows.</summary>
internal static class SqliteProvider
{
    public const string Name = "sqlite";

    public static DatabaseConnection Connect(string connectionString, RowSourceContext context)
    {
        var settings = new SqliteConnectionStringBuilder(connectionString);
        if (!settings.ContainsKey("Mode") || settings.Mode == SqliteOpenMode.ReadWriteCreate)
        {
            // A file that is not there is a mistake, not an empty database.
            settings.Mode = SqliteOpenMode.ReadOnly;
        }

        if (settings.DataSource.Length > 0 && settings.DataSource != ":memory:" && !settings.DataSource.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            settings.DataSource = context.FullPath(settings.DataSource);
        }

        // A pooled connection would hold the file after the run.
        settings.Pooling = false;
        var connection = new SqliteConnection(settings.ConnectionString);

        // Its queries run to their end on the thread that asks.
        return new DatabaseConnection(connection) { Interrupt = () => SQLitePCL.raw.sqlite3_interrupt(connection.Handle) };
    }
}
