namespace HttpRequestSteps.Sync;

/// <summary>The <c>columns</c> of a source whose rows need not all have the same.</summary>
internal static class SourceColumns
{
    /// <summary>Beyond this the names are data, not columns.</summary>
    public const int Most = 10_000;

    public static DefinitionError? Refuses(IReadOnlyList<string>? columns)
    {
        if (columns is null)
        {
            return null;
        }

        if (columns.Count == 0 || columns.Any(string.IsNullOrEmpty))
        {
            return new DefinitionError("columns", "List the name of at least one column, or leave it out.");
        }

        return columns.GroupBy(column => column, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? new DefinitionError("columns", $"The column \"{twice.Key}\" is listed twice.")
            : null;
    }

    /// <exception cref="RowSourceException">They are no schema.</exception>
    public static RowSchema Schema(IReadOnlyList<string> columns)
    {
        try
        {
            return new RowSchema(columns);
        }
        catch (ArgumentException exception)
        {
            throw new RowSourceException($"The columns of the source do not hold: {exception.Message.Split(" (Parameter")[0]}", exception);
        }
    }
}
