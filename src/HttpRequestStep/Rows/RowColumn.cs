namespace HttpRequestSteps;

/// <summary>A column of the most common kinds of row; where the rows of one schema have it is kept for the next one.</summary>
internal sealed class RowColumn(string name)
{
    private Place? _place;

    /// <summary>The value; false also when the row is of another kind.</summary>
    public bool TryGet(object? row, out object? value)
    {
        if (row is Row typed)
        {
            var ordinal = OrdinalIn(typed.Schema);
            value = ordinal >= 0 ? typed[ordinal] : null;
            return ordinal >= 0;
        }

        if (row is Dictionary<string, object?> members)
        {
            return members.TryGetValue(name, out value);
        }

        value = null;
        return false;
    }

    /// <summary>The value where it lies; false also when the row does not keep it so.</summary>
    public bool TryCell(object? row, out RowCell cell)
    {
        if (row is Row typed && OrdinalIn(typed.Schema) is >= 0 and var ordinal)
        {
            return typed.TryCell(ordinal, out cell);
        }

        cell = default;
        return false;
    }

    private int OrdinalIn(RowSchema schema)
    {
        var place = _place;
        if (!ReferenceEquals(place?.Schema, schema))
        {
            _place = place = new Place(schema, schema.IndexOf(name));
        }

        return place.Ordinal;
    }

    private sealed record Place(RowSchema Schema, int Ordinal);
}
