namespace HttpRequestSteps.Sync;

/// <summary>One row to be sent.</summary>
internal readonly record struct RowChange
{
    /// <summary>What is sent: the trigger.</summary>
    public required ChangeKind Change { get; init; }

    public required UInt128 Key { get; init; }

    /// <summary>The hash of what is sent; that of the row as last delivered when it is removed.</summary>
    public required UInt128 Hash { get; init; }

    /// <summary>The hash of the row as last delivered.</summary>
    public UInt128? Delivered { get; init; }

    /// <summary>The run in which this hash was first sent.</summary>
    public long FirstRun { get; init; }

    /// <summary>The schema of the row, by its number in the state.</summary>
    public int Schema { get; init; }

    /// <summary>Whether an earlier run could not deliver it.</summary>
    public bool IsRetried { get; init; }
}

/// <summary>Takes the changes as they are found.</summary>
internal interface IChangeSink
{
    void Add(in RowChange change, ReadOnlySpan<byte> row);

    /// <summary>A row that could not be delivered is as it was delivered again: there is nothing left to send.</summary>
    void Settle(UInt128 key);
}
