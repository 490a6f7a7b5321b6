using System.Text.Json;

namespace HttpRequestSteps.Sync;

/// <summary>Makes rows of JSON objects, one and the same <see cref="Row"/> for all. Integers are <c>long</c>; other numbers, arrays and objects stay the JSON they are, to the digit.</summary>
internal sealed class JsonRowReader
{
    private readonly JsonColumnNames _names;
    private readonly bool _ignoresOthers;
    private readonly Row _row;
    private readonly long[] _seenIn;
    private readonly JsonRowText.PropertyVisitor _visit;
    private JsonRowText _text;
    private long _rows;
    private int _expected;

    /// <summary>A reader of these columns.</summary>
    /// <param name="names">The columns.</param>
    /// <param name="ignoresOthers">Whether properties that are no column are left out; else they are an error, for a change of them would never be seen.</param>
    public JsonRowReader(JsonColumnNames names, bool ignoresOthers)
    {
        _names = names;
        _ignoresOthers = ignoresOthers;
        _row = new Row(SourceColumns.Schema(names.Names));
        _seenIn = new long[_row.Count];
        _visit = Take;
    }

    /// <summary>The row of an object. What is missing is null.</summary>
    /// <exception cref="RowSourceException">It is no row.</exception>
    public Row Read(in JsonRowText text)
    {
        _text = text;
        _rows++;
        _expected = 0;
        _row.Values.Clear();
        text.Visit(_visit);
        return _row;
    }

    private void Take(ref Utf8JsonReader reader)
    {
        var ordinal = _names.Find(ref reader, _expected);
        if (ordinal < 0)
        {
            Ignore(ref reader);
            return;
        }

        if (_seenIn[ordinal] == _rows)
        {
            throw _text.Failure($"the property \"{_names.Names[ordinal]}\" stands there twice.");
        }

        _seenIn[ordinal] = _rows;
        _expected = ordinal + 1;
        reader.Read();
        _row[ordinal] = Value(ref reader);
    }

    private void Ignore(ref Utf8JsonReader reader)
    {
        if (!_ignoresOthers)
        {
            throw _text.Failure($"the property \"{reader.GetString()}\" is not one of the columns that were found before ({NameList.Of(_names.Names)}). List the columns of the source under \"columns\"; all others are then left out.");
        }

        reader.Read();
        reader.Skip();
    }

    private object? Value(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.True:
                return true;
            case JsonTokenType.False:
                return false;
            case JsonTokenType.String:
                return reader.GetString();
            case JsonTokenType.Number when reader.ValueSpan.IndexOfAny(".eE"u8) < 0 && reader.TryGetInt64(out var number):
                return number;
            default:
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                return JsonElement.Parse(_text.Utf8.Span[start..(int)reader.BytesConsumed]);
        }
    }
}
