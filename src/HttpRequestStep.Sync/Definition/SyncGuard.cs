namespace HttpRequestSteps.Sync;

/// <summary>What stops a run before its first request.</summary>
public sealed record SyncGuard
{
    /// <summary>How many of the known rows a run may remove. Where no <c>removed</c> trigger is, nothing is removed.</summary>
    /// <value>Default: 25 %, and never under 1000 rows.</value>
    public RemovedLimit? MaxRemoved { get; init; }
}
