using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace HttpRequestSteps;

/// <summary>A row of a source: values by ordinal under the names of a schema. Templates and mappings see it as <c>row</c>, or in <c>rows</c>.</summary>
/// <remarks>
/// A value is null, a string, a boolean, a number, a date or time, a <see cref="Guid"/>, a <see cref="System.Text.Json.JsonElement"/> or bytes.
/// A row may be used again for the next one: who keeps it longer than that copies it.
/// </remarks>
public sealed class Row : IReadOnlyDictionary<string, object?>
{
    private readonly EncodedRows? _encoded;
    private readonly int _place;

    // Null as long as the values are kept encoded.
    private object?[]? _values;

    /// <summary>A row whose values are all null.</summary>
    public Row(RowSchema schema)
        : this(schema, new object?[(schema ?? throw new ArgumentNullException(nameof(schema))).Count])
    {
    }

    /// <summary>A row of these values; the array is not copied.</summary>
    /// <exception cref="ArgumentException">There are more or fewer values than columns.</exception>
    public Row(RowSchema schema, params object?[] values)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(values);
        if (values.Length != schema.Count)
        {
            throw new ArgumentException($"{values.Length} values for {schema.Count} columns.", nameof(values));
        }

        Schema = schema;
        _values = values;
    }

    /// <summary>A row whose values are kept encoded, one after the other from a place on.</summary>
    internal Row(RowSchema schema, EncodedRows encoded, int place)
    {
        Schema = schema;
        _encoded = encoded;
        _place = place;
    }

    /// <summary>The columns.</summary>
    public RowSchema Schema { get; }

    /// <summary>How many columns there are.</summary>
    public int Count => Schema.Count;

    /// <summary>The values, by ordinal.</summary>
    public Span<object?> Values => Decoded;

    private object?[] Decoded
    {
        get
        {
            if (_values is null)
            {
                var values = new object?[Count];
                for (var i = 0; i < values.Length; i++)
                {
                    values[i] = _encoded!.Decode(_place + i);
                }

                _values = values;
            }

            return _values;
        }
    }

    /// <summary>The value at an ordinal, from 0.</summary>
    public object? this[int ordinal]
    {
        get => _values is null && (uint)ordinal < (uint)Count ? _encoded!.Decode(_place + ordinal) : Decoded[ordinal];
        set => Decoded[ordinal] = value;
    }

    /// <summary>The value of a column.</summary>
    /// <exception cref="KeyNotFoundException">There is no column of that name.</exception>
    public object? this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"There is no column \"{key}\".");

    IEnumerable<string> IReadOnlyDictionary<string, object?>.Keys => Schema.Columns;

    IEnumerable<object?> IReadOnlyDictionary<string, object?>.Values => Decoded;

    /// <inheritdoc/>
    public bool ContainsKey(string key) => Schema.IndexOf(key) >= 0;

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
    {
        var ordinal = Schema.IndexOf(key);
        value = ordinal < 0 ? null : this[ordinal];
        return ordinal >= 0;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return new(Schema.Columns[i], this[i]);
        }
    }

    /// <summary>The value where it lies, if it is kept encoded.</summary>
    internal bool TryCell(int ordinal, out RowCell cell)
    {
        if (_values is not null)
        {
            cell = default;
            return false;
        }

        cell = _encoded!.Cell(_place + ordinal);
        return true;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
