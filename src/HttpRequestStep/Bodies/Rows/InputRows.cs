using System.Collections;
using System.Text.Json;

namespace HttpRequestSteps;

/// <summary>The row or the rows that a body is made of: <c>rows</c> of the input, else its <c>row</c>.</summary>
internal readonly struct InputRows
{
    private readonly object? _value;

    private InputRows(object? value, bool isBatch)
    {
        _value = value;
        IsBatch = isBatch;
    }

    public bool IsBatch { get; }

    /// <summary>The rows of a scope.</summary>
    /// <param name="scope">The names a template would see.</param>
    /// <param name="isNeeded">Whether there must be a row.</param>
    public static InputRows Of(TemplateScope scope, bool isNeeded = true)
    {
        if (scope.TryGet(TemplateScope.Rows, out var rows))
        {
            return TemplateValues.Count(rows) is not null ? new InputRows(rows, isBatch: true) : throw new TemplateException("\"rows\" of the input is not an array.");
        }

        return scope.TryGet(TemplateScope.Row, out var row) || !isNeeded
            ? new InputRows(row, isBatch: false)
            : throw new TemplateException($"the input has neither \"row\" nor \"rows\"{NearestName.Hint(TemplateScope.Row, scope.Names)}.");
    }

    /// <summary>The row of an input without a batch.</summary>
    public InputRow Single => new(TemplateValue.Of(_value), -1);

    public Enumerator GetEnumerator() => new(_value);

    /// <summary>Walks the rows without making anything of them.</summary>
    internal struct Enumerator
    {
        private readonly IEnumerator? _items;
        private readonly bool _isJson;
        private JsonElement.ArrayEnumerator _json;
        private int _index = -1;

        public Enumerator(object? rows)
        {
            _isJson = rows is JsonElement;
            if (rows is JsonElement json)
            {
                _json = json.EnumerateArray();
            }
            else
            {
                _items = ((IEnumerable)rows!).GetEnumerator();
            }
        }

        public readonly InputRow Current => new(_isJson ? TemplateValue.Of(_json.Current) : TemplateValue.Of(_items!.Current), _index);

        public bool MoveNext()
        {
            _index++;
            return _isJson ? _json.MoveNext() : _items!.MoveNext();
        }
    }
}
