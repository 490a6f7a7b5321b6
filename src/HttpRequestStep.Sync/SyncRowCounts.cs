namespace HttpRequestSteps.Sync;

/// <summary>What a run found in its source.</summary>
public sealed record SyncRowCounts
{
    /// <summary>The rows of the source.</summary>
    public long Read { get; init; }

    /// <summary>Those that are as they were last delivered.</summary>
    public long Unchanged { get; init; }

    /// <summary>Those whose key was not known.</summary>
    public long Added { get; init; }

    /// <summary>Those with another value in a compared column.</summary>
    public long Changed { get; init; }

    /// <summary>The known rows that are no longer there.</summary>
    public long Removed { get; init; }

    /// <summary>Those of the added, changed and removed that an earlier run could not deliver.</summary>
    public long Retried { get; init; }
}
