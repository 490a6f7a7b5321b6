namespace HttpRequestSteps.Sync;

/// <summary>One run as the ledger holds it.</summary>
internal sealed record RunRecord
{
    public required long Number { get; init; }

    public required string Id { get; init; }

    public required string State { get; init; }

    public required string Definition { get; init; }

    public string? Snapshot { get; init; }

    public string? Plan { get; init; }

    public int Schema { get; init; }

    public string? KeyKinds { get; init; }

    public string[] Compared { get; init; } = [];

    public DuplicateKeys Duplicates { get; init; }

    public long Batches { get; init; }

    public long DoneThrough { get; init; }

    public long DoneOffset { get; init; }

    public required DateTimeOffset Started { get; init; }

    public SyncRowCounts Rows { get; init; } = new();

    public RunCounters Counters { get; init; } = new();
}

/// <summary>The states of a run.</summary>
internal static class RunStates
{
    /// <summary>The source is read; nothing was sent.</summary>
    public const string Reading = "reading";

    /// <summary>The plan is on the disk; requests may have been sent.</summary>
    public const string Sealed = "sealed";

    /// <summary>Over; its snapshot, if it has one, is what was last delivered.</summary>
    public const string Finished = "finished";

    /// <summary>Over, and nothing of it counts.</summary>
    public const string Abandoned = "abandoned";
}
