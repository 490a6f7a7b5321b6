using System.Data.Common;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace HttpRequestSteps.Sync;

/// <summary>The values of a result, column by column.</summary>
internal static class SqlValues
{
    private const string PostgresUnnamed = "?column?";

    private static readonly string[] JsonTypes = ["json", "jsonb"];

    /// <exception cref="RowSourceException">A column has no name, or the name of another.</exception>
    public static RowSchema Schema(DbDataReader reader)
    {
        if (reader.FieldCount == 0)
        {
            throw new RowSourceException("The query returns no rows: a SELECT is needed.");
        }

        var names = new string[reader.FieldCount];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = reader.GetName(i);
            if (names[i] is "" or PostgresUnnamed)
            {
                throw new RowSourceException($"The column {i + 1} of the query has no name: give it one (… AS name).");
            }

            if (Array.IndexOf(names, names[i]) < i)
            {
                throw new RowSourceException($"Two columns of the query have the name \"{names[i]}\": give one of them another (… AS name).");
            }
        }

        return new RowSchema(names);
    }

    /// <summary>Which columns hold JSON as text. What a table of SQLite says of its columns binds no value.</summary>
    public static bool[] Json(DbDataReader reader) => [.. Enumerable.Range(0, reader.FieldCount).Select(i => reader is not SqliteDataReader && JsonTypes.Contains(reader.GetDataTypeName(i), StringComparer.OrdinalIgnoreCase))];

    /// <summary>A value as a row has it.</summary>
    public static object? Of(object value, bool isJson) => value switch
    {
        DBNull => null,
        string text when isJson => JsonElement.Parse(text),
        byte[] => value,
        Array { Rank: 1 } list => JsonElement.Parse(JsonText.Of(list)),
        _ => value,
    };
}
