namespace HttpRequestSteps.Sync;

/// <summary>The rows of a query, each value in its own type.</summary>
public sealed record SqlSource : SyncSource
{
    /// <summary>The database: <c>sqlite</c>, one that the host has added (the command line: <c>postgres</c>), or the name of a host's own.</summary>
    public required string Provider { get; init; }

    /// <summary>How the database is reached; secret whether or not it says so. A file of SQLite is relative to the sync's own, and opened to be read only unless <c>Mode</c> says otherwise.</summary>
    /// <value>Default: none; a host's own database needs none.</value>
    public Text? ConnectionString { get; init; }

    /// <summary>The query; SQL as it is, not Liquid.</summary>
    public required string Query { get; init; }

    /// <summary>How long the database may take to the first row, and from one row to the next.</summary>
    /// <value>Default: 10 minutes.</value>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The provider and the query; not how the database is reached.</summary>
    public override string ToString() => $"{Provider}: {Query}";
}
