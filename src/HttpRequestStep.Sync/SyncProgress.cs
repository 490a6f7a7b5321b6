namespace HttpRequestSteps.Sync;

/// <summary>What a run has just done.</summary>
public sealed record SyncProgress
{
    /// <summary>The part of the run.</summary>
    public SyncStage Stage { get; init; } = SyncStage.Delivering;

    /// <summary>The trigger, while delivering.</summary>
    public ChangeKind Change { get; init; }

    /// <summary>While reading: the rows read so far. When the plan is sealed: the rows to send. While delivering: rows that have just got their outcome.</summary>
    public long Rows { get; init; }

    /// <summary>Those of them that were delivered, while delivering.</summary>
    public long Delivered { get; init; }
}

/// <summary>The parts of a run.</summary>
public enum SyncStage
{
    /// <summary>The source is read.</summary>
    Reading,

    /// <summary>The plan is complete: exact totals are known, and nothing was sent yet.</summary>
    Planned,

    /// <summary>Requests are sent.</summary>
    Delivering,
}
