namespace HttpRequestSteps.Sync;

/// <summary>What became of one row of a request.</summary>
internal readonly record struct RowOutcome(RowState State, string? Error = null)
{
    /// <summary>Whether the row would make another request now: it must not have the key of the first.</summary>
    public bool NeedsNewKey { get; init; }
}
