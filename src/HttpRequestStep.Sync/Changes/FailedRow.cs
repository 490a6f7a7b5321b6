namespace HttpRequestSteps.Sync;

/// <summary>What is known of a row that the last runs could not deliver.</summary>
internal sealed record FailedRow
{
    public required UInt128 Key { get; init; }

    /// <summary>The change that was not delivered.</summary>
    public required ChangeKind Change { get; init; }

    public required RowState State { get; init; }

    /// <summary>The hash of the row as last delivered; null when it never was.</summary>
    public UInt128? Delivered { get; init; }

    /// <summary>The row as last delivered, when it is no longer in the snapshot.</summary>
    public byte[]? DeliveredRow { get; init; }

    public int DeliveredSchema { get; init; }

    /// <summary>The hash of the row that was sent.</summary>
    public UInt128 Attempted { get; init; }

    public byte[]? AttemptedRow { get; init; }

    public int AttemptedSchema { get; init; }

    /// <summary>The run in which this hash was first sent: part of the idempotency key.</summary>
    public long FirstRun { get; init; }

    /// <summary>The definition it was last sent by.</summary>
    public string? Definition { get; init; }

    /// <summary>Whether it is left alone until it is asked for or its row changes.</summary>
    public bool IsGivenUp { get; init; }
}

/// <summary>What became of a row that was sent, or should have been.</summary>
internal enum RowState
{
    Delivered,

    /// <summary>The destination refused it.</summary>
    Rejected,

    /// <summary>It was not sent, or the destination could not take it.</summary>
    Deferred,

    /// <summary>It was sent, and nobody knows whether it arrived.</summary>
    Ambiguous,
}
