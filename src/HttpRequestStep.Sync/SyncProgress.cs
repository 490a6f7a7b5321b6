namespace HttpRequestSteps.Sync;

/// <summary>What a run has just done.</summary>
public sealed record SyncProgress
{
    /// <summary>The part of the run.</summary>
    public SyncStage Stage { get; init; } = SyncStage.Delivering;

    /// <summary>The trigger, while delivering.</summary>
    public ChangeKind Change { get; init; }

    /// <summary>While reading: the rows read so far. When the plan is sealed: the rows to send. When an interrupted run is gone on with: those it has left. While delivering: rows that have just got their outcome.</summary>
    public long Rows { get; init; }

    /// <summary>Those of them that were delivered, while delivering.</summary>
    public long Delivered { get; init; }

    /// <summary>For how long no request is sent, while waiting.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>Why, while waiting.</summary>
    public SyncWait Reason { get; init; }
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

    /// <summary>An interrupted run is gone on with: what it has left is sent first, then the source is read.</summary>
    Resumed,

    /// <summary>Requests wait for a second or more. Told when the wait begins, and again when it grows.</summary>
    Waiting,
}

/// <summary>Why requests wait.</summary>
public enum SyncWait
{
    /// <summary>The rate limit of the sync lets no more through.</summary>
    RateLimit,

    /// <summary>The destination has asked for it.</summary>
    Destination,
}
