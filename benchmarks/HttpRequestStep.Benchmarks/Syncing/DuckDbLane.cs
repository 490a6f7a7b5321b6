#if DUCKDB
using DuckDB.NET.Data;

namespace HttpRequestSteps.Benchmarks.Syncing;

/// <summary>What one would write with DuckDB: the rows into a staging table by its appender, and one full join.</summary>
internal static class DuckDbLane
{
    public static Lap Run(long rows, string folder)
    {
        using var connection = new DuckDBConnection($"Data Source={Path.Combine(folder, "rows.duckdb")};memory_limit=1GB");
        connection.Open();
        Execute(connection, "create table known(id bigint, high ubigint, low ubigint, row varchar); create table staged(id bigint, high ubigint, low ubigint, row varchar)");
        Load(connection, "known", rows, isNext: false);
        var stop = Lap.Begin();
        Load(connection, "staged", rows, isNext: true);
        using var command = connection.CreateCommand();
        command.CommandText = """
            select coalesce(s.id, k.id), coalesce(s.row, k.row) from staged s full join known k on k.id = s.id
            where k.id is null or s.id is null or k.high <> s.high or k.low <> s.low
            """;
        using var reader = command.ExecuteReader();
        long changes = 0;
        while (reader.Read())
        {
            changes += reader.GetString(1).Length > 0 ? 1 : 0;
        }

        Execute(connection, "checkpoint");
        return changes > rows / 50 ? stop() : throw new InvalidOperationException($"Only {changes} changes.");
    }

    private static void Load(DuckDBConnection connection, string table, long rows, bool isNext)
    {
        using var appender = connection.CreateAppender(table);
        var row = new Row(GeneratedRows.Schema);
        foreach (var number in GeneratedRows.Ids(rows, isNext))
        {
            GeneratedRows.Fill(row, number, isNext);
            var joined = string.Join('|', row.Values.ToArray());
            var hash = System.IO.Hashing.XxHash128.HashToUInt128(System.Text.Encoding.UTF8.GetBytes(joined));
            appender.CreateRow().AppendValue(number).AppendValue((ulong)(hash >> 64)).AppendValue((ulong)hash).AppendValue(joined).EndRow();
        }
    }

    private static void Execute(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
#endif
