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
    /// <param name="change">What was told of the rows.</param>
    /// <param name="keys">The keys of the rows, in the order they were sent, as text.</param>
    /// <param name="count">How many there are.</param>
    public RowOutcome[]? Read(StepResultBody body, ChangeKind change, Func<int, string> keys, int count)
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

        return definition.Results is null ? Errors(entries, change, keys, count) : Results(entries, change, keys, count);
    }

    private RowOutcome[]? Results(JsonElement entries, ChangeKind change, Func<int, string> keys, int count)
    {
        var byKey = definition.By == ResultOrder.Key || (definition.By is null && definition.Key is not null);
        if (!byKey)
        {
            return entries.GetArrayLength() == count ? [.. entries.EnumerateArray().Select(entry => Judge(entry, change))] : null;
        }

        var outcomes = new RowOutcome?[count];
        var places = Places(keys, count);
        foreach (var entry in entries.EnumerateArray())
        {
            if (Key(entry) is { } key && places.TryGetValue(key, out var place) && place >= 0)
            {
                outcomes[place] = Worse(outcomes[place], Judge(entry, change));
            }
        }

        return Array.ConvertAll(outcomes, static outcome => outcome ?? new RowOutcome(RowState.Ambiguous, "The answer says nothing about this row."));
    }

    private RowOutcome[]? Errors(JsonElement entries, ChangeKind change, Func<int, string> keys, int count)
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

            // What stands in a list of errors is one, whatever its status.
            var code = entry.ValueKind == JsonValueKind.Object && Status(entry) is { } status ? Code(status) : null;
            outcomes[place] = Worse(outcomes[place], code is >= 200 and < 300 ? new RowOutcome(RowState.Rejected, Message(entry)) : Judge(entry, code, change));
        }

        return outcomes;
    }

    private RowOutcome Judge(JsonElement entry, ChangeKind change)
    {
        var status = entry.ValueKind == JsonValueKind.Object ? Status(entry) : entry;
        if (status is null or { ValueKind: JsonValueKind.Null })
        {
            // The path may be wrong, and the row taken.
            return new RowOutcome(RowState.Ambiguous, $"The result of the row has no \"{definition.Status ?? "status"}\" (\"batchResponse.status\"): {Message(entry)}");
        }

        return status is { } value && IsSuccess(value) ? new RowOutcome(RowState.Delivered) : Judge(entry, status is { } said ? Code(said) : null, change);
    }

    /// <summary>The same classes as those of a whole answer.</summary>
    private RowOutcome Judge(JsonElement entry, int? code, ChangeKind change) => code switch
    {
        >= 200 and < 300 => new RowOutcome(RowState.Delivered),
        404 or 410 when change == ChangeKind.Removed => new RowOutcome(RowState.Delivered),
        408 or 425 or 429 => new RowOutcome(RowState.Deferred, Message(entry)),
        >= 500 => new RowOutcome(RowState.Ambiguous, Message(entry)),
        _ => new RowOutcome(RowState.Rejected, Message(entry)),
    };

    private static RowOutcome Worse(RowOutcome? said, RowOutcome outcome) => said is { } known && known.State >= outcome.State ? known : outcome;

    private JsonElement? Status(JsonElement entry) => DottedPath.Find(entry, definition.Status ?? "status");

    private static bool IsSuccess(JsonElement status) => status.ValueKind == JsonValueKind.True || (status.ValueKind == JsonValueKind.String && Successes.Contains(status.GetString(), StringComparer.OrdinalIgnoreCase));

    /// <summary>A status of HTTP: a number, or a text that begins with one.</summary>
    private static int? Code(JsonElement status) => status.ValueKind switch
    {
        JsonValueKind.Number when status.TryGetInt32(out var code) => code,
        JsonValueKind.String when int.TryParse(status.GetString()!.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var code) => code,
        _ => null,
    };

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
            // Two keys that read the same tell nothing apart.
            var key = keys(i);
            places[key] = places.ContainsKey(key) ? -1 : i;
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
