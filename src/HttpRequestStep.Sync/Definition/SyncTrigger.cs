namespace HttpRequestSteps.Sync;

/// <summary>The step that delivers one kind of change.</summary>
public sealed record SyncTrigger
{
    /// <summary>How many rows share a request, in <c>rows</c>; <c>true</c> in a definition means 100.</summary>
    /// <value>Default: each row has its own request, and is <c>row</c> in it.</value>
    public BatchSize? BatchSize { get; init; }

    /// <summary>The step. Its retries and what follows a failure are the sync's to say; a step without a connection takes the sync's.</summary>
    public required HttpRequestStep Step { get; init; }
}
