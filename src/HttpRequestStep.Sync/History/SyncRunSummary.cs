namespace HttpRequestSteps.Sync;

/// <summary>One run of a sync.</summary>
public sealed record SyncRunSummary
{
    /// <summary>Counts the runs of the sync, from 1.</summary>
    public required long Number { get; init; }

    /// <summary>Its id.</summary>
    public required string RunId { get; init; }

    /// <summary>Whether it is over; one that is not goes on in the next run.</summary>
    public bool IsOver { get; init; }

    /// <summary>How it ended; null while it is under way.</summary>
    public SyncOutcome? Outcome { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>When it was over.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>Why it did not succeed.</summary>
    public string? Message { get; init; }

    /// <summary>What it found.</summary>
    public SyncRowCounts Rows { get; init; } = new();

    /// <summary>What became of the added rows.</summary>
    public SyncTriggerCounts Added { get; init; } = new();

    /// <summary>What became of the changed rows.</summary>
    public SyncTriggerCounts Changed { get; init; } = new();

    /// <summary>What became of the removed rows.</summary>
    public SyncTriggerCounts Removed { get; init; } = new();

    /// <summary>Its requests.</summary>
    public SyncRequestCounts Requests { get; init; } = new();
}
