using System.Collections.Frozen;

namespace HttpRequestSteps;

/// <summary>The names of the columns that rows have, each at its ordinal.</summary>
public sealed class RowSchema
{
    private readonly string[] _names;
    private readonly FrozenDictionary<string, int> _ordinals;

    /// <summary>A schema of these columns, in their order.</summary>
    /// <exception cref="ArgumentException">A name is empty, or two columns have the same.</exception>
    public RowSchema(params IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var ordinals = new Dictionary<string, int>(columns.Count, StringComparer.Ordinal);
        for (var i = 0; i < columns.Count; i++)
        {
            if (string.IsNullOrEmpty(columns[i]))
            {
                throw new ArgumentException($"The column {i + 1} has no name.", nameof(columns));
            }

            if (!ordinals.TryAdd(columns[i], i))
            {
                throw new ArgumentException($"Two columns have the name \"{columns[i]}\".", nameof(columns));
            }
        }

        _names = [.. columns];
        _ordinals = ordinals.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The names, in their order.</summary>
    public IReadOnlyList<string> Columns => _names;

    /// <summary>How many columns there are.</summary>
    public int Count => _names.Length;

    /// <summary>The ordinal of a column, from 0; -1 when there is none of that name.</summary>
    public int IndexOf(string column) => _ordinals.TryGetValue(column, out var ordinal) ? ordinal : -1;
}
