namespace HttpRequestSteps.Sync;

/// <summary>A JSON file with an array of objects, UTF-8.</summary>
public sealed record JsonSource : SyncSource
{
    /// <summary>The file, relative to the sync's own.</summary>
    public required string Path { get; init; }

    /// <summary>The dotted path of the array.</summary>
    /// <value>Default: the file is the array.</value>
    public string? Rows { get; init; }

    /// <summary>The properties that are columns; others are left out.</summary>
    /// <value>Default: every property that any row has; where a row has it not, it is null.</value>
    public IReadOnlyList<string>? Columns { get; init; }
}
