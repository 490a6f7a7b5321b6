namespace HttpRequestSteps.Sync;

/// <summary>A run ends before anything is sent.</summary>
internal sealed class SyncStopException(SyncOutcome outcome, string message, SyncRowCounts? rows = null) : Exception(message)
{
    public SyncOutcome Outcome => outcome;

    public SyncRowCounts? Rows => rows;
}
