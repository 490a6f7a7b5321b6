namespace HttpRequestSteps.Sync;

/// <summary>What became of the rows of one trigger.</summary>
public sealed record SyncTriggerCounts
{
    /// <summary>Rows that the destination took.</summary>
    public long Delivered { get; init; }

    /// <summary>Rows that it refused; they come back in the next run.</summary>
    public long Rejected { get; init; }

    /// <summary>Rows that could not be delivered, or of which that is not known; they come back in the next run.</summary>
    public long Deferred { get; init; }

    /// <summary>Requests made, each counted once however often it was tried.</summary>
    public long Requests { get; init; }
}
