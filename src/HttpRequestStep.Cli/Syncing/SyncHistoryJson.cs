using System.Text.Json;
using HttpRequestSteps.Sync;

namespace HttpRequestSteps.Cli;

/// <summary>The history of a sync as JSON.</summary>
internal static class SyncHistoryJson
{
    public static void Write(Utf8JsonWriter writer, SyncHistory history, int limit, bool rows, bool requests)
    {
        if (rows)
        {
            WriteRows(writer, history, limit);
        }
        else if (requests)
        {
            JsonSerializer.Serialize(writer, history.Requests(limit), SyncJsonContext.Report.IReadOnlyListSyncRequest);
        }
        else
        {
            JsonSerializer.Serialize(writer, history.Runs(limit), SyncJsonContext.Report.IReadOnlyListSyncRunSummary);
        }
    }

    private static void WriteRows(Utf8JsonWriter writer, SyncHistory history, int limit)
    {
        writer.WriteStartObject();
        writer.WriteNumber("count", history.CountFailedRows());
        writer.WriteStartArray("rows");
        foreach (var row in history.FailedRows(limit))
        {
            WriteRow(writer, row);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteRow(Utf8JsonWriter writer, SyncFailedRow row)
    {
        writer.WriteStartObject();
        writer.WriteString("key", row.Key);
        writer.WriteString("change", EnumName.Of(row.Change));
        writer.WriteString("state", EnumName.Of(row.State));
        if (row.StatusCode is { } status)
        {
            writer.WriteNumber("statusCode", status);
        }

        writer.WriteString("error", row.Error);
        writer.WriteNumber("attempts", row.Attempts);
        writer.WriteString("firstFailed", row.FirstFailed);
        writer.WriteString("lastFailed", row.LastFailed);
        writer.WriteBoolean("givenUp", row.IsGivenUp);
        writer.WritePropertyName("row");
        JsonText.Write(writer, row.Row);
        writer.WriteEndObject();
    }
}
