using Microsoft.Data.Sqlite;

namespace HttpRequestSteps.Sync;

/// <summary>SQLite as a database of rows.</summary>
internal static class SqliteProvider
{
    public const string Name = "sqlite";

    public static DatabaseConnection Connect(string connectionString, RowSourceContext context)
    {
        var settings = Settings(connectionString);
        if (!settings.ContainsKey("Mode") || settings.Mode == SqliteOpenMode.ReadWriteCreate)
        {
            // A file that is not there is a mistake, not an empty database.
            settings.Mode = SqliteOpenMode.ReadOnly;
        }

        if (settings.DataSource.Length > 0 && settings.DataSource != ":memory:" && !settings.DataSource.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            var file = settings.DataSource;
            settings.DataSource = context.FullPath(file);
            if (settings.Mode == SqliteOpenMode.ReadOnly && !File.Exists(settings.DataSource))
            {
                // How a database is reached is no one's to read.
                throw new RowSourceException($"There is no such SQLite file as the connection string names.{SourceFile.Place(file, context)}");
            }
        }

        // A pooled connection would hold the file after the run.
        settings.Pooling = false;
        var connection = new SqliteConnection(settings.ConnectionString);

        // Its queries run to their end on the thread that asks.
        return new DatabaseConnection(connection) { Interrupt = () => SQLitePCL.raw.sqlite3_interrupt(connection.Handle) };
    }

    /// <exception cref="RowSourceException">It is none; it is not quoted, since it may hold a secret.</exception>
    private static SqliteConnectionStringBuilder Settings(string connectionString)
    {
        try
        {
            return new SqliteConnectionStringBuilder(connectionString);
        }
        catch (ArgumentException exception)
        {
            throw new RowSourceException(
                connectionString.Contains('=', StringComparison.Ordinal)
                    ? "The connection string of the SQLite database has a part that is not known or not complete: expected Filename=FILE, with further parts behind a semicolon."
                    : "The connection string of the SQLite database is none: where it is the path of a file, write Filename=FILE.",
                exception);
        }
    }
}
