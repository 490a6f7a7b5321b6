using System.Text.Json;
using HttpRequestSteps.Sync;

namespace HttpRequestSteps.Cli;

/// <summary>The history of a sync as JSON.</summary>
internal static class SyncHistoryJson
{
    public static void Write(Utf8JsonWriter writer, SyncHistory history, int limit, bool rows, bool requests)
    {
        writer.WriteStartObject();
        if (rows)
        {
            writer.WriteNumber("count", history.CountFailedRows());
            WriteArray(writer, "rows", history.FailedRows(limit), WriteRow);
        }
        else if (requests)
        {
            WriteArray(writer, "requests", history.Requests(limit), WriteRequest);
        }
        else
        {
            WriteArray(writer, "runs", history.Runs(limit), WriteRun);
        }

        writer.WriteEndObject();
    }

    private static void WriteArray<T>(Utf8JsonWriter writer, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            write(writer, item);
        }

        writer.WriteEndArray();
    }

    /// <summary>A run in the words of the report.</summary>
    private static void WriteRun(Utf8JsonWriter writer, SyncRunSummary run)
    {
        writer.WriteStartObject();
        writer.WriteNumber("number", run.Number);
        writer.WriteString("runId", run.RunId);
        writer.WriteBoolean("isOver", run.IsOver);
        WriteOptional(writer, "outcome", run.Outcome is { } outcome ? EnumName.Of(outcome) : null);
        WriteOptional(writer, "message", run.Message);
        writer.WriteString("started", run.Started);
        if (run.Ended is { } ended)
        {
            writer.WriteString("ended", ended);
        }

        writer.WritePropertyName("rows");
        JsonSerializer.Serialize(writer, run.Rows, SyncJsonContext.Report.SyncRowCounts);
        writer.WriteStartObject("triggers");
        foreach (var (change, counts) in new[] { (ChangeKind.Added, run.Added), (ChangeKind.Changed, run.Changed), (ChangeKind.Removed, run.Removed) })
        {
            writer.WritePropertyName(EnumName.Of(change));
            JsonSerializer.Serialize(writer, counts, SyncJsonContext.Report.SyncTriggerCounts);
        }

        writer.WriteEndObject();
        writer.WritePropertyName("requests");
        JsonSerializer.Serialize(writer, run.Requests, SyncJsonContext.Report.SyncRequestCounts);
        writer.WriteEndObject();
    }

    private static void WriteRequest(Utf8JsonWriter writer, SyncRequest request)
    {
        writer.WriteStartObject();
        writer.WriteNumber("run", request.Run);
        writer.WriteString("at", request.At);
        writer.WriteString("change", EnumName.Of(request.Change));
        writer.WriteNumber("rowCount", request.Rows);
        WriteOptional(writer, "keys", request.Keys);
        WriteOptional(writer, "method", request.Method);
        WriteOptional(writer, "url", request.Url);
        WriteHeaders(writer, "requestHeaders", request.RequestHeaders);
        WriteOptional(writer, "requestBody", request.RequestBody);
        if (request.StatusCode is { } status)
        {
            writer.WriteNumber("statusCode", status);
        }

        writer.WriteString("outcome", request.Outcome);
        WriteOptional(writer, "error", request.Error);
        WriteHeaders(writer, "responseHeaders", request.ResponseHeaders);
        WriteOptional(writer, "responseBody", request.ResponseBody);
        writer.WriteNumber("durationMs", request.DurationMs);
        writer.WriteEndObject();
    }

    /// <summary>As in the result of a step: lower-case names, several values as an array.</summary>
    private static void WriteHeaders(Utf8JsonWriter writer, string name, IReadOnlyList<string> lines)
    {
        writer.WriteStartObject(name);
        foreach (var header in lines.Select(line => line.Split(": ", 2)).GroupBy(parts => parts[0].ToLowerInvariant(), parts => parts.ElementAtOrDefault(1) ?? string.Empty, StringComparer.Ordinal))
        {
            if (header.ToArray() is [var only])
            {
                writer.WriteString(header.Key, only);
            }
            else
            {
                WriteArray(writer, header.Key, header, static (writer, value) => writer.WriteStringValue(value));
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteOptional(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
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
