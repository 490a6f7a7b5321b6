using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace HttpRequestSteps.Sync;

/// <summary>Rows of the state as rows, and their keys as text.</summary>
internal sealed class RowKeys(SyncState state, KeyColumns key)
{
    private readonly ConcurrentDictionary<int, RowCodec> _codecs = new();

    public void Add(int schema, RowSchema columns) => _codecs[schema] = new RowCodec(columns);

    /// <summary>The key of a row as the destination would write it.</summary>
    public string Text(Piece piece, int index) => Text(piece[index].Schema, piece.Row(index));

    public string Text(int schema, ReadOnlySpan<byte> row)
    {
        var decoded = Codec(schema).Decode(row);
        return string.Join(", ", key.Select(column => decoded.TryGetValue(column, out var value) ? Text(value) : string.Empty));
    }

    public RowCodec Codec(int schema) => _codecs.TryGetValue(schema, out var codec) ? codec : Load(schema);

    // The ledger is the writer's while requests are under way: its schemas are read before.
    private RowCodec Load(int schema) => _codecs.GetOrAdd(schema, id => new RowCodec(state.FindSchema(id)));

    public void LoadAll()
    {
        foreach (var id in state.SchemaIds())
        {
            Load(id);
        }
    }

    private static string Text(object? value) => value switch
    {
        null => "null",
        string text => text,
        JsonElement json => json.GetRawText(),
        bool boolean => boolean ? "true" : "false",
        byte[] bytes => Convert.ToBase64String(bytes),
        DateTime or DateTimeOffset => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
        _ => TemplateValues.PlainText(value),
    };
}
