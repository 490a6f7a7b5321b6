namespace HttpRequestSteps.Sync;

/// <summary>A file with one JSON object a line, UTF-8. Blank lines are skipped.</summary>
public sealed record JsonLinesSource : SyncSource
{
    /// <summary>The file, relative to the sync's own.</summary>
    public required string Path { get; init; }

    /// <summary>The properties that are columns; others are left out.</summary>
    /// <value>Default: every property that any row has; where a row has it not, it is null.</value>
    public IReadOnlyList<string>? Columns { get; init; }
}
