using System.Runtime.CompilerServices;
using System.Text.Json;

namespace HttpRequestSteps.Sync;

/// <summary>Finds the items of one array of a JSON document without holding more of it than one item. The document is read to its end: one that is cut off is not taken for a shorter one.</summary>
/// <param name="window">What is read.</param>
/// <param name="path">The names of the properties that lead to the array.</param>
internal sealed class JsonArrayReader(ByteWindow window, string[] path)
{
    private JsonReaderState _state;
    private Stage _stage;
    private JsonRowText _item;
    private long _line = 1;

    // How many names of the path were found, and the depth of the value that is being passed over.
    private int _found;
    private int? _passing;

    private enum Stage
    {
        Begin,
        Members,
        Value,
        Items,
        Rest,
        End,
    }

    private string Name => path.Length == 0 ? "the file" : $"\"{string.Join('.', path)}\"";

    public async IAsyncEnumerable<JsonRowText> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await window.BeginAsync(cancellationToken).ConfigureAwait(false);
        while (_stage != Stage.End)
        {
            if (TryNext())
            {
                yield return _item;
            }
            else if (_stage != Stage.End)
            {
                await window.FillAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Reads on to the next item; false when there is none in what the window holds.</summary>
    private bool TryNext()
    {
        try
        {
            var reader = new Utf8JsonReader(window.Bytes.Span, window.IsLast, _state);
            while (true)
            {
                var before = reader;
                if (!reader.Read())
                {
                    _stage = window.IsLast ? Stage.End : _stage;
                    Keep(in reader);
                    return false;
                }

                if (_stage != Stage.Items || reader.TokenType == JsonTokenType.EndArray)
                {
                    Take(ref reader);
                    continue;
                }

                var start = (int)reader.TokenStartIndex;
                if (!reader.TrySkip())
                {
                    Keep(in before);
                    return false;
                }

                _item = new JsonRowText(window.Bytes[start..(int)reader.BytesConsumed], "Line", _line + Lines(start));
                Keep(in reader);
                return true;
            }
        }
        catch (JsonException exception)
        {
            throw new RowSourceException(
                window.Bytes.IsEmpty && _stage == Stage.Begin
                    ? "The file is empty; JSON is needed."
                    : $"Line {exception.LineNumber + 1}: {JsonRowText.Explain(exception, $" at byte {exception.BytePositionInLine + 1}")}",
                exception);
        }
    }

    private int Lines(int end) => window.Bytes.Span[..end].Count((byte)'\n');

    private void Keep(in Utf8JsonReader reader)
    {
        var consumed = (int)reader.BytesConsumed;
        _line += Lines(consumed);
        _state = reader.CurrentState;
        window.Skip(consumed);
    }

    private void Take(ref Utf8JsonReader reader)
    {
        if (_passing is { } depth)
        {
            // A value ends with itself, or where its bracket closes.
            _passing = reader.CurrentDepth == depth && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray) ? null : depth;
            return;
        }

        switch (_stage)
        {
            case Stage.Begin or Stage.Value:
                Enter(reader.TokenType);
                break;
            case Stage.Members when reader.TokenType == JsonTokenType.EndObject:
                throw new RowSourceException($"There is no {Name} in the file.");
            case Stage.Members when reader.ValueTextEquals(path[_found]):
                _found++;
                _stage = Stage.Value;
                break;
            case Stage.Members:
                _passing = reader.CurrentDepth;
                break;
            case Stage.Items:
                _stage = Stage.Rest;
                break;
        }
    }

    private void Enter(JsonTokenType token)
    {
        if (_found < path.Length)
        {
            _stage = token == JsonTokenType.StartObject
                ? Stage.Members
                : throw new RowSourceException($"There is no {Name} in the file: \"{path[_found]}\" would be in {(_found == 0 ? "the file" : $"\"{path[_found - 1]}\"")}, which is no object.");
        }
        else
        {
            _stage = token == JsonTokenType.StartArray
                ? Stage.Items
                : throw new RowSourceException(path.Length == 0 && token == JsonTokenType.StartObject
                    ? "The file is an object and no array; say under \"rows\" where in it the array is."
                    : $"{(path.Length == 0 ? "The file" : Name)} is no array.");
        }
    }
}
