namespace HttpRequestSteps.Sync;

/// <summary>What became of one row of a request.</summary>
internal readonly record struct RowOutcome(RowState State, string? Error = null);
