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
    private readonly object?[] _values;

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

    /// <summary>The columns.</summary>
    public RowSchema Schema { get; }

    /// <summary>How many columns there are.</summary>
    public int Count => _values.Length;

    /// <summary>The values, by ordinal.</summary>
    public Span<object?> Values => _values;

    /// <summary>The value at an ordinal, from 0.</summary>
    public object? this[int ordinal]
    {
        get => _values[ordinal];
        set => _values[ordinal] = value;
    }

    /// <summary>The value of a column.</summary>
    /// <exception cref="KeyNotFoundException">There is no column of that name.</exception>
    public object? this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"There is no column \"{key}\".");

    IEnumerable<string> IReadOnlyDictionary<string, object?>.Keys => Schema.Columns;

    IEnumerable<object?> IReadOnlyDictionary<string, object?>.Values => _values;

    /// <inheritdoc/>
    public bool ContainsKey(string key) => Schema.IndexOf(key) >= 0;

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
    {
        var ordinal = Schema.IndexOf(key);
        value = ordinal < 0 ? null : _values[ordinal];
        return ordinal >= 0;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var i = 0; i < _values.Length; i++)
        {
            yield return new(Schema.Columns[i], _values[i]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
