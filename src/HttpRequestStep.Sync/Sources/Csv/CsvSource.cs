namespace HttpRequestSteps.Sync;

/// <summary>A CSV file (RFC 4180) with a header row, UTF-8. Every value is text; an empty one is empty, not null.</summary>
public sealed record CsvSource : SyncSource
{
    /// <summary>The file, relative to the sync's own.</summary>
    public required string Path { get; init; }

    /// <summary>What stands between two values.</summary>
    /// <value>Default: <c>,</c>.</value>
    public string? Delimiter { get; init; }
}
