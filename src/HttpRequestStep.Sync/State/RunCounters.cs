namespace HttpRequestSteps.Sync;

/// <summary>What a run has done so far; kept in the ledger with every commit, so that a resumed run counts on.</summary>
internal sealed class RunCounters
{
    public TriggerCounters Added { get; init; } = new();

    public TriggerCounters Changed { get; init; } = new();

    public TriggerCounters Removed { get; init; } = new();

    public long Sent { get; set; }

    public long Retries { get; set; }

    public TriggerCounters Of(ChangeKind change) => change switch
    {
        ChangeKind.Added => Added,
        ChangeKind.Changed => Changed,
        _ => Removed,
    };
}

/// <summary>The same for one trigger.</summary>
internal sealed class TriggerCounters
{
    public long Delivered { get; set; }

    public long Rejected { get; set; }

    public long Deferred { get; set; }

    public long Requests { get; set; }

    public SyncTriggerCounts ToCounts() => new() { Delivered = Delivered, Rejected = Rejected, Deferred = Deferred, Requests = Requests };
}
