using System.Globalization;
using System.Text.Json;

namespace HttpRequestSteps.Sync;

/// <summary>Reads from the answer to a batch what became of each row. What the answer does not say is not taken for success.</summary>
internal sealed class BatchAnswer(BatchResponse definition)
{
    private const int LongestMessage = 500;

    private static readonly string[] Successes = ["ok", "success", "succeeded", "created", "updated", "deleted", "accepted", "true", "noop"];

    /// <summary>The outcome of each row, or null when the answer does not fit the definition: then no row is known to be taken.</summary>
    /// <param name="body">The body of a 2xx or 207 answer.</param>
    /// <param name="keys">The keys of the rows, in the order they were sent, as text.</param>
    /// <param name="count">How many there are.</param>
    public RowOutcome[]? Read(StepResultBody body, Func<int, string> keys, int count)
    {
        if (body.Kind != StepResultBodyKind.Json)
        {
            return null;
        }

        var list = DottedPath.Find(body.Json, definition.Results ?? definition.Errors);
        if (definition.Results is null && list is null or { ValueKind: JsonValueKind.Null })
        {
            // No list of errors is an empty one.
            return Fill(count, new RowOutcome(RowState.Delivered));
        }

        if (list is not { ValueKind: JsonValueKind.Array } entries)
        {
            return null;
        }

        return definition.Results is null ? Errors(entries, keys, count) : Results(entries, keys, count);
    }

    private RowOutcome[]? Results(JsonElement entries, Func<int, string> keys, int count)
    {
        var byKey = definition.By == ResultOrder.Key || (definition.By is null && definition.Key is not null);
        if (!byKey)
        {
            return entries.GetArrayLength() == count ? [.. entries.EnumerateArray().Select(Judge)] : null;
        }

        var outcomes = Fill(count, new RowOutcome(RowState.Ambiguous, "The answer says nothing about this row."));
        var places = Places(keys, count);
        foreach (var entry in entries.EnumerateArray())
        {
            if (Key(entry) is { } key && places.TryGetValue(key, out var place))
            {
                outcomes[place] = Judge(entry);
            }
        }

        return outcomes;
    }

    private RowOutcome[]? Errors(JsonElement entries, Func<int, string> keys, int count)
    {
        var outcomes = Fill(count, new RowOutcome(RowState.Delivered));
        var places = definition.Key is null ? null : Places(keys, count);
        foreach (var entry in entries.EnumerateArray())
        {
            var place = places is null ? Index(entry) : Key(entry) is { } key && places.TryGetValue(key, out var found) ? found : -1;
            if (place < 0 || place >= count)
            {
                // An error that names no row of ours: it could be any.
                return null;
            }

            outcomes[place] = new RowOutcome(RowState.Rejected, Message(entry));
        }

        return outcomes;
    }

    private RowOutcome Judge(JsonElement entry)
    {
        var status = entry.ValueKind == JsonValueKind.Object ? DottedPath.Find(entry, definition.Status ?? "status") : entry;
        return status is { } value && IsSuccess(value) ? new RowOutcome(RowState.Delivered) : new RowOutcome(RowState.Rejected, Message(entry));
    }

    private static bool IsSuccess(JsonElement status) => status.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.Number => status.TryGetInt32(out var code) && code is >= 200 and < 300,
        JsonValueKind.String => IsSuccess(status.GetString()!),
        _ => false,
    };

    private static bool IsSuccess(string status) =>
        Successes.Contains(status, StringComparer.OrdinalIgnoreCase) || (int.TryParse(status.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code is >= 200 and < 300);

    private int Index(JsonElement entry)
    {
        var index = entry.ValueKind == JsonValueKind.Object ? DottedPath.Find(entry, definition.Index ?? "index") : entry;
        return index switch
        {
            { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var place) => place,
            { ValueKind: JsonValueKind.String } text when int.TryParse(text.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var place) => place,
            _ => -1,
        };
    }

    private string? Key(JsonElement entry) => (entry.ValueKind == JsonValueKind.Object ? DottedPath.Find(entry, definition.Key ?? "key") : entry) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };

    private string Message(JsonElement entry)
    {
        var said = definition.Message is null ? entry : DottedPath.Find(entry, definition.Message) ?? entry;
        var text = said.ValueKind == JsonValueKind.String ? said.GetString()! : said.GetRawText();
        return text.Length <= LongestMessage ? text : text[..LongestMessage] + "…";
    }

    private static Dictionary<string, int> Places(Func<int, string> keys, int count)
    {
        var places = new Dictionary<string, int>(count, StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            places.TryAdd(keys(i), i);
        }

        return places;
    }

    private static RowOutcome[] Fill(int count, RowOutcome outcome)
    {
        var outcomes = new RowOutcome[count];
        Array.Fill(outcomes, outcome);
        return outcomes;
    }
}
